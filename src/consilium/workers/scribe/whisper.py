"""Whisper by CTranslate2: the measures that make it real-time on a CPU are here and in `ear`.

The encoder costs 1.3 s for 30 s of padding whatever was said, so it is given no more than the audio and two
seconds; settled words are forced as a prefix; a decoder that runs in circles is stopped at a length nobody
speaks, and asked once more with the full window when the utterance is over. See docs/explanation/captions.md.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when ctranslate2 is loaded: one thread for each voice

import faster_whisper.transcribe as fw
import numpy as np
from faster_whisper import WhisperModel

from consilium.workers.scribe.agreement import in_circles
from consilium.workers.scribe.recogniser import (
    Capabilities,
    EngineFailed,
    Hearing,
    Hypothesis,
    Recogniser,
    Samples,
    Word,
    spread,
)

FRAMES = 100  # a second of features
FULL = 3000
LEAST, PADDING = 6 * FRAMES, 2 * FRAMES
TOKENS_A_SECOND, TOKENS_MORE = 7, 12
CONTEXT_TOKENS, TERM_TOKENS = 40, 80
NO_SPEECH = 0.6
FRAME_SECONDS = 0.02  # of the encoder's output
_CLOSERS = tuple(".,:;!?…)]}%»”’'\"-、。，！？：；」』）।؟،۔")
#: Whisper knows these names only by an older or another tag.
_TAGS = {"jw": "jv", "no": "nb"}


class Whisper(Recogniser):
    """A CTranslate2 Whisper model in a folder. `voices` may be heard at the same time, one thread each."""

    def __init__(
        self, folder: Path, *, voices: int = 2, device: str = "cpu", compute_type: str = "int8"
    ) -> None:
        if not (folder / "model.bin").is_file():  # else the library would look for it on the internet
            raise EngineFailed(f"there is no model in {folder}")
        self._model = WhisperModel(
            str(folder), device=device, compute_type=compute_type, cpu_threads=1, num_workers=voices
        )
        self.name = f"whisper-{folder.name}"
        several = self._model.model.is_multilingual
        self.capabilities = Capabilities(self._languages(), streaming=True, detects=several)
        self._tokenizers: dict[str, fw.Tokenizer] = {}

    def hear(self, hearing: Hearing) -> Hypothesis:
        found = self._decode(hearing, full=False)
        if not found.sure and hearing.final:
            found = self._decode(hearing, full=True)
            if not found.sure:  # rather half of it than noise
                found = Hypothesis(found.words[: len(found.words) // 3])
        return found

    def place(self, hearing: Hearing, words: tuple[Word, ...]) -> tuple[Word, ...]:
        encoded = hearing.notes.get("encoded")
        if encoded is None or not words:
            return spread(words, hearing.seconds)
        marks = [mark for word in words for mark in word.marks]
        frames = min(FULL, int(hearing.seconds * FRAMES))
        tokenizer = self._tokenizer(hearing.language)
        try:
            aligned = self._model.model.align(
                encoded, tokenizer.sot_sequence, [marks], [frames], median_filter_width=7
            )
        except RuntimeError as error:
            raise EngineFailed from error
        return _timed(words, aligned[0].alignments, hearing.seconds)

    def detect(self, audio: Samples) -> dict[str, float]:
        if not self.capabilities.detects:
            return {}
        try:
            found = self._model.model.detect_language(self._encode(audio, full=False))[0]
        except RuntimeError as error:
            raise EngineFailed from error
        return {token[2:-2]: float(share) for token, share in found}

    def _languages(self) -> frozenset[str]:
        """The tags that this model has tokens for."""
        known = self._model.supported_languages
        tags = {tag for tag in known if len(known) == 1 or self._model.hf_tokenizer.token_to_id(f"<|{tag}|>")}
        return frozenset(tags | {_TAGS[tag] for tag in tags & _TAGS.keys()})

    def _decode(self, hearing: Hearing, *, full: bool) -> Hypothesis:
        tokenizer = self._tokenizer(hearing.language)
        settled = [mark for word in hearing.settled for mark in word.marks]
        limit = max(8, int(TOKENS_A_SECOND * hearing.seconds) + TOKENS_MORE - len(settled))
        prompt = [
            *self._prompt(hearing, tokenizer),
            *tokenizer.sot_sequence,
            tokenizer.no_timestamps,
            *settled,
        ]
        try:
            encoded = self._encode(hearing.audio, full=full)
            hearing.notes["encoded"] = encoded
            answer = self._model.model.generate(
                encoded,
                [prompt],
                beam_size=1,
                max_length=len(prompt) + limit,
                suppress_blank=not settled,
                return_no_speech_prob=True,
            )[0]
        except RuntimeError as error:
            raise EngineFailed from error
        marks = [mark for mark in answer.sequences_ids[0] if mark < tokenizer.eot]
        if settled and marks[: len(settled)] == settled:  # the prefix is repeated in the answer
            marks = marks[len(settled) :]
        if not settled and answer.no_speech_prob > NO_SPEECH:
            return Hypothesis(())
        return Hypothesis(_words(tokenizer, marks), sure=not in_circles(marks, limit))

    def _encode(self, audio: Samples, *, full: bool) -> Any:
        features = self._model.feature_extractor(audio)
        count = min(FULL, features.shape[-1])
        frames = FULL if full else min(FULL, max(LEAST, -(-(count + PADDING) // 50) * 50))
        return self._model.encode(fw.pad_or_trim(features[:, :count], frames))

    def _prompt(self, hearing: Hearing, tokenizer: fw.Tokenizer) -> list[int]:
        terms: list[int] = []
        if hearing.terms:
            terms = tokenizer.encode(" " + ", ".join(hearing.terms))[:TERM_TOKENS]
        before = [mark for word in hearing.before for mark in word.marks][-CONTEXT_TOKENS:]
        return [tokenizer.sot_prev, *terms, *before] if terms or before else []

    def _tokenizer(self, language: str) -> fw.Tokenizer:
        known = {new: old for old, new in _TAGS.items()}
        base = language.partition("-")[0]
        tag = known.get(base, base)
        if tag not in self._tokenizers:
            self._tokenizers[tag] = fw.Tokenizer(
                self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=tag
            )
        return self._tokenizers[tag]


def _words(tokenizer: fw.Tokenizer, marks: list[int]) -> tuple[Word, ...]:
    if not marks:
        return ()
    texts, groups = tokenizer.split_to_word_tokens([*marks, tokenizer.eot])
    words: list[Word] = []
    for text, group in zip(texts, groups, strict=True):
        if not group or group[0] >= tokenizer.eot:
            continue
        if words and text[:1] in _CLOSERS:  # punctuation belongs to the word before it
            words[-1] = Word(words[-1].text + text, words[-1].marks + tuple(group))
        else:
            words.append(Word(text, tuple(group)))
    return tuple(words)


def _timed(words: tuple[Word, ...], pairs: Sequence[tuple[int, int]], seconds: float) -> tuple[Word, ...]:
    """Times from (token, frame) pairs: a word lasts from its first token's frame to the next word's."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for token, frame in pairs:
        first.setdefault(token, frame)
        last[token] = frame
    placed, at, before = [], 0, 0.0
    for word in words:
        begin = first.get(at)
        start = min(seconds, max(before, begin * FRAME_SECONDS)) if begin is not None else before
        at += len(word.marks)
        stop = first.get(at, last.get(at - 1))
        end = max(start, min(seconds, stop * FRAME_SECONDS)) if stop is not None else start
        placed.append(replace(word, start=start, end=end))
        before = end
    return tuple(placed)


def silence(seconds: float) -> Samples:
    """To warm an engine up."""
    return np.zeros(int(seconds * 16_000), np.float32)
