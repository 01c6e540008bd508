"""One voice in the event loop: frames wait here until a thread of the pool has time for them."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from consilium.workers.scribe.ladder import Rung
from consilium.workers.scribe.recogniser import EngineFailed, Samples
from consilium.workers.scribe.transcript import Outcome, Transcript

log = logging.getLogger(__name__)
TICK = 0.1  # seconds between two looks at what has come
REST = 0.5  # seconds before an engine that failed is asked again
PATIENCE = 60_000  # milliseconds after which an utterance that an engine fails to hear is lost
ALL = 1 << 62
SILENT = 1.0  # seconds without a frame after which what has come is heard to its end
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
        self._frames: deque[tuple[Samples, int]] = deque()
        self._failing = False
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
                await asyncio.wait_for(self._leaving.wait(), REST if self._failing else TICK)
            await self._in_thread(self._serve)
        await self._in_thread(self._finish)

    def _serve(self, *, last: bool = False) -> list[Outcome | None]:
        """In a thread of the pool. What was made before the engine failed is told all the same."""
        found: list[Outcome | None] = []
        if self._failing:
            found.append(self.transcript.give_up(self._clock() - PATIENCE))
        try:
            for outcome in self._steps(last=last):
                found.append(outcome)
            self._failing = False
        except EngineFailed as error:
            if not self._failing:
                log.warning("the engine failed: %s", type(error.__cause__ or error).__name__)
            self._failing = True
        return found

    def _steps(self, *, last: bool) -> Iterator[Outcome | None]:
        """A frame goes when it was taken: of those behind it none is dropped when the engine fails."""
        count = len(self._frames)
        for _ in range(count):
            yield self.transcript.take(*self._frames[0])
            self._frames.popleft()
        silent = time.monotonic() - self._frame_at > SILENT and self.transcript.began
        if last or (silent and not count):
            yield self.transcript.finish()
        elif count:
            yield self.transcript.work(self._rung())

    def _finish(self) -> list[Outcome | None]:
        """In a thread of the pool: one more time, and what the engine does not hear then is lost."""
        found = self._serve(last=True)
        while self._failing:
            found.append(self.transcript.give_up(ALL))
            found += self._serve(last=True)
        return found

    async def _in_thread(self, work: Callable[[], list[Outcome | None]]) -> None:
        outcomes = await asyncio.get_running_loop().run_in_executor(self._pool, work)
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
