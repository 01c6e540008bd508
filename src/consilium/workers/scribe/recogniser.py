"""What an engine of speech recognition must do, and what it may be unable to do."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # samples a second that every engine takes
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Word:
    """One word as the engine writes it, with the space before it, if its language has any.

    `marks` are the engine's own tokens, so that it can be told what is settled already. Times in seconds of
    the audio that was given; both 0 when the engine does not know them.
    """

    text: str
    marks: tuple[int, ...] = ()
    start: float = 0.0
    end: float = 0.0

    def later(self, seconds: float) -> "Word":
        return replace(self, start=self.start + seconds, end=self.end + seconds)


@dataclass(frozen=True)
class Hypothesis:
    """What the engine heard beyond the settled words; not `sure` when it ran in circles or to its limit."""

    words: tuple[Word, ...]
    sure: bool = True


@dataclass(frozen=True)
class Capabilities:
    """`languages` as BCP 47 tags; `streaming`: the same audio may be heard again and again while it grows."""

    languages: frozenset[str]
    streaming: bool
    detects: bool = False


@dataclass(frozen=True)
class Hearing:
    """One question to an engine: audio of one utterance from its beginning, and what is known about it.

    `settled` are its first words, which are not asked again; `before` what was said before it; `terms` words
    that are likely. `final`: the utterance is over, so it may cost more.
    """

    audio: Samples
    language: str
    settled: tuple[Word, ...] = ()
    before: tuple[Word, ...] = ()
    terms: Sequence[str] = field(default=())
    final: bool = False
    notes: dict[str, Any] = field(default_factory=dict, compare=False)  # what the engine keeps for `place`

    @property
    def seconds(self) -> float:
        return len(self.audio) / RATE


class EngineFailed(Exception):
    """The engine gave no answer; the same question may be asked again."""


class EngineRefused(EngineFailed):
    """The engine does not take this sound: asked again, it would say so again."""


class Recogniser(ABC):
    """An engine with a model. Methods take their time, are called from threads, and raise EngineFailed."""

    name: str
    capabilities: Capabilities

    @abstractmethod
    def hear(self, hearing: Hearing) -> Hypothesis:
        """The words after the settled ones."""

    @abstractmethod
    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The same words (all of the utterance, settled ones first) with their times."""

    def detect(self, audio: Samples) -> dict[str, float]:
        """How likely each language is, by the engine's tags; empty when it cannot tell."""
        return {}


def supports(capabilities: Capabilities, language: str) -> str:
    """The engine's own tag for a language ("zh" for "zh-hans"), "" when it has none."""
    base = language.partition("-")[0]
    return next((tag for tag in (language, base) if tag in capabilities.languages), "")


def spread(words: tuple[Word, ...], seconds: float) -> tuple[Word, ...]:
    """Times by the length of the words: for engines that know none."""
    total = sum(len(word.text) for word in words) or 1
    placed, at = [], 0.0
    for word in words:
        end = at + seconds * len(word.text) / total
        placed.append(replace(word, start=at, end=end))
        at = end
    return tuple(placed)


class _Nothing(Recogniser):
    """For languages without a model: the voice is followed, and nothing is written."""

    name = ""
    capabilities = Capabilities(frozenset(), streaming=False)

    def hear(self, hearing: Hearing) -> Hypothesis:
        return Hypothesis(())

    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        return words


NOTHING = _Nothing()


class Later(Recogniser):
    """An engine that is loaded when it is needed for the first time."""

    def __init__(self, name: str, capabilities: Capabilities, make: Callable[[], Recogniser]) -> None:
        self.name, self.capabilities, self._make = name, capabilities, make
        self._made: Recogniser | None = None
        self._lock = threading.Lock()

    def hear(self, hearing: Hearing) -> Hypothesis:
        return self._real().hear(hearing)

    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        return self._real().place(hearing, words)

    def detect(self, audio: Samples) -> dict[str, float]:
        return self._real().detect(audio)

    def _real(self) -> Recogniser:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
