"""Entries as bytes: encoded once, remembered for a while, cut to what a reader may see."""

import json
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from consilium.kernel.audience import Audience, Reader
from consilium.kernel.facts import Entry, language_of
from consilium.kernel.timecode import milliseconds
from consilium.room import state as _state  # noqa: F401 (declares every fact: `language_of` asks them)

MAX_ENTRIES = 4096
MAX_BYTES = 4 << 20
#: A redacted entry is still replayed to someone who resumes within this time, never later.
MAX_AGE = 600.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry as it goes over the wire. `body` ends with the empty line that ends an SSE event.

    `language` is that of the readers who alone are sent it, "" when all are.
    """

    seq: int
    at: int
    audience: Audience
    kind: str
    person: str
    body: bytes
    language: str = ""
    booth: str = ""
    staff: bool = False

    def may_go_to(self, reader: Reader) -> bool:
        return reader.may_read(self.audience, self.language)


def encode(entry: Entry) -> Frame:
    """The SSE event of an entry: neither actor nor audience go over the wire; `at` is in milliseconds."""
    at = milliseconds(entry.at)
    wire = {"seq": entry.seq, "at": at, "kind": entry.kind, "v": entry.v, "data": entry.data}
    if entry.redacted:
        wire["redacted"] = True
    text = json.dumps(wire, ensure_ascii=False, separators=(",", ":"))
    body = f"id: {entry.seq}\nevent: entry\ndata: {text}\n\n".encode()
    person, booth = (str(entry.data.get(name, "")) for name in ("person", "booth"))
    language = language_of(entry.kind, entry.data)
    staff = entry.data.get("staff") is True
    return Frame(entry.seq, at, entry.audience, entry.kind, person, body, language, booth, staff)


def join(frames: Iterable[Frame], reader: Reader) -> bytes:
    """What this reader may see of them, in order."""
    return b"".join(frame.body for frame in frames if frame.may_go_to(reader))


def chunk(body: bytes) -> bytes:
    """A chunk of HTTP/1.1's chunked coding. Framed once for all connections; `body` is not empty."""
    return b"%x\r\n%b\r\n" % (len(body), body)


class Ring:
    """The newest frames of one stream without a gap: `first` .. `last`. Bounded by number, bytes and age."""

    def __init__(self, last: int) -> None:
        self.last = last
        self._frames: deque[tuple[float, Frame]] = deque()
        self._bytes = 0

    @property
    def first(self) -> int:
        return self.last - len(self._frames) + 1

    def append(self, frames: Sequence[Frame], now: float | None = None) -> None:
        """Add frames that follow `last` immediately. A gap is impossible by construction: it is an error."""
        moment = time.monotonic() if now is None else now
        for frame in frames:
            if frame.seq != self.last + 1:
                raise RuntimeError(f"gap in a stream: {frame.seq} after {self.last}")
            self._frames.append((moment, frame))
            self._bytes += len(frame.body)
            self.last = frame.seq
        self.forget(moment)

    def forget(self, now: float) -> None:
        """Drop what is too old, too many or too large."""
        frames = self._frames
        while frames and (
            len(frames) > MAX_ENTRIES or self._bytes > MAX_BYTES or frames[0][0] < now - MAX_AGE
        ):
            self._bytes -= len(frames.popleft()[1].body)

    def reaches(self, after: int) -> bool:
        """Whether everything with seq > `after` is still here."""
        return after >= self.first - 1

    def between(self, after: int, until: int) -> Iterator[Frame]:
        """Frames with after < seq <= until, as far as they are here."""
        start = max(after + 1, self.first) - self.first
        stop = min(until, self.last) - self.first + 1
        return (frame for _, frame in islice(self._frames, start, max(start, stop)))
