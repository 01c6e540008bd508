"""Reading the log for the stream: what is new as it comes, and in a small pool what is older."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from django.db import close_old_connections, connection
from django.utils import timezone

from consilium.eventlog import queries
from consilium.eventlog.follower import PAGE, Follower
from consilium.kernel.facts import Entry
from consilium.room.live.admission import KINDS
from consilium.room.live.ring import Frame, encode

T = TypeVar("T")


class Tail(Follower[Frame]):
    """Hands every new entry of the watched streams to `deliver`, in order, in the event loop's thread."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, deliver: Callable[[str, Sequence[Frame]], None]
    ) -> None:
        super().__init__("tail")
        self._loop = loop
        self._deliver = deliver

    def prepare(self, entry: Entry) -> Frame:
        return encode(entry)

    def take(self, stream: str, prepared: Sequence[Frame]) -> None:
        self._loop.call_soon_threadsafe(self._deliver, stream, prepared)


class LogHistory:
    """hub.History over the database, in a pool so that someone's long absence does not hold up the tail."""

    def __init__(self, token_life: timedelta, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="history")
        self._token_life = token_life

    async def opening(self, stream: str) -> tuple[int, list[Frame]]:
        return await self.ask(lambda: (queries.last_seq(stream), self._lately(stream)))

    async def page(self, stream: str, after: int) -> list[Frame]:
        return await self.ask(lambda: [encode(e) for e in queries.entries(stream, after=after, limit=PAGE)])

    def close(self) -> None:
        self._pool.submit(connection.close)
        self._pool.shutdown(wait=False)

    def _lately(self, stream: str) -> list[Frame]:
        since = timezone.now() - self._token_life
        return [encode(entry) for entry in queries.entries_of(stream, *KINDS) if entry.at >= since]

    async def ask(self, read: Callable[[], T]) -> T:
        """Run any reading of the database in the pool."""

        def fresh() -> T:
            close_old_connections()
            return read()

        return await asyncio.get_running_loop().run_in_executor(self._pool, fresh)
