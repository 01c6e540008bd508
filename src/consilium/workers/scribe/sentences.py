"""From words to cues: whole sentences, or what was said up to a pause, never too long to be read. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from consilium.workers.scribe.agreement import text_of
from consilium.workers.scribe.recogniser import Word

MOST_WORDS, MOST_SECONDS = 25, 12.0
#: Letters of a language that is written without spaces: one cue holds so many.
MOST_LETTERS = 60
FEWEST = 3  # words; a shorter sentence waits for the next one
ENDS = ".?!…。？！।۔؟"
SOFT_ENDS = ",;:—、，；：،؛"
_OPENERS = "\"'»”’)]}"


@dataclass(frozen=True)
class Sentence:
    """Words that become one cue; seconds of the voice's own audio."""

    text: str
    start: float
    end: float


@dataclass
class Sentences:
    """Collects the settled words of one voice."""

    _waiting: list[Word] = field(default_factory=list)

    def add(self, words: Sequence[Word], *, closed: bool) -> list[Sentence]:
        """The sentences that are complete now; all that waits, when the utterance is over."""
        made = []
        for word in words:
            self._waiting.append(word)
            if self._is_over():
                made.append(self._take(len(self._waiting)))
            elif self._is_long():
                made.append(self._take(self._soft_end()))
        if closed and self._waiting:
            made.append(self._take(len(self._waiting)))
        return [sentence for sentence in made if sentence.text]

    @property
    def waiting(self) -> str:
        """What is settled and has not become a cue."""
        return text_of(self._waiting)

    @property
    def since(self) -> float | None:
        return self._waiting[0].start if self._waiting else None

    def _is_over(self) -> bool:
        if _count(self._waiting) < FEWEST:
            return False
        last = self._waiting[-1].text.rstrip(_OPENERS + " ")
        return bool(last) and last[-1] in ENDS and not _is_abbreviation(last)

    def _is_long(self) -> bool:
        spoken = self._waiting[-1].end - self._waiting[0].start
        return _count(self._waiting) >= MOST_WORDS or spoken >= MOST_SECONDS

    def _soft_end(self) -> int:
        """After the last comma of the second half, else everything."""
        for number in range(len(self._waiting), len(self._waiting) // 2, -1):
            if self._waiting[number - 1].text.strip()[-1:] in SOFT_ENDS:
                return number
        return len(self._waiting)

    def _take(self, number: int) -> Sentence:
        taken, self._waiting = self._waiting[:number], self._waiting[number:]
        return Sentence(text_of(taken), taken[0].start, max(taken[-1].end, taken[0].start))


def _count(words: Sequence[Word]) -> int:
    """How many words; letters of a script without spaces count for less than one each."""
    spaced = sum(word.text[:1].isspace() for word in words) + 1
    letters = sum(unicodedata.east_asian_width(letter) in "WF" for word in words for letter in word.text)
    return max(spaced, -(-letters * MOST_WORDS // MOST_LETTERS))


def _is_abbreviation(word: str) -> bool:
    """ "Dr.", "e.g.", "3." end no sentence."""
    bare = word.strip().rstrip(".")
    if not word.endswith(".") or word.endswith(".."):
        return False
    return bare.isdigit() or "." in bare or bare.casefold() in _ABBREVIATIONS or len(bare) == 1


_ENGLISH = {"dr", "mr", "mrs", "ms", "prof", "st", "vs", "fig", "no", "vol", "approx", "etc", "al"}
_RUSSIAN = {"д-р", "проф", "г-н", "г-жа", "им", "ул", "рис", "др", "пр", "см", "стр", "акад"}
_ABBREVIATIONS = _ENGLISH | _RUSSIAN
