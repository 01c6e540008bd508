"""What all bots are: a guest with a view of the room, who comes back whatever happens."""

import asyncio
import contextlib
import logging
import random
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from consilium.workers.client import Guest, Turned
from consilium.workers.demo.cast import Part
from consilium.workers.view import View

log = logging.getLogger(__name__)
_LONGEST_PAUSE = 5.0
_SETTLED = 10.0  # seconds after which a duty that failed has earned a quick restart again


class Bot:
    """One guest. Subclasses list what they do, side by side, in `duties`."""

    def __init__(self, part: Part, *, pace: float = 1.0) -> None:
        """`pace` stretches every wait: 0 is at once."""
        self.part = part
        self._pace = pace
        self.guest = Guest(part.link)
        self.view = View(self.guest)
        self.dice = random.Random(part.person)  # noqa: S311 (a play, repeatable)

    async def play(self) -> None:
        """Until cancelled; from the start again after every error."""
        async with self.guest:
            await keep(f"{self.part.plays} {self.part.person[-4:]}", self._once)

    def duties(self) -> list[Callable[[], Awaitable[None]]]:
        raise NotImplementedError

    async def _once(self) -> None:
        await self.guest.enter()
        await self.view.load()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.view.follow())
            for duty in self.duties():
                tasks.create_task(keep(f"{self.part.plays} {getattr(duty, '__name__', '')}", duty))

    @property
    def speaks(self) -> bool:
        """Whether this person may publish now."""
        stage = self.view.state.stage
        return self.view.me in stage.stage or self.view.me in stage.floor

    async def pause(self, least: float, most: float) -> None:
        """A while that differs from bot to bot."""
        await self.wait(self.dice.uniform(least, most))

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self._pace)


async def keep(name: str, duty: Callable[[], Awaitable[None]]) -> None:
    """Do it again and again; errors are logged by their kind, never by what they say."""
    loop = asyncio.get_running_loop()
    failures = 0
    while True:
        begun = loop.time()
        try:
            await duty()
        except Exception as error:
            failures = 1 if loop.time() - begun > _SETTLED else failures + 1
            log.warning("%s: %s, again in a moment", name, _kind(error))
            await asyncio.sleep(min(_LONGEST_PAUSE, 0.25 * 2 ** min(failures, 6)))
        else:
            await asyncio.sleep(0.1)


def _kind(error: BaseException) -> str:
    """The kind of an error and where it came up, or of the errors in a group; of a refusal its code."""
    if isinstance(error, BaseExceptionGroup):
        return ", ".join(sorted({_kind(one) for one in error.exceptions}))
    if isinstance(error, Turned):
        return f"refused ({error.status} {error.code})"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


@contextlib.contextmanager
def unless_refused() -> Iterator[None]:
    """The room has moved on meanwhile (a closed poll, a lowered hand): no error for a bot."""
    try:
        yield
    except Turned as refusal:
        if refusal.status not in (404, 409, 422, 429):
            raise
