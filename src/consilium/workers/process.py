"""A worker's process: asks for jobs, does them all side by side, gives the leases back when it is stopped."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence

from consilium.workers.client import Turned
from consilium.workers.office import Job, Office

log = logging.getLogger(__name__)
ASK = 1.0  # seconds between two questions for a job


class Jobs:
    """`work` does one job until it is over; cancelled in the midst of it, the lease is given back. `rest`
    tells the seminars of which something waits here, over or not.
    """

    def __init__(
        self,
        office: Office,
        work: Callable[[Job], Coroutine[None, None, None]],
        rest: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._office = office
        self._work = work
        self._rest = rest
        self._jobs: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled; then every lease is given back."""
        try:
            while True:
                job = await self._ask()
                if job is None:
                    await asyncio.sleep(ASK)
                else:
                    self._begin(job)
        finally:
            for task in self._jobs.values():
                task.cancel()
            await asyncio.gather(*self._jobs.values(), return_exceptions=True)

    async def _ask(self) -> Job | None:
        with contextlib.suppress(OSError, TimeoutError):
            try:
                return await self._office.apply(list(self._jobs), self._rest())
            except Turned as refusal:
                log.warning("no job was given: %s", refusal)
        return None

    def _begin(self, job: Job) -> None:
        log.info("seminar %s: at work", job.seminar)
        task = asyncio.create_task(self._do(job))
        self._jobs[job.seminar] = task
        task.add_done_callback(lambda task: self._ended(job, task))

    async def _do(self, job: Job) -> None:
        try:
            await self._work(job)
        except asyncio.CancelledError:
            with contextlib.suppress(Turned, OSError, TimeoutError):
                await self._office.release(job)
            raise

    def _ended(self, job: Job, task: "asyncio.Task[None]") -> None:
        self._jobs.pop(job.seminar, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("seminar %s: %s", job.seminar, type(error).__name__, exc_info=error)


def until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run it until SIGTERM or Ctrl-C."""
    asyncio.run(_until_stopped(work))


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
