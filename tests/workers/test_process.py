"""A worker's process that is stopped gives back what it was at, and no more."""

import asyncio
from collections.abc import Sequence

from consilium.workers.client import Turned
from consilium.workers.office import Job, Office
from consilium.workers.process import Jobs


class Desk(Office):
    """Gives out jobs for these seminars, one after another, and notes what comes back."""

    def __init__(self, *seminars: str, refuses: bool = False) -> None:
        super().__init__("http://nowhere", "secret", "scribe", "a test")
        self.waiting = list(seminars)
        self.back: list[str] = []
        self.refuses = refuses
        self.all_given = asyncio.Event()

    async def apply(self, holding: list[str], rest: Sequence[str] = ()) -> Job | None:
        if not self.waiting:
            self.all_given.set()
            return None
        return Job(self.waiting.pop(0), "lease", "token", 0, {})

    async def release(self, job: Job) -> None:
        self.back.append(job.seminar)
        if self.refuses:
            raise Turned(401, "lease_lost")


async def work(job: Job) -> None:
    """Some seminars are over at once, one breaks, the others go on."""
    if job.seminar == "broken":
        raise ValueError
    if job.seminar != "over":
        await asyncio.Event().wait()


async def stopped(desk: Desk) -> None:
    running = asyncio.create_task(Jobs(desk, work).run())
    await desk.all_given.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()


def test_what_is_under_way_is_given_back() -> None:
    async def run() -> None:
        desk = Desk("one", "over", "broken", "two")
        await stopped(desk)
        assert sorted(desk.back) == ["one", "two"]

    asyncio.run(run())


def test_a_site_that_does_not_want_it_back_holds_nothing_up() -> None:
    async def run() -> None:
        desk = Desk("one", "two", refuses=True)
        await stopped(desk)
        assert sorted(desk.back) == ["one", "two"]

    asyncio.run(run())
