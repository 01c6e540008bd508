"""One seminar: who is heard, whose turn it is, what becomes of the words."""

import asyncio
import json
import logging
import time
from collections import defaultdict
from concurrent.futures import Executor

from consilium.room.state import RoomState
from consilium.workers.client import Turned
from consilium.workers.office import OVER, Hired, Job, JobOver, Office
from consilium.workers.scribe import losses, turns, voices
from consilium.workers.scribe.activity import Silero
from consilium.workers.scribe.attending import Attending
from consilium.workers.scribe.ladder import Ladder
from consilium.workers.scribe.listening import Listening
from consilium.workers.scribe.outbox import Delays, Outbox, Reports
from consilium.workers.scribe.recogniser import Samples, supports
from consilium.workers.scribe.transcript import Engines, Outcome, Transcript
from consilium.workers.scribe.turns import Tongue
from consilium.workers.scribe.voices import CHANNEL, FLOOR, Voice
from consilium.workers.view import View

log = logging.getLogger(__name__)
BEAT, SOON = 1.0, 0.1  # seconds between two signs of life; before one that tells of a change
LOOK = 0.25  # seconds between two looks at who speaks
_PAUSES = (0.1, 0.5, 1.0, 2.0)
#: Seconds after the end in which the last words are heard, and brought: less than captions.rules.LATE.
HEARD_WITHIN, BROUGHT_WITHIN = 40.0, 50.0


