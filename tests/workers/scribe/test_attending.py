"""One voice in the event loop, by an engine that fails: what is asked again, what is lost, what is kept."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from consilium.workers.scribe.attending import PATIENCE, Attending
from consilium.workers.scribe.ladder import Rung
from consilium.workers.scribe.recogniser import EngineFailed, EngineRefused, Hearing, Hypothesis, Samples
from consilium.workers.scribe.transcript import Engines, Outcome, Transcript
from consilium.workers.scribe.turns import Tongue
from consilium.workers.scribe.voices import Voice
from tests.workers.scribe.scripted import STEP, Loud, Scripted, as_words, silence, speech

BEGAN = 1_700_000_000_000


class Failing(Scripted):
    """Whole utterances, as an endpoint takes them. First hearings fail by `errors`, and all while `away`."""

    def __init__(self, *errors: EngineFailed, away: bool = False) -> None:
        super().__init__(lambda _hearing: "", streaming=False)
        self._errors = iter(errors)
        self.away = away
        self.failed = threading.Event()

    def hear(self, hearing: Hearing) -> Hypothesis:
        self.hearings.append(hearing)
        if error := EngineFailed() if self.away else next(self._errors, None):
            self.failed.set()
            raise error
        return Hypothesis(tuple(as_words(f"heard {int(hearing.seconds)}")))


class Room:
    """A voice that is attended to, a clock that is moved by hand, and what was told."""

    def __init__(self, engine: Scripted, pool: ThreadPoolExecutor) -> None:
        transcript = Transcript(Voice("a", "floor"), Engines(engine), Loud(), Tongue("en", "profile"))
        self.now = BEGAN
        self.told: list[Outcome] = []
        self._news = asyncio.Event()
        self.one = Attending(transcript, pool, lambda: self.now, lambda: Rung(1.0), self._tell)

    def _tell(self, _one: Attending, outcome: Outcome) -> None:
        self.told.append(outcome)
        self._news.set()

    def say(self, *parts: Samples) -> None:
        for part in parts:
            for start in range(0, len(part), STEP):
                self.now += 100
                self.one.hear(part[start : start + STEP])

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not true():
                self._news.clear()
                await self._news.wait()

    @property
    def cues(self) -> list[str]:
        return [cue.text for outcome in self.told for cue in outcome.cues]

    @property
    def lost(self) -> list[tuple[int, int]]:
        return [span for outcome in self.told for span in outcome.lost]


def attend(engine: Scripted, scenario: Callable[[Room], Awaitable[None]]) -> Room:
    async def run() -> Room:
        with ThreadPoolExecutor(1) as threads:
            room = Room(engine, threads)
            task = asyncio.create_task(room.one.run())
            await scenario(room)
            room.one.leave()
            await task
            return room

    return asyncio.run(run())


def test_an_utterance_that_is_refused_is_lost_and_the_next_is_heard() -> None:
    engine = Failing(EngineRefused("400"))

    async def scenario(room: Room) -> None:
        room.say(speech(3), silence(1), speech(5), silence(1))
        await room.until(lambda: bool(room.cues))

    room = attend(engine, scenario)
    assert room.cues == ["heard 5"] and len(engine.hearings) == 2, "it is asked once"
    [(start, end)] = room.lost
    assert BEGAN - 400 <= start <= BEGAN and BEGAN + 3000 <= end <= BEGAN + 3600


def test_an_engine_that_is_away_for_a_moment_is_asked_again_and_nothing_is_lost() -> None:
    engine = Failing(EngineFailed(), EngineFailed())

    async def scenario(room: Room) -> None:
        room.say(speech(3), silence(1))
        room.now += 5000  # a gap: the first is closed before the frames behind it are taken
        room.say(speech(5), silence(1), speech(2), silence(1))
        await room.until(lambda: len(room.cues) == 3)

    room = attend(engine, scenario)
    assert room.cues == ["heard 3", "heard 5", "heard 2"] and room.lost == []


def test_an_engine_that_stays_away_is_not_asked_about_old_words_and_they_are_let_go() -> None:
    engine = Failing(away=True)

    async def scenario(room: Room) -> None:
        room.say(speech(3), silence(1), speech(5), silence(1))
        await asyncio.to_thread(engine.failed.wait, 20)
        room.now += PATIENCE
        await room.until(lambda: len(room.lost) == 2)
        assert {hearing.seconds > 4 for hearing in engine.hearings} == {False}, "the second never was"
        assert room.one.open_since is None and room.one.behind == 0
        engine.away = False
        room.say(speech(4), silence(1))
        await room.until(lambda: bool(room.cues))

    room = attend(engine, scenario)
    assert room.cues == ["heard 4"] and len(room.lost) == 2


def test_who_leaves_while_the_engine_is_away_is_told_as_lost() -> None:
    async def scenario(room: Room) -> None:
        room.say(speech(3), silence(1), speech(4))

    room = attend(Failing(away=True), scenario)
    assert room.cues == [] and len(room.lost) == 2
