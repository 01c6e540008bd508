"""Who follows which stream, and the writing to them.

Everything here runs in the event loop's thread. Connections are grouped by what they may read, so that one
group gets the same bytes object; a connection costs one `write` per tick whatever happened in it.
"""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from consilium.kernel.audience import Reader
from consilium.kernel.timecode import moment
from consilium.room.live.admission import Admission, pieces
from consilium.room.live.metrics import Metrics
from consilium.room.live.ring import Frame, Ring, chunk, join
from consilium.room.live.tokens import StreamToken

TICK = 0.1
#: A reader this many bytes behind is dropped; it comes back with Last-Event-ID and reads from the ring.
BEHIND = 1 << 20
#: Backlog is sent in pieces below this, each waiting until the one before has nearly gone.
PIECE = 256 << 10
#: A person's oldest connection gives way to the one that would exceed this: most likely it is dead.
PER_PERSON = 12
_LAST_CHUNK = b"0\r\n\r\n"
_BACKLOGS = 64
#: Named, so that the page hears it: a line cut without a word shows by the beats that do not come.
_BEAT = b"event: beat\ndata: \n\n"
K = TypeVar("K")


class Transport(Protocol):
    """The part of asyncio.Transport that is used here."""

    def write(self, data: bytes) -> None: ...
    def is_closing(self) -> bool: ...
    def get_write_buffer_size(self) -> int: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


class Connection:
    """One open SSE response. Writes go to the transport: no task, no queue."""

    __slots__ = ("_metrics", "_transport", "reader", "token")

    def __init__(self, transport: Transport, token: StreamToken, metrics: Metrics) -> None:
        self.token = token
        self.reader = token.reader
        self._transport = transport
        self._metrics = metrics

    def write(self, piece: bytes) -> None:
        """Write an HTTP chunk, or drop a reader that has fallen too far behind."""
        transport = self._transport
        if transport.is_closing():
            return
        transport.write(piece)
        if transport.get_write_buffer_size() > BEHIND:
            self._metrics.dropped_total += 1
            transport.abort()

    def close(self) -> None:
        """End the response properly; the browser reconnects after its `retry` time."""
        if not self._transport.is_closing():
            self._transport.write(_LAST_CHUNK)
            self._transport.close()


class Followers:
    """The connections of one stream, and the frames that they have had (`sent`) or will have at the next
    tick.
    """

    def __init__(self, last: int, admission: Admission, metrics: Metrics) -> None:
        self.ring = Ring(last)
        self.sent = last
        self.admission = admission
        self.idle_since = time.monotonic()
        self._metrics = metrics
        self._pending: list[Frame] = []
        self._groups: dict[Reader, dict[Connection, None]] = defaultdict(dict)
        self._persons: dict[str, dict[Connection, None]] = defaultdict(dict)
        self._flushed_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._backlogs: dict[tuple[Reader, int], tuple[bytes, int, frozenset[str]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._groups.values()))

    def connections(self) -> list[Connection]:
        return [connection for group in self._groups.values() for connection in group]

    def follows(self, person: str) -> bool:
        return person in self._persons

    def add(self, connection: Connection) -> None:
        """From now on this connection gets what is flushed: call it when it has had everything up to
        `sent`.
        """
        own = self._persons[connection.reader.person]
        if len(own) >= PER_PERSON:
            next(iter(own)).close()
        own[connection] = None
        self._groups[connection.reader.alike()][connection] = None

    def discard(self, connection: Connection) -> None:
        reader = connection.reader
        _take(self._groups, reader.alike(), connection)
        _take(self._persons, reader.person, connection)
        self.idle_since = time.monotonic()

    def deliver(self, frames: Sequence[Frame]) -> None:
        """Take frames that follow the last. The first after silence goes out at once, the rest with the
        tick.
        """
        fresh = [frame for frame in frames if frame.seq > self.ring.last]
        if not fresh:
            return
        self.ring.append(fresh)
        self._pending += fresh
        self._metrics.entries_total += len(fresh)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            wait = self._flushed_at + TICK - loop.time()
            if wait <= 0:
                self.flush()
            else:
                self._timer = loop.call_later(wait, self.flush)

    def flush(self) -> None:
        """Write what is pending: the same bytes to a whole group, their own to persons who are told
        something.
        """
        self._flushed_at = asyncio.get_running_loop().time()
        self._timer = None
        frames, self._pending = self._pending, []
        self.sent = frames[-1].seq
        self._backlogs.clear()
        for piece in pieces(frames):
            self._send(piece)
            self._sever(piece[-1])
        self._metrics.flushes_total += 1
        self._metrics.lag_seconds = max(0.0, time.time() - moment(frames[-1].at).timestamp())

    def _send(self, frames: Sequence[Frame]) -> None:
        told = {frame.audience.of for frame in frames if frame.audience.kind == "person"}
        single = {one for person in told for one in self._persons.get(person, ()) if not one.reader.staff}
        for reader, group in self._groups.items():
            self._write(frames, reader, [one for one in group if one not in single] if single else group)
        for one in single:
            self._write(frames, one.reader, [one])

    def _write(self, frames: Sequence[Frame], reader: Reader, connections: Iterable[Connection]) -> None:
        body = join(frames, reader)
        if not body:
            return
        piece, written = chunk(body), 0
        for connection in connections:
            connection.write(piece)
            written += 1
        self._metrics.deliveries_total += written * sum(frame.may_go_to(reader) for frame in frames)

    def _sever(self, frame: Frame) -> None:
        """Somebody may read no longer, or otherwise: their connections end; they come with a new token."""
        self.admission.take(frame)
        for connection in list(self._persons.get(frame.person, ())):
            if not self.admits(connection.token):
                connection.close()

    def admits(self, token: StreamToken) -> bool:
        """Whether it may be followed with this token now."""
        return not (self.admission.refuses(token) or self.admission.outdates(token))

    def backlog(self, reader: Reader, after: int) -> tuple[bytes, int] | None:
        """What this reader missed after `after`, up to PIECE bytes, and the seq it reaches; None: ask the
        log.

        The same bytes serve all readers of a group that were lost at the same moment, as in a storm.
        """
        if not self.ring.reaches(after):
            return None
        key = (reader.alike(), after)
        found = self._backlogs.get(key)
        if found is None:
            if len(self._backlogs) >= _BACKLOGS:
                self._backlogs.clear()
            found = self._backlogs[key] = _cut(self.ring.between(after, self.sent), key[0], after)
        body, last, told = found
        if reader.person in told and not reader.staff:
            body = join(self.ring.between(after, last), reader)
        return body, last

    def beat(self, piece: bytes) -> None:
        """A sign of life for proxies, and the way to notice a peer that is gone."""
        self.ring.forget(time.monotonic())
        for connection in self.connections():
            connection.write(piece)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self.flush()
        for connection in self.connections():
            connection.close()


