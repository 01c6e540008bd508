"""A query as people write it, as what is looked up: words, "phrases", beginnings*. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consilium.search.analysis import STEMMERS, Term, analyse, is_han, words
from consilium.search.rules import LONGEST_QUERY, WORDS_AT_MOST

_CHUNK = re.compile(r'["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\s"“”„«»]+)')
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Part:
    """Found is a text that holds one of the `phrases` (terms in a row), or a word that begins with
    `beginning` ("" for none). All parts of a query must be found.
    """

    phrases: tuple[tuple[str, ...], ...]
    beginning: str = ""


def parse(text: str, languages: Iterable[str], *, reader: str = "") -> tuple[Part, ...]:
    """What to look up; () when the text holds no word.

    `languages`: those in which texts are written, one when only that is wanted. Words of a `reader` whose
    language has no stemmer are found by their beginnings.
    """
    bases = dict.fromkeys(tag.partition("-")[0] for tag in languages)
    known = [base for base in bases if base in STEMMERS] + [""]
    loose = bool(reader) and reader.partition("-")[0] not in STEMMERS and not reader.startswith("zh")
    parts: list[Part] = []
    for chunk in _CHUNK.finditer(text[:LONGEST_QUERY]):
        if chunk["phrase"]:
            parts += _parts(chunk["phrase"], known, None, loose)
        for word in _words(chunk["word"] or ""):
            parts += _parts(word, known, word, loose)
    return tuple(dict.fromkeys(parts))[:WORDS_AT_MOST]


def _words(text: str) -> list[str]:
    """Chinese is written without spaces: its words are looked for one by one, wherever they stand.

    Two characters are one word, whether or not the dictionary knows it: as two, each would begin tens of
    thousands of pairs.
    """
    if text.endswith("*") or len(text) <= 2 or not any(map(is_han, text)):
        return [text]
    return [text[start:end] for start, end in words(text, "zh")]


def _parts(text: str, languages: Sequence[str], word: str | None, loose: bool) -> list[Part]:
    read = [_terms(language, text) for language in languages]
    last = next((terms[-1] for terms in read if terms), None)
    if last is None:
        return []
    starred = word is not None and word.endswith("*")
    alone = all(len(terms) == 1 for terms in read)
    beginning = last.raw if starred or _is_one_character(last) else ""
    if not beginning and word is not None and loose and alone and len(last.raw) >= SHORTEST_BEGINNING:
        beginning = last.raw
    phrases = dict.fromkeys(tuple(term.term for term in terms) for terms in read)
    if not beginning or alone:
        return [Part(tuple(phrases), beginning)]
    before = dict.fromkeys(phrase[:-1] for phrase in phrases)
    return [Part(tuple(before)), Part((), beginning)]


def _terms(language: str, text: str) -> list[Term]:
    """Without the last character of a Chinese run, which only ends a run in a text."""
    terms = analyse(language, text)
    if len(terms) > 1 and _is_one_character(terms[-1]) and terms[-2].end == terms[-1].end:
        return terms[:-1]
    return terms


def _is_one_character(term: Term) -> bool:
    return len(term.raw) == 1 and term.raw >= "\u3400"
