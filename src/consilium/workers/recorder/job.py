"""One seminar: waits for a take, has it recorded, brings what is written to the site."""

import asyncio
import contextlib
import logging
import time
from pathlib import Path

from consilium.kernel.facts import Json
from consilium.recordings.state import Take, open_take
from consilium.room.state import RoomState
from consilium.workers.client import Ticket, Turned
from consilium.workers.office import Hired, Job, JobOver, Office
from consilium.workers.recorder.program import Program
from consilium.workers.recorder.scene import Heard, Scene, scene
from consilium.workers.recorder.spool import Spool, left_of
from consilium.workers.recorder.taking import Taking
from consilium.workers.view import View

log = logging.getLogger(__name__)
BEAT = 1.0  # seconds between two signs of life
LOOK = 0.25  # seconds between two looks at handovers that happen by themselves
AGAIN = (0.0, 0.5, 1.0, 2.0)  # seconds before the program is started anew


class Recorder:
    """The work for one seminar. `spools`: a folder for what is under way; `binary`: the program; `guest`: the
    site, when it is not found by its `url`.
    """

    def __init__(
        self, office: Office, url: str, job: Job, spools: Path, binary: Path, guest: Hired | None = None
    ) -> None:
        self._office = office
        self._job = job
        self._spools = spools
        self._binary = binary
        self._guest = guest or Hired(url, job)
        self._view = View(self._guest)
        self._heard = Heard()
        self._sharing: tuple[str, ...] = ()  # who shows a screen, as the program sees it

    async def run(self) -> None:
        """Until the seminar is over and all of it brought in, or another has the lease."""
        try:
            async with self._guest:
                await self._view.load()
                async with asyncio.TaskGroup() as tasks:
                    helpers = [tasks.create_task(self._beat())]
                    if self._view.state.seminar.status != "ended":
                        helpers.append(tasks.create_task(self._view.follow()))
                    deeds = [tasks.create_task(self._bring_rests())]
                    await self._work(tasks, deeds)
                    await asyncio.wait(deeds)
                    for helper in helpers:
                        helper.cancel()
        except* JobOver:
            log.info("seminar %s: another records it", self._job.seminar)
        except* Turned as refusals:
            log.warning("seminar %s: refused (%s)", self._job.seminar, refusals.exceptions[0])

    async def _work(self, tasks: asyncio.TaskGroup, deeds: "list[asyncio.Task[None]]") -> None:
        """One take after another, as long as the seminar lasts. The next one does not wait until all of the
        one before is on the site.
        """
        while True:
            state = await self._view.until(calls_us)
            take = under_way(state)
            if take is None:
                return
            over = asyncio.Event()
            deeds.append(tasks.create_task(self._record(take, over)))
            await over.wait()

    async def _record(self, take: Take, over: asyncio.Event) -> None:
        """Until the take is over, which `over` says, and all of it is on the site."""
        async with self._taking(take.id) as taking:
            pauses = iter(AGAIN)
            while self._goes_on(take):
                before = taking.segments
                with contextlib.suppress(OSError, TimeoutError):
                    await self._run(take, taking)
                if not self._goes_on(take):
                    break
                if taking.segments > before:  # a run that wrote something is no sign of trouble
                    pauses = iter(AGAIN)
                if pause := next(pauses, AGAIN[-1]):
                    await taking.report("broken")
                    await asyncio.sleep(pause)
            over.set()
            await self._settle(taking)

    async def _bring_rests(self) -> None:
        """What one that was killed has left of takes that are over."""
        now = under_way(self._view.state)
        for folder in left_of(self._spools, self._job.seminar):
            if now is None or folder.name != now.id:
                log.info("seminar %s: the rest of a take is brought in", self._job.seminar)
                async with self._taking(folder.name) as taking:
                    await self._settle(taking)

    async def _settle(self, taking: Taking) -> None:
        """Make segments of what was left open, and bring everything."""
        if taking.spool.is_open:
            with contextlib.suppress(OSError, TimeoutError, Turned):
                async for told in (await self._start(taking, None)).events():
                    await taking.told(told)
        await taking.finish()

    def _taking(self, take: str) -> Taking:
        return Taking(self._guest, take, Spool(self._spools / take, self._job.seminar))

    async def _start(self, taking: Taking, ticket: Ticket | None) -> Program:
        resumed = await taking.resume()
        return await Program.start(
            self._binary,
            ticket,
            taking.spool.folder,
            zero=resumed.zero,
            next=resumed.next,
            now=max(taking.now(), resumed.zero),
        )

    async def _run(self, take: Take, taking: Taking) -> None:
        """One run of the program."""
        program = await self._start(taking, await self._guest.sfu_ticket())
        self._sharing = ()
        directing = asyncio.create_task(self._direct(take, program, taking))
        try:
            async for told in program.events():
                self._learn(told)
                await taking.told(told)
        finally:
            directing.cancel()
            for told in await program.stop():  # also when we are stopped: the next one brings it
                await taking.told(told)

    def _learn(self, told: Json) -> None:
        """What the program sees and hears decides what is shown."""
        match told:
            case {"event": "voice", "identity": str(identity)}:
                self._heard.says(identity, time.monotonic())
            case {"event": "sharing", "identities": [*identities]}:
                self._sharing = tuple(str(identity) for identity in identities)

    async def _direct(self, take: Take, program: Program, taking: Taking) -> None:
        """Tell the program what the log says, until the take is over."""
        before: Scene | None = None
        while self._goes_on(take):
            heard = self._heard.now(time.monotonic())
            wanted = scene(self._view.state, taking.now(), heard, self._sharing)
            if wanted != before:
                program.say(wanted.line())
                before = wanted
            await asyncio.sleep(LOOK)
        program.finish()

    def _goes_on(self, take: Take) -> bool:
        found = under_way(self._view.state)
        return found is not None and found.id == take.id

    async def _beat(self) -> None:
        while True:
            try:
                await self._office.beat(self._job, {})
            except Turned as refusal:
                if refusal.status == 401:
                    raise JobOver from refusal
                # 409: the seminar is over, which the log tells; the lease is ours until all is brought in
            except (OSError, TimeoutError) as error:
                log.info("no sign of life could be given: %s", type(error).__name__)
            await asyncio.sleep(BEAT)


def calls_us(state: RoomState) -> bool:
    """There is something to record, or never will be again."""
    return state.seminar.status == "ended" or under_way(state) is not None


def under_way(state: RoomState) -> Take | None:
    """The take that is to be recorded: none of a seminar that is over, which has no room any longer."""
    return None if state.seminar.status == "ended" else open_take(state.recordings)
