"""One voice: audio comes in, words come out, settled as soon as two hearings agree. No clock and no thread.

Times are seconds of the voice's own audio. An utterance begins with speech and ends with a pause; a long one
is cut after its last settled word. What makes it fit for a CPU: an utterance is short, settled words are not
decoded again, a decoder that runs in circles is not believed, and silence is not heard at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from consilium.workers.scribe.activity import Activity, Detector
from consilium.workers.scribe.agreement import agreed
from consilium.workers.scribe.recogniser import (
    RATE,
    EngineRefused,
    Hearing,
    Hypothesis,
    Recogniser,
    Samples,
    Word,
)

PAUSE = 0.5  # seconds of silence that end an utterance
LONGEST = 10.0  # seconds after which one is cut
SHORTEST = 0.6  # seconds of audio worth a hearing
RIPE = 1.5  # seconds of an utterance from which on hearings are agreed with: of less, two are wrong alike
SPEECH = 0.2  # seconds of speech in it; less is a cough, and engines make words of coughs
REMEMBERED = 10.0  # seconds for which it is known that somebody spoke: whose turn it is
LEAD = 0.3  # seconds kept before the first sound of an utterance: soft beginnings
CONTEXT = 20  # words that are remembered from before


@dataclass(frozen=True)
class Spoken:
    """What a hearing brought. `settled` are new words with their times, `guess` what may still change.

    `closed`: a pause follows. `utterance` counts from 1; `until` is how far the voice has been heard. `lost`:
    from when to when the engine would not hear.
    """

    utterance: int
    settled: tuple[Word, ...]
    guess: tuple[Word, ...]
    closed: bool
    until: float
    lost: tuple[float, float] | None = None


@dataclass
class _Utterance:
    number: int
    begin: float
    settled: tuple[Word, ...] = ()
    guess: tuple[Word, ...] = ()
    told: int = 0  # settled words that have been told with their times
    told_until: float = 0.0  # the end of the last of them
    heard: float = 0.0  # end of the audio of the last hearing
    last: Hearing | None = None  # the last hearing: what the engine noted in it says where words lie


@dataclass
class Ear:
    """`hear` takes audio, `advance` asks the recogniser at most once. Not for two threads at a time."""

    recogniser: Recogniser
    detector: Detector
    language: str
    terms: Sequence[str] = ()
    _audio: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    _from: float = 0.0  # time of the first sample that is kept
    _count: int = 0
    _before: tuple[Word, ...] = ()
    _now: _Utterance | None = None

    def __post_init__(self) -> None:
        self.activity = Activity(self.detector)

    def hear(self, samples: Samples) -> None:
        self._audio = np.concatenate([self._audio, samples])
        self.activity.add(samples)

    @property
    def until(self) -> float:
        """How much audio has come."""
        return self._from + len(self._audio) / RATE

    @property
    def utterance(self) -> int:
        """The number of the utterance that is going on, or was the last."""
        return self._count

    @property
    def open_since(self) -> float | None:
        """When the utterance that is going on began; None while there is none."""
        return self._now.begin if self._now else None

    def tune(self, recogniser: Recogniser, language: str, terms: Sequence[str] = ()) -> None:
        """Another engine or language from now on: what was settled in the old one is heard again."""
        self.recogniser, self.language, self.terms, self._before = recogniser, language, terms, ()
        if self._now is not None:
            self._now = _Utterance(self._now.number, self._now.begin)

    def sample(self, seconds: float) -> Samples:
        """The beginning of the utterance that is going on."""
        first = int(((self._now.begin if self._now else self.until) - self._from) * RATE)
        return self._audio[first : first + int(seconds * RATE)]

    def behind(self, step: float, *, drafts: bool = True) -> float:
        """Seconds of speech that could have been heard by now and have not: beyond the `step` one works in,
        or, where only whole utterances are heard, beyond the end of this one.
        """
        now = self._now
        if now is None:
            return 0.0
        if drafts and self.recogniser.capabilities.streaming:
            return max(0.0, self.until - max(now.heard, now.begin) - step)
        end = self._end_of(now, flush=False)
        return max(0.0, self.until - (now.begin + LONGEST if end is None else end))

    def advance(self, step: float, *, drafts: bool = True, flush: bool = False) -> Spoken | None:
        """Hear again when `step` seconds have come since the last time, or the utterance has ended.

        Without `drafts` only ended utterances are heard; `flush`: nothing more will come.
        """
        now = self._now or self._begin()
        if now is None:
            return None
        end = self._end_of(now, flush=flush)
        if end is not None:
            return self._finish(now, end)
        reach = self.activity.until
        if reach - now.begin > LONGEST:
            return self._cut(now, reach)
        if (
            not drafts
            or not self.recogniser.capabilities.streaming
            or reach - max(now.heard, now.begin) < step
        ):
            return None
        return self._listen(now, reach)

    def give_up(self, before: float) -> list[Spoken]:
        """Let go of the utterances that began before a time: the engine has no answer to them."""
        lost = []
        while (now := self._now or self._begin()) is not None and now.begin < before:
            end = self._end_of(now, flush=True)
            lost.append(self._lose(now, self.until if end is None else end))
        return lost

    def _begin(self) -> _Utterance | None:
        onset = self.activity.onset(self._from)
        if onset is None:
            self._forget(self.activity.until - LEAD)
            return None
        begin = max(self._from, onset - LEAD)
        self._forget(begin)
        self._count += 1
        self._now = _Utterance(self._count, begin)
        return self._now

    def _end_of(self, now: _Utterance, *, flush: bool) -> float | None:
        pause = self.activity.pause(now.begin + LEAD, PAUSE)
        if pause is not None:
            return pause + PAUSE / 2
        return self.until if flush else None

    def _listen(self, now: _Utterance, end: float) -> Spoken | None:
        if end - now.begin < SHORTEST:
            return None
        hearing = self._hearing(now, end)
        try:
            found = self.recogniser.hear(hearing)
        except EngineRefused:  # so much for the draft
            found = Hypothesis((), sure=False)
        ripe = now.heard - now.begin >= RIPE
        now.heard, now.last = end, hearing
        if not found.sure:
            return None
        fresh = agreed(now.guess, found.words) if ripe else ()
        now.settled, now.guess = now.settled + fresh, found.words[len(fresh) :]
        return Spoken(now.number, self._placed(now, hearing) if fresh else (), now.guess, False, end)

    def _finish(self, now: _Utterance, end: float) -> Spoken:
        words: tuple[Word, ...] = ()
        if self._is_worth(now, end):
            hearing = self._hearing(now, end, final=True)
            try:
                now.settled += self.recogniser.hear(hearing).words
            except EngineRefused:
                return self._lose(now, end)
            words = self._placed(now, hearing)
        self._close(now, end, now.settled)
        return Spoken(now.number, words, (), True, end)

    def _lose(self, now: _Utterance, end: float) -> Spoken:
        """The utterance is over, and what of it is not settled will not be known."""
        lost = (max(now.begin, now.told_until), end) if self._is_worth(now, end) else None
        self._close(now, end, now.settled)
        return Spoken(now.number, (), (), True, end, lost)

    def _is_worth(self, now: _Utterance, end: float) -> bool:
        """Whether there is more in it than a cough."""
        length = end - now.begin
        spoken = self.activity.speaks(now.begin, end) * length
        return bool(now.settled) or (length >= SHORTEST and spoken >= SPEECH)

    def _cut(self, now: _Utterance, reach: float) -> Spoken:
        """Nobody pauses: let go of the audio up to the end of the last settled word."""
        if not self.recogniser.capabilities.streaming or not now.settled or now.last is None:
            return self._finish(now, reach)
        placed = self.recogniser.place(now.last, now.settled)  # a new hearing would know no places
        end = min(now.begin + max(placed[-1].end, SHORTEST), reach - 0.2)
        words = tuple(word.later(now.begin) for word in placed[now.told :])
        guess = now.guess
        self._close(now, end, now.settled)
        self._now = _Utterance(now.number, end, guess=(), heard=end)
        return Spoken(now.number, words, guess, False, reach)

    def _placed(self, now: _Utterance, hearing: Hearing) -> tuple[Word, ...]:
        """The settled words that have not been told, with times."""
        placed = self.recogniser.place(hearing, now.settled) if now.settled else ()
        fresh = tuple(word.later(now.begin) for word in placed[now.told :])
        now.told = len(now.settled)
        now.told_until = max((word.end for word in fresh), default=now.told_until)
        return fresh

    def _hearing(self, now: _Utterance, end: float, *, final: bool = False) -> Hearing:
        first = int((now.begin - self._from) * RATE)
        audio = self._audio[first : int((end - self._from) * RATE)]
        return Hearing(audio, self.language, now.settled, self._before, self.terms, final)

    def _close(self, now: _Utterance, end: float, words: tuple[Word, ...]) -> None:
        self._before = (self._before + words)[-CONTEXT:]
        self._now = None
        self._forget(end)

    def _forget(self, before: float) -> None:
        count = min(len(self._audio), max(0, int((before - self._from) * RATE)))
        self._audio = self._audio[count:]
        self._from += count / RATE
        self.activity.forget(self._from - REMEMBERED)