def _take(table: dict[K, dict[Connection, None]], key: K, connection: Connection) -> None:
    kept = table.get(key)
    if kept is not None:
        kept.pop(connection, None)
        if not kept:
            del table[key]


def _cut(frames: Iterable[Frame], group: Reader, after: int) -> tuple[bytes, int, frozenset[str]]:
    """Frames up to PIECE bytes for a group, the last seq among them, and the persons who are told more."""
    parts: list[bytes] = []
    told: set[str] = set()
    size, last = 0, after
    for frame in frames:
        if size >= PIECE:
            break
        if frame.audience.kind == "person":
            told.add(frame.audience.of)
        if frame.may_go_to(group):
            parts.append(frame.body)
        size += len(frame.body)
        last = frame.seq
    return b"".join(parts), last, frozenset(told)


class History(Protocol):
    """The log behind the rings, read in other threads."""

    async def opening(self, stream: str) -> tuple[int, list[Frame]]:
        """The newest seq, and the entries of `admission.KINDS` that are not older than a young token."""

    async def page(self, stream: str, after: int) -> list[Frame]:
        """The next frames with seq > `after`, some hundreds at most."""


class Hub:
    """All streams that someone follows. `watch` and `unwatch` tell the tail which ones to read."""

    def __init__(
        self,
        history: History,
        metrics: Metrics,
        watch: Callable[[str, int], None],
        unwatch: Callable[[str], None],
    ) -> None:
        self._history = history
        self._metrics = metrics
        self._watch = watch
        self._unwatch = unwatch
        self._streams: dict[str, Followers] = {}
        self._opening: dict[str, asyncio.Task[Followers]] = {}

    def get(self, stream: str) -> Followers | None:
        return self._streams.get(stream)

    async def followers(self, stream: str) -> Followers:
        """The stream's followers; the first to ask opens it, the others wait for that."""
        found = self._streams.get(stream)
        if found is not None:
            found.idle_since = time.monotonic()
            return found
        if stream not in self._opening:
            self._opening[stream] = asyncio.create_task(self._open(stream))
        return await asyncio.shield(self._opening[stream])

    async def _open(self, stream: str) -> Followers:
        try:
            last, told = await self._history.opening(stream)
            self._streams[stream] = Followers(last, Admission(told), self._metrics)
            self._watch(stream, last)
            return self._streams[stream]
        finally:
            del self._opening[stream]

    def deliver(self, stream: str, frames: Sequence[Frame]) -> None:
        """New frames from the tail. On a gap the readers are sent away to resume from the log: none is
        shown.
        """
        followers = self._streams.get(stream)
        if followers is None:
            return
        try:
            followers.deliver(frames)
        except RuntimeError:
            self._metrics.gaps_total += 1
            self._drop(stream)
            raise

    async def catch_up(
        self, connection: Connection, after: int, send: Callable[[bytes], Awaitable[None]]
    ) -> Followers:
        """Send what was missed and join the followers, with nothing lost or doubled between the two.

        `send` waits while the reader is slow. The last comparison and `add` run without a pause in between.
        """
        stream, reader = connection.token.seminar, connection.reader
        followers = await self.followers(stream)
        while after < followers.sent:
            found = followers.backlog(reader, after)
            if found is None:
                page = await self._history.page(stream, after)
                seen = [frame for frame in page if frame.seq <= followers.sent]
                if not seen:
                    raise ConnectionResetError("the log no longer holds what was missed")
                found = join(seen, reader), seen[-1].seq
            if not followers.admits(connection.token):
                raise ConnectionResetError("the reader may read otherwise than before")
            body, after = found
            if body:
                await send(body)
            if self._streams.get(stream) is not followers:
                raise ConnectionResetError("the stream was closed meanwhile")
        followers.add(connection)
        return followers

    def beat(self) -> None:
        for followers in self._streams.values():
            followers.beat(chunk(_BEAT))

    def sweep(self, older_than: float) -> None:
        """Forget streams that nobody has followed for so many seconds."""
        now = time.monotonic()
        idle = [s for s, f in self._streams.items() if not len(f) and now - f.idle_since > older_than]
        for stream in idle:
            self._drop(stream)

    def close(self) -> None:
        for stream in list(self._streams):
            self._drop(stream)

    def streams(self) -> list[str]:
        return [stream for stream, followers in self._streams.items() if len(followers)]

    def count(self) -> int:
        self._metrics.streams = len(self._streams)
        return sum(map(len, self._streams.values()))

    def _drop(self, stream: str) -> None:
        self._unwatch(stream)
        with contextlib.suppress(KeyError):
            self._streams.pop(stream).close()
