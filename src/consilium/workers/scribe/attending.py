"""One voice in the event loop: frames wait here until a thread of the pool has time for them."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor

from consilium.workers.scribe.ladder import Rung
from consilium.workers.scribe.recogniser import EngineFailed, Samples
from consilium.workers.scribe.transcript import Outcome, Transcript

log = logging.getLogger(__name__)
TICK = 0.1  # seconds between two looks at what has come
SILENT = 1.0  # seconds without a frame after which an open sentence is closed
MIDST = 100  # milliseconds
RECENT = 2.0  # seconds of which `share` tells

Told = Callable[["Attending", Outcome], None]


class Attending:
    """`run` lasts until `leave` is called; what was open is finished then."""

    def __init__(
        self,
        transcript: Transcript,
        pool: Executor,
        clock: Callable[[], int],
        rung: Callable[[], Rung],
        told: Told,
    ) -> None:
        self.transcript = transcript
        self.voice = transcript.voice
        self._pool = pool
        self._clock = clock
        self._rung = rung
        self._told = told
        self._frames: list[tuple[Samples, int]] = []
        self._frame_at = time.monotonic()
        self._looked_at = time.monotonic()
        self._behind = 0.0
        self._leaving = asyncio.Event()
        self.share = 0.0
        self.open_since: int | None = None
        self.in_the_midst: bool | None = None  # whether the first sound was that of a sentence going on

    def hear(self, samples: Samples) -> None:
        self._frames.append((samples, self._clock()))
        self._frame_at = time.monotonic()

    def leave(self) -> None:
        self._leaving.set()

    @property
    def behind(self) -> float:
        """Seconds of speech that nobody has heard and somebody should, also while a hearing is under way."""
        if self.open_since is None or not self.transcript.has_engine:
            return 0.0
        return self._behind + time.monotonic() - self._looked_at

    async def run(self) -> None:
        while not self._leaving.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), TICK)
            frames, self._frames = self._frames, []
            await self._in_thread(self._serve, frames)
        await self._in_thread(self._serve, self._frames)
        await self._in_thread(lambda: [self.transcript.finish()])

    def _serve(self, frames: list[tuple[Samples, int]]) -> list[Outcome | None]:
        """In a thread of the pool."""
        found = [self.transcript.take(samples, at) for samples, at in frames]
        if frames:
            found.append(self.transcript.work(self._rung()))
        elif time.monotonic() - self._frame_at > SILENT and self.transcript.open_since is not None:
            found.append(self.transcript.finish())
        return found

    async def _in_thread(self, work: Callable[..., list[Outcome | None]], *arguments: object) -> None:
        loop = asyncio.get_running_loop()
        try:
            outcomes = await loop.run_in_executor(self._pool, work, *arguments)
        except EngineFailed as error:
            log.warning("the engine failed: %s", type(error.__cause__ or error).__name__)
            await asyncio.sleep(0.5)
            return
        self._look()
        for outcome in outcomes:
            if outcome is not None:
                self._told(self, outcome)

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        self._behind = self.transcript.behind(self._rung())
        self.share = self.transcript.share(RECENT)
        self.open_since = self.transcript.open_since
        if self.in_the_midst is None and self.open_since is not None:
            self.in_the_midst = self.open_since - self.transcript.began < MIDST
