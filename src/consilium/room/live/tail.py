"""Reading the log: a thread that follows it, and a small pool for what is older than the rings."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from consilium.eventlog import bell, queries
from consilium.eventlog.models import LogEntry
from consilium.kernel.timecode import milliseconds
from consilium.room.live.hub import REMOVED
from consilium.room.live.ring import Frame, encode

PAGE = 500
_BROKEN = (DatabaseError, InterfaceError)
logger = logging.getLogger(__name__)
T = TypeVar("T")


class Tail(threading.Thread):
    """Hands every new entry of the watched streams to `deliver`, in order, in the event loop's thread.

    The bell only says when to look, so a lost ring costs at most bell.TIMEOUT seconds. `looked_at` is the
    monotonic time of the last look that worked.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, deliver: Callable[[str, Sequence[Frame]], None]
    ) -> None:
        super().__init__(name="tail", daemon=True)
        self._loop = loop
        self._deliver = deliver
        self._positions: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.looked_at = time.monotonic()

    def watch(self, stream: str, after: int) -> None:
        with self._lock:
            self._positions[stream] = after

    def unwatch(self, stream: str) -> None:
        with self._lock:
            self._positions.pop(stream, None)

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                with bell.listen() as listener:
                    self._follow(listener)
            except (*_BROKEN, OSError) as error:
                logger.error("cannot read the log, trying again: %s", type(error).__name__)
                with contextlib.suppress(*_BROKEN):
                    connection.close()
                self._stopping.wait(bell.TIMEOUT)
        connection.close()

    def _follow(self, listener: bell.Listener) -> None:
        self._look(set(self._positions))
        while not self._stopping.is_set():
            rung = listener.wait()
            watched = set(self._positions)
            self._look(rung & watched if rung else self._behind(watched))

    def _behind(self, watched: set[str]) -> set[str]:
        """After silence: the streams that have grown although no ring was heard."""
        newest = queries.last_seqs(watched) if watched else {}
        self.looked_at = time.monotonic()
        return {stream for stream, last in newest.items() if last > self._positions.get(stream, last)}

    def _look(self, streams: set[str]) -> None:
        for stream in streams:
            while self._read(stream):
                pass
        self.looked_at = time.monotonic()

    def _read(self, stream: str) -> bool:
        """Read one page on; whether there may be more."""
        after = self._positions.get(stream)
        if after is None:
            return False
        frames = [encode(entry) for entry in queries.entries(stream, after=after, limit=PAGE)]
        if not frames:
            return False
        with self._lock:  # not watched any longer, or watched anew from elsewhere: these frames are void
            if self._positions.get(stream) != after:
                return False
            self._positions[stream] = frames[-1].seq
            self._loop.call_soon_threadsafe(self._deliver, stream, frames)
        return len(frames) == PAGE


class LogHistory:
    """hub.History over the database, in a pool so that someone's long absence does not hold up the tail."""

    def __init__(self, token_life: timedelta, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="history")
        self._token_life = token_life

    async def opening(self, stream: str) -> tuple[int, dict[str, int]]:
        return await self.ask(lambda: (queries.last_seq(stream), self._removed(stream)))

    async def page(self, stream: str, after: int) -> list[Frame]:
        return await self.ask(lambda: [encode(e) for e in queries.entries(stream, after=after, limit=PAGE)])

    def close(self) -> None:
        self._pool.submit(connection.close)
        self._pool.shutdown(wait=False)

    def _removed(self, stream: str) -> dict[str, int]:
        since = timezone.now() - self._token_life
        rows = LogEntry.objects.filter(stream=stream, kind=REMOVED, at__gte=since).values_list("data", "at")
        return {str(data.get("person", "")): milliseconds(at) for data, at in rows}

    async def ask(self, read: Callable[[], T]) -> T:
        """Run any reading of the database in the pool."""

        def fresh() -> T:
            close_old_connections()
            return read()

        return await asyncio.get_running_loop().run_in_executor(self._pool, fresh)
