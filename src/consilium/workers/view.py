"""The room as a guest sees it: the snapshot, kept fresh by folding what comes after it."""

import asyncio
from collections.abc import Callable

from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import Entry, from_json
from consilium.kernel.timecode import moment
from consilium.room.state import RoomState, fold
from consilium.workers.client import Guest, Line


class View:
    """`state` is always that of `seq`. Call `load`, then keep `follow` running."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._news = asyncio.Condition()
        self.seq = 0
        self.me = ""
        self.state = RoomState()

    async def load(self) -> None:
        """Take the room as it is now."""
        found = await self._guest.snapshot()
        self.seq, self.me = found["seq"], found["me"]["id"]
        self.state = from_json(RoomState, found["state"])

    async def follow(self) -> None:
        """Fold what happens, for ever."""
        async for line in self._guest.follow(self.seq):
            self.state = fold(self.state, entry_of(self._guest.seminar, line))
            self.seq = line.seq
            async with self._news:
                self._news.notify_all()

    async def until(self, true: Callable[[RoomState], bool]) -> RoomState:
        """Wait for a state of which `true` holds; at once when it does now."""
        async with self._news:
            await self._news.wait_for(lambda: true(self.state))
        return self.state


def entry_of(stream: str, line: Line) -> Entry:
    """A line as the folds take it. Who may read it is not known here, and no fold asks."""
    return Entry(stream, line.seq, moment(line.at), "", EVERYONE, line.kind, line.v, line.data, line.redacted)
