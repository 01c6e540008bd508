"""When somebody speaks: probabilities of speech over time, and the pauses between. Pure, but for `Silero`."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consilium.workers.scribe.recogniser import RATE, Samples

WINDOW = 512  # samples that are judged together: 32 ms
SPEECH, SILENCE = 0.5, 0.35


class Detector(ABC):
    """Judges windows of audio in their order."""

    @abstractmethod
    def judge(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """P(speech) for each row of WINDOW samples."""


class Silero(Detector):
    """Silero's model (MIT) as faster-whisper brings it; 0.1 ms a window. One for each voice: it remembers."""

    def __init__(self) -> None:
        from faster_whisper.vad import get_vad_model

        self._session = get_vad_model().session
        self._state = [np.zeros((1, 1, 128), np.float32) for _ in range(2)]
        self._tail = np.zeros(64, np.float32)

    def judge(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        tails = np.concatenate([self._tail[None], windows[:-1, -64:]])
        self._tail = windows[-1, -64:].copy()
        fed: dict[str, Any] = {
            "input": np.concatenate([tails, windows], 1),
            "h": self._state[0],
            "c": self._state[1],
        }
        found, *self._state = self._session.run(None, fed)
        return np.asarray(found, np.float32).reshape(-1)


class Activity:
    """The judged past of one voice, in seconds from its beginning; `forget` lets go of what is over."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._rest = np.zeros(0, np.float32)
        self._first = 0  # the number of the first window that is kept
        self._likely: list[float] = []

    def add(self, samples: Samples) -> None:
        whole = np.concatenate([self._rest, samples])
        count = len(whole) // WINDOW
        self._rest = whole[count * WINDOW :]
        if count:
            windows = whole[: count * WINDOW].reshape(count, WINDOW)
            self._likely += self._detector.judge(windows).tolist()

    @property
    def until(self) -> float:
        """How far it is judged."""
        return (self._first + len(self._likely)) * WINDOW / RATE

    def is_silent(self, begin: float, end: float) -> bool:
        """Whether nobody speaks from `begin` to `end`."""
        return max(self._between(begin, end), default=0.0) < SILENCE

    def speaks(self, begin: float, end: float) -> float:
        """The share of that time in which somebody speaks, 0 to 1."""
        found = self._between(begin, end)
        return sum(likely >= SPEECH for likely in found) / len(found) if found else 0.0

    def pause(self, after: float, length: float) -> float | None:
        """The beginning of the first pause of at least `length` seconds that begins at `after` or later."""
        needed, quiet = int(length * RATE / WINDOW), 0
        first = max(0, int(after * RATE / WINDOW) - self._first)
        for number in range(first, len(self._likely)):
            quiet = quiet + 1 if self._likely[number] < SILENCE else 0
            if quiet >= needed:
                return (self._first + number + 1 - quiet) * WINDOW / RATE
        return None

    def onset(self, after: float) -> float | None:
        """When somebody speaks for the first time at `after` or later."""
        first = max(0, int(after * RATE / WINDOW) - self._first)
        for number in range(first, len(self._likely)):
            if self._likely[number] >= SPEECH:
                return (self._first + number) * WINDOW / RATE
        return None

    def forget(self, before: float) -> None:
        count = min(len(self._likely), max(0, int(before * RATE / WINDOW) - self._first))
        del self._likely[:count]
        self._first += count

    def _between(self, begin: float, end: float) -> list[float]:
        first = max(0, int(begin * RATE / WINDOW) - self._first)
        last = max(0, int(np.ceil(end * RATE / WINDOW)) - self._first)
        return self._likely[first:last]
