"""One seminar's scribe by a site that fails for a while, and by one that has ended the seminar."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from consilium.kernel.facts import Json
from consilium.workers.client import Line, Ticket, Turned
from consilium.workers.office import Hired, Job, JobOver, Office
from consilium.workers.scribe.job import Scribe
from consilium.workers.scribe.ladder import Ladder
from consilium.workers.scribe.outbox import Outbox
from consilium.workers.scribe.recogniser import Hearing
from consilium.workers.scribe.transcript import Engines, Transcript
from consilium.workers.scribe.turns import Tongue
from consilium.workers.scribe.voices import FLOOR, Voice
from tests.workers.scribe.scripted import Loud, Scripted, silence, speech

JOB = Job("s" * 26, "lease", "token", 0, {})
VOICE = Voice("a" * 26, FLOOR)


class Site(Hired):
    """The site behind one lease. `failures`: statuses that turn the next calls away, 0 for no answer."""

    def __init__(self, *failures: int) -> None:
        super().__init__("http://nowhere", JOB)
        self.failures = list(failures)
        self.told: list[tuple[str, dict[str, object]]] = []
        self.over = asyncio.Event()
        self.reports = True

    def _fail(self) -> None:
        if self.failures:
            if status := self.failures.pop(0):
                raise Turned(status, "no")
            raise TimeoutError

    async def post(self, path: str, **body: object) -> Json:
        self._fail()
        if self.over.is_set() and path == "captions/report":
            raise Turned(409, "not_live")
        self.told.append((path, body))
        return {}

    async def languages(self, persons: list[str]) -> dict[str, list[str]]:
        self._fail()
        return {person: ["kk"] for person in persons}

    async def snapshot(self) -> Json:
        self.card = {"languages": {}, "now": 0, "floor_language": "en", "terms": {}, "seq": 0}
        return self.card | {"me": {"id": ""}, "state": {"seminar": {"status": "live"}}}

    async def follow(self, after: int) -> AsyncIterator[Line]:
        await asyncio.Event().wait()
        yield Line(1, 0, "", 1, {})

    async def sfu_ticket(self) -> Ticket:
        raise Turned(500, "no_room")

    def of(self, path: str) -> list[dict[str, Any]]:
        return [body for told, body in self.told if told == path]


class Desk(Office):
    """Says that the seminar is over when the site does."""

    def __init__(self, site: Site) -> None:
        super().__init__("http://nowhere", "", "scribe", "me")
        self._site = site

    async def beat(self, job: Job, note: Json) -> None:
        if self._site.over.is_set():
            raise Turned(409, "not_live")


class Hearer(Scribe):
    """One voice, in no SFU."""

    async def _wanted(self) -> set[Voice]:
        return {VOICE}

    def _transcript(self, voice: Voice) -> Transcript:
        return Transcript(voice, self._engines, Loud(), Tongue("en", "profile"))


def scribe(site: Site, engine: Scripted, pool: ThreadPoolExecutor) -> Hearer:
    ladder = Ladder(has_small=False)
    return Hearer(Desk(site), "http://nowhere", JOB, Engines(engine), pool, ladder, site)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


def play(site: Site, scenario: Callable[[Outbox], Awaitable[None]]) -> None:
    async def run() -> None:
        outbox = Outbox(site)
        delivering = asyncio.create_task(outbox.deliver())
        try:
            await asyncio.wait_for(scenario(outbox), 20)
        finally:
            delivering.cancel()

    asyncio.run(run())


def test_no_cue_is_dropped_while_the_site_fails() -> None:
    site = Site(500, 0, 429, 503)

    async def scenario(outbox: Outbox) -> None:
        outbox.put("captions/cues", key="1")
        outbox.put("captions/cues", key="2")
        await outbox.empty()

    play(site, scenario)
    assert [cue["key"] for cue in site.of("captions/cues")] == ["1", "2"]


@pytest.mark.parametrize("status", [409, 422])
def test_what_the_site_will_never_take_keeps_nothing_back(status: int) -> None:
    site = Site(status)

    async def scenario(outbox: Outbox) -> None:
        outbox.put("captions/report")
        outbox.put("captions/cues", key="1")
        await outbox.empty()

    play(site, scenario)
    assert [cue["key"] for cue in site.of("captions/cues")] == ["1"] and not site.of("captions/report")


def test_who_has_lost_the_lease_says_no_more() -> None:
    async def run() -> None:
        outbox = Outbox(Site(401))
        outbox.put("captions/cues", key="1")
        with pytest.raises(JobOver):
            await outbox.deliver()

    asyncio.run(run())


def test_who_nobody_knows_yet_is_asked_about_again() -> None:
    async def run() -> None:
        site = Site(500, 0)
        with ThreadPoolExecutor(1) as pool:
            one = scribe(site, Scripted(lambda _hearing: ""), pool)
            for known in ({}, {}, {VOICE.person: ["kk"]}):
                await one._get_to_know([VOICE.person])
                assert one._profiles == known

    asyncio.run(run())


class Slow(Scripted):
    """An endpoint that answers when it is allowed to."""

    def __init__(self) -> None:
        super().__init__(lambda _hearing: "Thank you all.", streaming=False)
        self.asked, self.may = threading.Event(), threading.Event()

    def hear(self, hearing: Hearing) -> Any:
        self.asked.set()
        self.may.wait(20)
        return super().hear(hearing)


def test_the_last_words_are_brought_after_the_end() -> None:
    """The beat tells of the end while a sentence is being heard, another is open, and a report waits."""
    site = Site()

    async def run() -> None:
        engine = Slow()
        with ThreadPoolExecutor(1) as pool:
            one = scribe(site, engine, pool)
            work = asyncio.create_task(one.run())
            await until(lambda: VOICE in one._attending)
            one._heard(VOICE.person, speech(3))
            one._heard(VOICE.person, silence(1))
            await asyncio.to_thread(engine.asked.wait, 20)
            one._heard(VOICE.person, speech(4))
            site.over.set()
            await until(lambda: not one._attending)
            assert not work.done()
            engine.may.set()
            await asyncio.wait_for(work, 20)

    asyncio.run(run())
    assert [cue["text"] for cue in site.of("captions/cues")] == ["Thank you all."] * 2
    assert not site.of("captions/lost")
