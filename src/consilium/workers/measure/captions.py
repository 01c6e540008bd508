"""How well and how fast captions are made on this machine, from recordings with their texts.

A folder for each language (`en/one.wav` beside `en/one.txt`); mono or stereo 16-bit WAV of any rate. The
clock is that of the work: audio comes as fast as it would be spoken, each hearing takes the time it takes.
"""

import json
import re
import time
import unicodedata
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from consilium.workers.scribe.activity import Detector, Silero
from consilium.workers.scribe.agreement import text_of
from consilium.workers.scribe.ear import Ear
from consilium.workers.scribe.ladder import STEPS
from consilium.workers.scribe.recogniser import RATE, Hearing, Recogniser, Samples, Word, supports

GAP = 0.8  # seconds of silence after each recording
#: Languages written without spaces are compared letter by letter.
BY_LETTER = ("zh", "ja", "th", "lo", "my", "km", "yue")
_SAID = {"mr": "mister", "dr": "doctor"}


@dataclass(frozen=True)
class Clip:
    audio: Samples
    text: str


@dataclass(frozen=True)
class Measured:
    """`wer`: share of wrong words (letters, for Chinese and its like) of the live captions, `offline` of a
    hearing of each whole recording. Delays in milliseconds from a word's end until it was settled. `rtf`: CPU
    seconds for each second of audio.
    """

    wer: float
    offline: float
    delay: int
    delay_p90: int
    rtf: float
    seconds: float
    engine: str


def clips(folder: Path) -> list[Clip]:
    """Recordings of one folder that have a text beside them. ValueError: not a recording we read."""
    pairs = ((path, path.with_suffix(".txt")) for path in sorted(folder.glob("*.wav")))
    return [Clip(_load(sound), words.read_text(encoding="utf-8")) for sound, words in pairs if words.exists()]


def measure(
    engine: Recogniser, language: str, found: Sequence[Clip], detector: Callable[[], Detector] = Silero
) -> Measured:
    """Hear the recordings as one speech. ValueError when the engine has no model of the language."""
    if not supports(engine.capabilities, language):
        raise ValueError(f"{engine.name} has no model for {language}")
    gap = np.zeros(int(GAP * RATE), np.float32)
    audio = np.concatenate([part for clip in found for part in (clip.audio, gap)])
    said = [unit for clip in found for unit in units(clip.text, language)]
    begun = time.process_time()
    words, delays = _live(Ear(engine, detector(), language), audio)
    cpu = time.process_time() - begun
    whole = [text_of(engine.hear(Hearing(clip.audio, language, final=True)).words) for clip in found]
    delays.sort()
    return Measured(
        wer=error_rate(said, units(text_of(words), language)),
        offline=error_rate(said, [unit for text in whole for unit in units(text, language)]),
        delay=int(median(delays) * 1000) if delays else 0,
        delay_p90=int(delays[int(len(delays) * 0.9)] * 1000) if delays else 0,
        rtf=cpu / (len(audio) / RATE),
        seconds=len(audio) / RATE,
        engine=engine.name,
    )


def _live(ear: Ear, audio: Samples) -> tuple[list[Word], list[float]]:
    """The settled words, and how long after its end each was settled."""
    clock, fed = 0.0, 0
    words: list[Word] = []
    delays: list[float] = []
    while True:
        upto = min(len(audio), max(int(clock * RATE), fed + RATE // 10))
        if upto > fed:
            ear.hear(audio[fed:upto])
            fed = upto
        clock = max(clock, fed / RATE)
        begun = time.perf_counter()
        spoken = ear.advance(STEPS[0], flush=fed >= len(audio))
        clock += time.perf_counter() - begun
        if spoken is not None:
            words += spoken.settled
            delays += [clock - word.end for word in spoken.settled]
        elif fed >= len(audio):
            return words, delays


def units(text: str, language: str) -> list[str]:
    """Words for comparison, or letters: no case, no punctuation, "Mr." and "Dr." as they are said."""
    plain = re.sub("['‘’ʻʼ]", "", unicodedata.normalize("NFKC", text).casefold())  # it's, however it is typed
    said = re.sub(r"\b(mr|dr)\b", lambda match: _SAID[match[0]], plain)
    kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in said)
    by_letter = language.partition("-")[0] in BY_LETTER
    return [letter for letter in kept if letter != " "] if by_letter else kept.split()


def error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Wrong, missing and added units, as a share of those that were said."""
    row = list(range(len(heard) + 1))
    for number, unit in enumerate(said, 1):
        before, row = row, [number]
        for place, other in enumerate(heard, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (unit != other)))
    return row[-1] / max(1, len(said))


def write(path: Path, found: dict[str, Measured]) -> None:
    """For the pages, whole or not at all; languages that were measured before are kept."""
    try:
        before = dict(json.loads(path.read_text())["languages"])
    except (OSError, ValueError, KeyError, TypeError):
        before = {}
    fresh = {language: one.__dict__ for language, one in found.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"languages": before | fresh}, indent=2) + "\n")
    draft.replace(path)


def line(language: str, one: Measured) -> str:
    """For people."""
    return (
        f"{language:<8} {one.wer:6.1%} wrong (offline {one.offline:.1%}), "
        f"settled after {one.delay / 1000:.1f} s "
        f"(p90 {one.delay_p90 / 1000:.1f} s), {one.rtf:.2f} CPU-s a second, {one.seconds:.0f} s, {one.engine}"
    )


def _load(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{path.name} is not a 16-bit recording")
        rate, channels = file.getframerate(), file.getnchannels()
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
    mono = data.reshape(-1, channels).mean(1) / np.float32(32768)
    at = np.arange(len(mono) * RATE // rate) * (rate / RATE)
    slow: Samples = np.interp(at, np.arange(len(mono)), mono).astype(np.float32)
    return slow
