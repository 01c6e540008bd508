"""One path from a text to what is looked up: words of ICU, folded, stemmed where Snowball knows the language.

The same function makes the index and reads the query, so both databases store our terms as they are. Pure.
Chinese is cut into overlapping pairs of characters: the words that ICU's dictionary finds depend on their
neighbours, and a word cut differently in the query than in the text would be missed
(docs/decisions/0007-search-terms.md).
"""

import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from icu4py.breakers import WordBreaker

#: Snowball's algorithms by language. None for kk, ky, tg, uz, ur, be: their words are found by beginnings.
STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}
LONGEST_TERM = 64
_HAN = "一"  # what stands for a character that the breaker cannot count
_ARABIC = str.maketrans("یىکۀە", "ييكهه")
_PERSIAN = str.maketrans("يىك", "ییک")
_FOLDED = str.maketrans(
    {
        **dict(zip("أإآٱىیېکہھةۃۀەؤئ", "اااايييكهههههه" + "وي", strict=True)),
        **dict.fromkeys("'`´ʹʻʼʽ‘’‛′ـ\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff", ""),
        "ё": "е",
        "µ": "μ",
    }
)
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u093c"
_local = threading.local()


class Term(NamedTuple):
    """What is looked up, where it stands in the text (in characters), and its word without stemming."""

    term: str
    start: int
    end: int
    raw: str


def analyse(language: str, text: str) -> list[Term]:
    """The terms of a text, in its order. `language` may be any tag; "" is not known."""
    base = language.partition("-")[0]
    found: list[Term] = []
    run: list[int] = []
    for start, end in words(text, base):
        if is_han(text[start]):
            if run and text[run[-1] + 1 : start].strip():
                found += _pairs(text, run)
                run = []
            run += range(start, end)
            continue
        found += _pairs(text, run)
        run = []
        term, raw = _term(base, text[start:end])
        if raw:
            found.append(Term(term, start, end, raw))
    return found + _pairs(text, run)


def has_stemmer(language: str) -> bool:
    return language.partition("-")[0] in STEMMERS


def fold(word: str) -> str:
    """A word as it is compared: case, accents of Latin, ё, Arabic letter forms and digits do not count.

    Of ASCII only letters, digits, "." and "_" are left, so that no database reads anything else into a term.
    """
    word = unicodedata.normalize("NFKC", word).lower().translate(_FOLDED)
    word = "".join(_plain(letter) for letter in word)
    return word[:LONGEST_TERM]


def _plain(letter: str) -> str:
    if letter < "\u00c0":
        return letter if letter.isalnum() else "." if letter in ".," else "_"
    if letter in _MARKS:
        return ""
    if letter.isdigit() and not letter.isascii():
        return str(unicodedata.digit(letter, letter))
    if "\u00c0" <= letter < "\u0250" or "\u1e00" <= letter < "\u1f00":
        return "".join(
            part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part)
        )
    return "" if "\u0300" <= letter < "\u0370" else letter


@lru_cache(maxsize=200_000)
def _term(language: str, word: str) -> tuple[str, str]:
    """The word stemmed and as it is, both folded; "" for what is no word."""
    raw = fold(word)
    if not any(letter.isalnum() for letter in raw):
        return "", ""
    name = STEMMERS.get(language)
    if name is None:
        return raw, raw
    return fold(_stemmer(name).stemWord(_before_stemming(language, word))) or raw, raw


def _before_stemming(language: str, word: str) -> str:
    """Persian and Arabic keyboards write other letters than Snowball's rules are made for."""
    word = unicodedata.normalize("NFKC", word).lower().replace("’", "'")
    if language == "fa":
        return word.translate(_PERSIAN)
    if language == "ar":
        return word.translate(_ARABIC)
    return word.replace("ё", "е") if language == "ru" else word


def _stemmer(name: str) -> Stemmer.Stemmer:
    """One a thread: they keep what they work on."""
    made: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if name not in made:
        made[name] = Stemmer.Stemmer(name, 0)
    return made[name]


def words(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where the words are. The breaker counts in UTF-16: what is no single unit of it is replaced."""
    if not unicodedata.is_normalized("NFKC", text) or any(letter > "\uffff" for letter in text):
        text = "".join(map(_narrow, text))
    for start, end in WordBreaker(text, language or "en").segments():
        if any(letter.isalnum() for letter in text[start:end]):
            yield start, end


def _narrow(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter)
    if len(plain) == 1 and plain <= "\uffff":
        return plain
    if letter <= "\uffff":
        return letter
    return _HAN if unicodedata.category(letter) == "Lo" else "\ufffd"


def is_han(letter: str) -> bool:
    """Whether the character is one of Chinese."""
    return "\u3400" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or letter >= "\U00020000"


def _pairs(text: str, run: list[int]) -> list[Term]:
    """Characters that stand together, two by two; the last also alone, so that each begins a term."""
    return [
        Term(pair, at, after[-1] + 1, pair)
        for number, at in enumerate(run)
        for after in [run[number : number + 2]]
        for pair in [unicodedata.normalize("NFKC", "".join(text[one] for one in after))]
    ]