class Scribe:
    """The work for one seminar. `engines` and `pool` are shared by all jobs of the process; `guest`: the
    site, when it is not found by its `url`.
    """

    def __init__(
        self,
        office: Office,
        url: str,
        job: Job,
        engines: Engines,
        pool: Executor,
        ladder: Ladder,
        guest: Hired | None = None,
    ) -> None:
        self._office = office
        self._job = job
        self._engines = engines
        self._pool = pool
        self._ladder = ladder
        self._guest = guest or Hired(url, job)
        self._view = View(self._guest)
        self._outbox = Outbox(self._guest)
        self._reports = Reports(self._outbox)
        self._delays: dict[str, Delays] = defaultdict(Delays)
        self._attending: dict[Voice, Attending] = {}
        self._profiles: dict[str, list[str]] = {}
        self._languages: dict[str, Tongue] = {}  # of persons whose language is known better by now
        self._voices: dict[asyncio.Task[None], Attending] = {}  # those too that have left and are heard out
        self._drafts: set[asyncio.Task[None]] = set()
        self._listening: Listening | None = None
        self._news, self._opened = asyncio.Event(), asyncio.Event()
        self._over = False  # the site has said so
        self._offset = 0
        self._cues = 0
        self._turned = turns.Told()
        self._missed: set[str] = set()  # sources of which a loss at our coming has been told, or is none

    async def run(self) -> None:
        """Until the seminar is over and its last words are brought, or another has the lease."""
        try:
            async with self._guest:
                await self._work()
        except* JobOver:
            log.info("seminar %s: nothing to do any longer", self._job.seminar)
        except* Turned as refusals:
            log.warning("seminar %s: refused (%s)", self._job.seminar, refusals.exceptions[0])
        finally:
            for voice in self._voices:
                voice.cancel()
            self._ladder.forget(self._job.seminar)

    async def _work(self) -> None:
        await self._view.load()
        card = self._guest.card
        self._profiles = dict(card["languages"])
        ahead = int(card["now"] - time.time() * 1000)
        self._offset = ahead if abs(ahead) > 500 else 0  # another machine's clock, not the way there
        self._tell_losses()
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listen())
            helpers = [
                tasks.create_task(each)
                for each in (self._view.follow(), self._outbox.deliver(), self._beat())
            ]
            await self._direct()
            listening.cancel()
            await self._finish()
            for helper in helpers:
                helper.cancel()

    def _now(self) -> int:
        """The site's time in milliseconds."""
        return int(time.time() * 1000) + self._offset

    @property
    def _state(self) -> RoomState:
        return self._view.state

    # What the successor must know

    async def _beat(self) -> None:
        while True:
            self._opened.clear()
            spans = [
                (one.transcript.tongue.language, one.voice.source, one.open_since)
                for one in self._attending.values()
                if one.open_since is not None
            ]
            try:
                await self._office.beat(self._job, losses.note(spans))
            except Turned as refusal:
                if refusal.status == 401:
                    raise JobOver from refusal
                if refusal.status == 409:  # the lease is ours until the last words are brought
                    self._over = True
                    self._news.set()
            except (OSError, TimeoutError) as error:
                log.info("no sign of life could be given: %s", type(error).__name__)
            await asyncio.sleep(SOON)
            try:
                await asyncio.wait_for(self._opened.wait(), BEAT - SOON)
            except TimeoutError:
                continue

    def _tell_losses(self) -> None:
        floor = self._state.stage.turn.language or str(self._guest.card["floor_language"])
        found = losses.losses(self._job.note, self._job.left_at, self._now(), self._state.captions, floor)
        for span in found:
            self._missed.add(span.source)
            self._lose(span)

    def _lose(self, span: losses.Span) -> None:
        log.warning("%.1f s of %s were not heard", (span.end - span.start) / 1000, span.source)
        self._outbox.put("captions/lost", key=self._key(), **span.__dict__)

    def _key(self) -> str:
        self._cues += 1
        return f"{self._job.lease}-{self._cues}"

    # Sound

    async def _listen(self) -> None:
        pauses = iter(_PAUSES)
        while True:
            begun = time.monotonic()
            self._listening = Listening(self._heard, self._news.set)
            try:
                await self._listening.run(await self._guest.sfu_ticket())
            except Turned as refusal:
                if refusal.status in OVER:
                    raise JobOver from refusal
            except Exception as error:  # the SDK raises its own kinds
                log.warning("no way into the SFU: %s", type(error).__name__)
            if time.monotonic() - begun > 10:
                pauses = iter(_PAUSES)
            await asyncio.sleep(next(pauses, _PAUSES[-1]))

    def _heard(self, person: str, samples: Samples) -> None:
        for voice, attending in self._attending.items():
            if voice.person == person:
                attending.hear(samples)

    # Who speaks

    async def _direct(self) -> None:
        """Until the seminar is over."""
        while not self._over and self._state.seminar.status != "ended":
            self._news.clear()
            self._attend(await self._wanted())
            self._turn()
            self._follow_corrections()
            self._report()
            try:
                await asyncio.wait_for(self._news.wait(), LOOK)
            except TimeoutError:
                continue

    async def _wanted(self) -> set[Voice]:
        listening = self._listening
        if listening is None:
            return set()
        found = voices.wanted(self._state, listening.open_microphones(), listening.spoke, self._now())
        await self._get_to_know([voice.person for voice in found if voice.person not in self._profiles])
        listening.want({voice.person for voice in found})
        return found

    async def _get_to_know(self, strangers: list[str]) -> None:
        """What they speak. While the site cannot say it, they are heard all the same."""
        if not strangers:
            return
        try:
            known = await self._guest.languages(strangers)
        except (OSError, TimeoutError, Turned) as error:
            if isinstance(error, Turned) and error.status != 429 and error.status < 500:
                raise
            log.info("the site cannot say what somebody speaks: %s", type(error).__name__)
        else:
            self._profiles |= {person: known.get(person, []) for person in strangers}

    def _attend(self, wanted: set[Voice]) -> None:
        for voice in self._attending.keys() - wanted:
            self._attending.pop(voice).leave()
        for voice in wanted - self._attending.keys():
            attending = Attending(
                self._transcript(voice), self._pool, self._now, lambda: self._ladder.rung, self._told
            )
            self._attending[voice] = attending
            task = asyncio.create_task(attending.run())
            self._voices[task] = attending
            task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        """A voice that ended by an error is taken up anew at the next look."""
        attending = self._voices.pop(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a voice was dropped: %s", type(error).__name__, exc_info=error)
            if self._attending.get(attending.voice) is attending:
                del self._attending[attending.voice]

    def _transcript(self, voice: Voice) -> Transcript:
        profile = self._profiles.get(voice.person, [])
        if voice.source == CHANNEL:
            tongue = Tongue(voice.language, "profile")
        else:
            floor = str(self._guest.card["floor_language"])
            tongue = self._languages.get(voice.person) or turns.expected(profile, floor)
        terms = self._guest.card["terms"]
        return Transcript(voice, self._engines, Silero(), tongue, profile, terms)

    def _turn(self) -> None:
        floor = {voice.person: one for voice, one in self._attending.items() if voice.source == FLOOR}
        before = self._turned.person or self._state.stage.turn.person
        person = turns.speaker(before, {who: one.share for who, one in floor.items()})
        if person not in floor:
            return
        tongue = floor[person].transcript.tongue
        self._languages[person] = tongue
        if how := self._turned.news(person, tongue, floor[person].share):
            self._outbox.put("floor/turn", person=person, language=tongue.language, how=how)

    def _follow_corrections(self) -> None:
        turn = self._state.stage.turn
        if turn.how != "corrected":
            return
        tongue = Tongue(turn.language, turn.how)
        self._turned.correct(turn.person, tongue, turn.since)
        for voice, attending in self._attending.items():
            if (voice.source, voice.person) == (FLOOR, turn.person) and attending.transcript.tongue != tongue:
                attending.transcript.speak(tongue)

    # The end

    async def _finish(self) -> None:
        """The last words are heard out, or told as lost, and brought while the site still takes them."""
        ended, self._listening = self._now(), None
        self._attend(set())
        try:
            async with asyncio.timeout(BROUGHT_WITHIN):
                if self._voices:
                    await asyncio.wait(self._voices, timeout=HEARD_WITHIN)
                self._give_up(ended)
                await self._outbox.empty()
        except TimeoutError:
            log.error("seminar %s: its last captions could not be brought", self._job.seminar)

    def _give_up(self, ended: int) -> None:
        for task, one in self._voices.items():
            task.cancel()
            if one.open_since is not None and ended - one.open_since >= losses.SHORTEST:
                language = one.transcript.tongue.language
                self._lose(losses.Span(language, one.voice.source, one.open_since, ended))

    # What becomes of the words

    def _told(self, attending: Attending, outcome: Outcome) -> None:
        """Cues are kept, drafts are shown and forgotten."""
        voice, transcript = attending.voice, attending.transcript
        language = transcript.tongue.language
        self._notice_unfinished(attending)
        for cue in outcome.cues:
            self._outbox.put(
                "captions/cues",
                key=self._key(),
                language=language,
                text=cue.text,
                person=voice.person,
                source=voice.source,
                start=cue.start,
                end=max(cue.end, cue.start + 1),
                engine=transcript.engine,
            )
        for start, end in outcome.lost:
            if end - start >= losses.SHORTEST:
                self._lose(losses.Span(language, voice.source, start, end))
        self._delays[language].add(outcome.ends, self._now())
        self._opened.set()
        self._show(voice, language, outcome)

    def _show(self, voice: Voice, language: str, outcome: Outcome) -> None:
        draft = {
            "id": f"{self._job.lease}-{voice.source}-{voice.person}",
            "language": language,
            "source": voice.source,
            "person": voice.person,
            "text": outcome.draft.text,
            "settled": outcome.draft.settled,
        }
        if self._listening is not None:
            task = asyncio.create_task(self._listening.tell(json.dumps(draft, ensure_ascii=False)))
            self._drafts.add(task)
            task.add_done_callback(self._drafts.discard)

    def _notice_unfinished(self, attending: Attending) -> None:
        """We came in the midst of a sentence: its beginning was lost."""
        voice, began = attending.voice, attending.transcript.began
        if voice.source in self._missed:
            return
        self._missed.add(voice.source)
        away = began - self._job.left_at if self._job.left_at else 0
        if 0 < away < losses.LONG_AWAY and attending.in_the_midst:
            language = attending.transcript.tongue.language
            span = losses.unfinished(began, self._job.left_at, language, voice.source, self._state.captions)
            if span:
                self._lose(span)

    def _report(self) -> None:
        now = time.monotonic()
        behind = max((one.behind for one in self._attending.values()), default=0.0)
        self._ladder.tell(self._job.seminar, behind, now)
        for attending in self._attending.values():
            transcript = attending.transcript
            language = transcript.tongue.language
            if not supports(self._engines.usual.capabilities, language):
                self._reports.tell(language, "no_model", "", 0, now)
                continue
            status = "delayed" if self._ladder.is_delayed(self._job.seminar) else "on"
            self._reports.tell(language, status, transcript.engine, self._delays[language].typical, now)
