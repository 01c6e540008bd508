"""What the scribe has to say to the site, in order: cues are never dropped while the lease holds and the site
takes them.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from statistics import median

from consilium.workers.client import Turned
from consilium.workers.office import Hired, JobOver

log = logging.getLogger(__name__)
AGAIN = 1.0  # seconds before something is sent once more


@dataclass(frozen=True)
class Letter:
    path: str
    body: dict[str, object]


class Outbox:
    """`put` never waits; `deliver` sends until the job is over."""

    def __init__(self, guest: Hired) -> None:
        self._guest = guest
        self._letters: asyncio.Queue[Letter] = asyncio.Queue()

    def put(self, path: str, **body: object) -> None:
        self._letters.put_nowait(Letter(path, body))

    async def deliver(self) -> None:
        """Until cancelled. Raises JobOver."""
        while True:
            letter = await self._letters.get()
            await self._send(letter)
            self._letters.task_done()

    async def empty(self) -> None:
        """Wait until everything has been sent."""
        await self._letters.join()

    async def _send(self, letter: Letter) -> None:
        while True:
            try:
                await self._guest.post(letter.path, **letter.body)
                return
            except (OSError, TimeoutError):
                log.warning("the site does not answer; %s is sent again", letter.path)
            except Turned as refusal:
                if refusal.status == 401:
                    raise JobOver from refusal
                if refusal.status != 429 and refusal.status < 500:
                    log.error("%s was refused: %s", letter.path, refusal)
                    return
            await asyncio.sleep(AGAIN)


class Delays:
    """How long after a word's end it was settled: of the last words of one language."""

    def __init__(self) -> None:
        self._last: deque[int] = deque(maxlen=40)

    def add(self, ends: tuple[int, ...], now: int) -> None:
        self._last.extend(max(0, now - end) for end in ends)

    @property
    def typical(self) -> int:
        """The median in milliseconds, to a tenth of a second; 0 before the first word."""
        return round(median(self._last) / 100) * 100 if self._last else 0


class Reports:
    """Tells how the captions of each language are doing, when that has changed."""

    EVERY, STEP = 15.0, 1000  # seconds between two reports, milliseconds by which the delay must have moved

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._told: dict[str, tuple[str, int, str, float]] = {}

    def tell(self, language: str, status: str, engine: str, delay: int, now: float) -> None:
        """`now` in seconds on any clock."""
        before = self._told.get(language)
        if before is not None:
            same = (status, engine) == (before[0], before[2])
            if same and (abs(delay - before[1]) < self.STEP or now - before[3] < self.EVERY):
                return
        self._told[language] = (status, delay, engine, now)
        self._outbox.put("captions/report", language=language, status=status, delay=delay, engine=engine)
