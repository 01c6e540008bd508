"""One voice on its way to captions: its ear, its sentences, its language, and what the clock said.

`take` and `work` are called in a thread, one call at a time; everything else only looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consilium.workers.scribe.activity import Detector
from consilium.workers.scribe.agreement import text_of
from consilium.workers.scribe.ear import Ear, Spoken
from consilium.workers.scribe.ladder import Rung
from consilium.workers.scribe.recogniser import NOTHING, RATE, Recogniser, Samples, supports
from consilium.workers.scribe.sentences import Sentences
from consilium.workers.scribe.turns import Tongue, checked
from consilium.workers.scribe.voices import CHANNEL, Voice

GAP = 0.4  # seconds by which audio may be late before it is a gap
ENOUGH = 2.5  # seconds of speech by which a language is told
NEVER = 1 << 62
AGAIN = 0.8  # likelihood below which the next utterance is checked as well


@dataclass(frozen=True)
class Cue:
    """A caption to be kept; milliseconds since 1970."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    """What is not a cue yet. Of `text` the first `settled` characters will not change."""

    text: str
    settled: int


@dataclass(frozen=True)
class Outcome:
    """What hearings brought: cues, what is in the making, and for each settled word when it had ended.

    `lost`: from when to when the engine would not hear.
    """

    cues: tuple[Cue, ...]
    draft: Draft
    ends: tuple[int, ...]
    lost: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Engines:
    """The recogniser, and the smaller one that helps in need; for one language at a time."""

    usual: Recogniser
    small: Recogniser | None = None

    def choose(self, rung: Rung, language: str) -> Recogniser:
        small = self.small
        if rung.small and small is not None and supports(small.capabilities, language):
            return small
        return self.usual if supports(self.usual.capabilities, language) else NOTHING


@dataclass
class Transcript:
    """`profile`: what the person says they speak; a channel's language is given and never in doubt. `terms`:
    words that are likely, by language, and under "" in all of them.
    """

    voice: Voice
    engines: Engines
    detector: Detector
    tongue: Tongue
    profile: Sequence[str] = ()
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _began: int = 0  # milliseconds at the ear's beginning
    _check_from: int = 1  # the first utterance whose language is to be checked
    _wish: Tongue | None = None
    _sentences: Sentences = field(default_factory=Sentences)
    _finished: list[Outcome] = field(default_factory=list)  # of `finish`, which may fail in the midst

    def __post_init__(self) -> None:
        if self.voice.source == CHANNEL:
            self._check_from = NEVER
        self._ear = self._new_ear()

    def take(self, samples: Samples, now: int) -> Outcome | None:
        """Audio that has arrived just now. After a gap one begins anew: what was open is closed first."""
        arrived = now - int(len(samples) * 1000 / RATE)
        outcome = None
        if not self._began:
            self._began = arrived
        elif arrived - self._at(self._ear.until) > GAP * 1000:
            outcome = self.finish()
            self._began = arrived
        self._ear.hear(samples)
        return outcome

    def work(self, rung: Rung) -> Outcome | None:
        """Hear what there is, if there is enough; may take a while."""
        ear = self._ear
        if ear.open_since is None:
            self._between(rung)
        elif ear.utterance >= self._check_from and ear.until - ear.open_since >= ENOUGH:
            self._check()
        spoken = ear.advance(rung.step, drafts=rung.drafts)
        return None if spoken is None else self._outcome(spoken)

    def finish(self) -> Outcome | None:
        """Nothing more will come: make cues of the rest, of each utterance that waits. May be called again
        when the engine failed.
        """
        while (spoken := self._ear.advance(0.0, flush=True)) is not None:
            self._finished.append(self._outcome(spoken))
        if self._sentences.waiting:
            self._finished.append(self._outcome(Spoken(0, (), (), True, self._ear.until)))
        self._ear = self._new_ear()
        self._began = 0
        found, self._finished = self._finished, []
        return _together(found)

    def give_up(self, before: int) -> Outcome | None:
        """What began before this moment (in milliseconds) is lost: the engine has had its time."""
        lost = self._ear.give_up((before - self._began) / 1000) if self._began else []
        return _together([self._outcome(one) for one in lost])

    def speak(self, tongue: Tongue) -> None:
        """The language was put right (by a person): from the next hearing on."""
        self._wish = tongue

    def share(self, seconds: float) -> float:
        """How much of the last seconds somebody spoke, 0 to 1."""
        until = self._ear.activity.until
        return self._ear.activity.speaks(max(0.0, until - seconds), until)

    def behind(self, rung: Rung) -> float:
        """Seconds of speech that wait to be heard, and need not."""
        return self._ear.behind(rung.step, drafts=rung.drafts)

    @property
    def has_engine(self) -> bool:
        """Whether anything is heard at all: not of a language without a model."""
        return self._ear.recogniser is not NOTHING

    @property
    def open_since(self) -> int | None:
        """When the sentence that is being said began, in milliseconds; None in a pause."""
        waiting = self._sentences.since
        since = self._ear.open_since if waiting is None else waiting
        return None if since is None or not self._began else self._at(since)

    @property
    def began(self) -> int:
        """When its first sound arrived, in milliseconds; 0 before."""
        return self._began

    @property
    def engine(self) -> str:
        return self._ear.recogniser.name

    def _between(self, rung: Rung) -> None:
        """In a pause the engine and the language may change."""
        if self._wish is not None and self._wish != self.tongue:
            self.tongue = self._wish
            self._check_from = NEVER
        self._wish = None
        wanted = self.engines.choose(rung, self.tongue.language)
        if wanted is not self._ear.recogniser or self._ear.language != self.tongue.language:
            self._ear.tune(wanted, self.tongue.language, self._likely_words())

    def _check(self) -> None:
        """Once an utterance at most: is it the language that we think?"""
        likely = self._likely()
        found = checked(self.profile, self.tongue, likely)
        unsure = not self.profile and likely.get(found.language.partition("-")[0], 0.0) < AGAIN
        self._check_from = self._ear.utterance + 1 if unsure else NEVER
        if found != self.tongue:
            self.tongue = found
            self._ear.tune(self._ear.recogniser, found.language, self._likely_words())
            self._sentences = Sentences()

    def _likely(self) -> Mapping[str, float]:
        return self._ear.recogniser.detect(self._ear.sample(ENOUGH))

    def _new_ear(self) -> Ear:
        engine = self.engines.choose(Rung(0.0), self.tongue.language)
        return Ear(engine, self.detector, self.tongue.language, self._likely_words())

    def _likely_words(self) -> Sequence[str]:
        language = self.tongue.language
        own = self.terms.get(language) or self.terms.get(language.partition("-")[0]) or ()
        return (*own, *self.terms.get("", ()))

    def _outcome(self, spoken: Spoken) -> Outcome:
        made = self._sentences.add(spoken.settled, closed=spoken.closed)
        cues = tuple(Cue(one.text, self._at(one.start), self._at(one.end)) for one in made)
        waiting = self._sentences.waiting
        text = " ".join(part for part in (waiting, text_of(spoken.guess)) if part)
        ends = tuple(self._at(word.end) for word in spoken.settled)
        lost = ((self._at(spoken.lost[0]), self._at(spoken.lost[1])),) if spoken.lost else ()
        return Outcome(cues, Draft(text, len(waiting)), ends, lost)

    def _at(self, seconds: float) -> int:
        return self._began + int(seconds * 1000)


def _together(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Several, one after another, as one."""
    if not outcomes:
        return None
    return Outcome(
        cues=tuple(cue for one in outcomes for cue in one.cues),
        draft=outcomes[-1].draft,
        ends=tuple(end for one in outcomes for end in one.ends),
        lost=tuple(span for one in outcomes for span in one.lost),
    )
