"""Recorded speech, ready to be published: mono PCM in frames of 10 ms. See speech/LICENCE.txt."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAME = RATE // 100
Samples = NDArray[np.int16]
SPEECH = Path(__file__).parent / "speech"
CLIPS = tuple(sorted(SPEECH.glob("*.wav")))


def clips(language: str) -> tuple[Path, ...]:
    """What is spoken in a language; English where there is nothing of it."""
    return tuple(sorted((SPEECH / language.partition("-")[0]).glob("*.wav"))) or CLIPS


def load(path: Path) -> Samples:
    """A mono 16-bit recording at 48 kHz."""
    with wave.open(str(path)) as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            raise ValueError("not a mono 16-bit recording")
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    at = np.arange(len(samples) * RATE // rate) * (rate / RATE)
    slow: Samples = np.interp(at, np.arange(len(samples)), samples).astype(np.int16)
    return slow


def _pitched(samples: Samples, pitch: float) -> Samples:
    at = np.arange(int(len(samples) / pitch)) * pitch
    other: Samples = np.interp(at, np.arange(len(samples)), samples).astype(np.int16)
    return other


class Voice:
    """The clips one after another, with a pause between: an endless speech that can be silent."""

    def __init__(self, clips: tuple[Path, ...] = CLIPS, *, pause: float = 0.7, pitch: float = 1.0) -> None:
        """`pitch` above 1 makes the voice higher and faster."""
        gap = np.zeros(int(RATE * pause), dtype=np.int16)
        whole = np.concatenate([part for path in clips for part in (_pitched(load(path), pitch), gap)])
        self._frames = whole[: len(whole) // FRAME * FRAME].reshape(-1, FRAME)
        self._at = 0
        self._silence = np.zeros(FRAME, dtype=np.int16)

    @property
    def seconds(self) -> float:
        return len(self._frames) / 100

    def next(self, *, speaking: bool) -> Samples:
        """The next 10 ms: of the speech, or of silence while one does not speak (the speech waits)."""
        if not speaking:
            return self._silence
        frame: Samples = self._frames[self._at]
        self._at = (self._at + 1) % len(self._frames)
        return frame


def loudness(samples: Samples) -> float:
    """0 to 1, as a mouth would open."""
    level = float(np.sqrt(np.mean(np.square(samples.astype(np.float32)))))
    return min(1.0, level / 5000)
