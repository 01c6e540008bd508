"""Captions of real English speech by the base model: how well, how soon and at what cost, on one core; and
two voices at once on two cores, by one model as the scribe has it.

The recordings are those that the demo reads aloud (workers/demo/speech): 15 seconds, famous sentences. The
figures say whether the code keeps up and loses nothing against offline decoding, not how good the model is.
"""

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.cores import available, on_cores
from bench.measure import Figure, median
from bench.models import laid_out
from consilium.workers.demo.speech import CLIPS
from consilium.workers.measure import captions
from consilium.workers.measure.captions import Measured
from consilium.workers.scribe.recogniser import RATE, Hearing, Recogniser
from tests.support.reading_aloud import TEXTS

MODEL = "speech/base"
LANGUAGE = "en"
WRONG, REAL_TIME, DELAY, DELAY_P90 = 10.0, 0.5, 2.5, 4.0  # goals: %, CPU-s a second, seconds
SPARE = 0.8  # CPU-s a second of each voice when both cores are at work
#: Each begins with another recording: a sentence is heard first, in the middle and last.
ROUNDS = len(CLIPS)


@dataclass(frozen=True)
class Offline:
    """faster-whisper on whole recordings, as it comes: a window of 30 s, five beams."""

    wrong: float
    rtf: float


def figures(folder: Path) -> list[Figure]:
    models = laid_out(folder, "captions", MODEL)
    if models is None:
        return []
    model, sounds = models / MODEL, recordings(folder / "speech")
    offline = on_cores(1, hear_offline, model, sounds)
    found = _alone(on_cores(1, hear_alone, model, sounds), offline)
    found.append(_unpaused(on_cores(1, hear_unpaused, model, sounds)))
    if available() < 2:
        sys.stderr.write("captions: two voices at once were not measured, which takes two cores\n")
        return found
    return found + _together(on_cores(2, hear_together, model, sounds))


def recordings(folder: Path) -> Path:
    """A folder as `consilium measure captions` takes it: each recording, and what is said in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for clip in CLIPS:
        shutil.copy(clip, folder)
        (folder / clip.with_suffix(".txt").name).write_text(TEXTS[clip.stem], encoding="utf-8")
    return folder


def hear_alone(model: Path, sounds: Path) -> list[Measured]:
    """One voice, once for each round."""
    engine, clips = _engine(model, voices=1), captions.clips(sounds)
    return [captions.measure(engine, LANGUAGE, _from(clips, number)) for number in range(ROUNDS)]


def hear_unpaused(model: Path, sounds: Path) -> list[Measured]:
    """One voice that makes no pause between the recordings: what is said is cut where nobody paused."""
    engine, clips = _engine(model, voices=1), captions.clips(sounds)
    runs = [_from(clips, number) for number in range(ROUNDS)]
    return [captions.measure(engine, LANGUAGE, [_run_on(run)]) for run in runs]


def hear_together(model: Path, sounds: Path) -> list[tuple[Measured, Measured]]:
    """Two voices that never say the same, by one model and a thread each, as the scribe does it."""
    engine, clips = _engine(model, voices=2), captions.clips(sounds)

    def hear(first: int) -> Measured:
        return captions.measure(engine, LANGUAGE, _from(clips, first))

    with ThreadPoolExecutor(2) as pool:
        pairs = [(pool.submit(hear, number), pool.submit(hear, number + 1)) for number in range(ROUNDS)]
        return [(one.result(), other.result()) for one, other in pairs]


def hear_offline(model: Path, sounds: Path) -> Offline:
    """What others' decoder makes of the same model when it may hear everything before it writes."""
    from faster_whisper import WhisperModel

    whisper, clips = WhisperModel(str(model), compute_type="int8", cpu_threads=1), captions.clips(sounds)

    def hear(clip: captions.Clip) -> list[str]:
        parts, _ = whisper.transcribe(clip.audio, language=LANGUAGE)
        return captions.units("".join(part.text for part in parts), LANGUAGE)

    hear(clips[0])  # the first hearing is slower than all others
    begun = time.process_time()
    heard = [unit for clip in clips for unit in hear(clip)]
    cpu = time.process_time() - begun
    said = [unit for clip in clips for unit in captions.units(clip.text, LANGUAGE)]
    return Offline(captions.error_rate(said, heard), cpu / (sum(len(clip.audio) for clip in clips) / RATE))


def _engine(model: Path, *, voices: int) -> Recogniser:
    """Loaded, and warm."""
    from consilium.workers.scribe.whisper import Whisper, silence

    engine = Whisper(model, voices=voices)
    engine.hear(Hearing(silence(1.0), LANGUAGE))
    return engine


def _from(clips: list[captions.Clip], first: int) -> list[captions.Clip]:
    at = first % len(clips)
    return clips[at:] + clips[:at]


def _run_on(clips: list[captions.Clip]) -> captions.Clip:
    text = " ".join(clip.text for clip in clips)
    return captions.Clip(np.concatenate([clip.audio for clip in clips]), text)


def _alone(rounds: list[Measured], offline: Offline) -> list[Figure]:
    whole = "the same model, whole recordings"
    others = "faster-whisper offline, 5 beams"
    wrong = 100 * median([one.wer for one in rounds])
    kept = 100 * median([one.offline for one in rounds])
    rtf = median([one.rtf for one in rounds])
    name = "captions of one voice, one core"
    return [
        Figure(f"{name}: wrong words", wrong, "%", WRONG, "lower", whole, kept),
        Figure(f"{name}: wrong words", wrong, "%", WRONG, "lower", others, 100 * offline.wrong),
        Figure(f"{name}: CPU-s a second", rtf, "", REAL_TIME, "lower", others, offline.rtf),
        *_delays(name, rounds),
    ]


def _unpaused(rounds: list[Measured]) -> Figure:
    wrong, whole = (100 * median([getattr(one, field) for one in rounds]) for field in ("wer", "offline"))
    name = "captions of one voice without pauses: wrong words"
    return Figure(name, wrong, "%", WRONG, "lower", "the same model, whole recordings", whole)


def _together(pairs: list[tuple[Measured, Measured]]) -> list[Figure]:
    """Of the voice that waits longer in each round."""
    name = "captions of two voices, two cores"
    wrong = 100 * median([max(one.wer, other.wer) for one, other in pairs])
    slower = [max(pair, key=lambda one: one.delay_p90) for pair in pairs]
    # a process counts the work of both of its voices, so each of the pair has measured the sum
    # both hold as long as each has some of its core to spare
    both = median([max(one.rtf, other.rtf) for one, other in pairs])
    return [
        Figure(f"{name}: wrong words", wrong, "%", WRONG),
        Figure(f"{name}: CPU-s a second, of both", both, "", 2 * SPARE),
        *_delays(name, slower),
    ]


def _delays(name: str, rounds: list[Measured]) -> list[Figure]:
    """From the end of a word until it was settled."""
    usual, late = (median([getattr(one, field) / 1000 for one in rounds]) for field in ("delay", "delay_p90"))
    return [
        Figure(f"{name}: a word settled after, p50", usual, "s", DELAY),
        Figure(f"{name}: a word settled after, p90", late, "s", DELAY_P90),
    ]
