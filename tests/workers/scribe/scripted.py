"""An engine and a detector that do as they are told: no model, and no clock but that of the audio."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from consilium.workers.scribe.activity import Detector
from consilium.workers.scribe.ear import Ear, Spoken
from consilium.workers.scribe.recogniser import (
    RATE,
    Capabilities,
    Hearing,
    Hypothesis,
    Recogniser,
    Samples,
    Word,
    spread,
)

STEP = RATE // 10


class Loud(Detector):
    """Whatever is not silent is speech."""

    def judge(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        loud: NDArray[np.float32] = (np.abs(windows).max(1) > 0.1).astype(np.float32)
        return loud


class Scripted(Recogniser):
    """Says what its script says of each hearing: words after the settled ones, a text, or no sure answer."""

    name = "scripted"

    def __init__(self, script: Callable[[Hearing], str | None], *, streaming: bool = True) -> None:
        self._script = script
        self.capabilities = Capabilities(frozenset({"en", "ru", "zh"}), streaming, detects=True)
        self.hearings: list[Hearing] = []
        self.placed: list[Hearing] = []
        self.likely: dict[str, float] = {}

    def hear(self, hearing: Hearing) -> Hypothesis:
        self.hearings.append(hearing)
        said = self._script(hearing)
        if said is None:
            return Hypothesis((), sure=False)
        return Hypothesis(tuple(as_words(said)[len(hearing.settled) :]))

    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        self.placed.append(hearing)
        return spread(words, hearing.seconds)

    def detect(self, audio: Samples) -> dict[str, float]:
        return self.likely


def as_words(text: str) -> list[Word]:
    return [Word(f" {word}", (number,)) for number, word in enumerate(text.split())]


def one_each_second(text: str) -> Callable[[Hearing], str]:
    """A word is known half a second after its second has begun."""
    known = text.split()
    return lambda hearing: " ".join(known[: max(1, int(hearing.seconds + 0.5))])


def speech(seconds: float) -> Samples:
    return np.full(int(seconds * RATE), 0.5, np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def play(
    ear: Ear, *parts: Samples, step: float = 1.0, drafts: bool = True, flush: bool = False
) -> list[Spoken]:
    """Feed it a tenth of a second at a time; what it said, in order."""
    told: list[Spoken | None] = []
    audio = np.concatenate(parts)
    for start in range(0, len(audio), STEP):
        ear.hear(audio[start : start + STEP])
        told.append(ear.advance(step, drafts=drafts))
    if flush:
        told.append(ear.advance(step, flush=True))
    return [one for one in told if one is not None]


def settled(told: Sequence[Spoken]) -> str:
    return "".join(word.text for one in told for word in one.settled).strip()
