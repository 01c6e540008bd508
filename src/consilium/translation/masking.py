"""Terms of a glossary in a sentence: found, hidden behind placeholders, put back. Pure.

Measured with Mozilla's models: T1, X1, Q1Q and TERM1 survive, brackets and signs do not. A placeholder must
come back exactly once; else the next style is tried, and at last the sentence goes without (see `rendering`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STYLES = ("T{}", "X{}", "Q{}Q", "TERM{}")
FIRST = 1
_ELSEWHERE = 701  # numbers to begin with where every style stands in the sentence already
_ALPHABETIC = "A-Za-z0-9À-ɏЀ-ԯ\u0600-\u06ff\u0900-\u097f"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LOOKALIKES = {"T": "[TТ]", "X": "[XХ]", "E": "[EЕ]", "R": "R", "M": "[MМ]", "Q": "Q"}


@dataclass(frozen=True)
class Term:
    """One notion for one pair: how the source has it (the name, then its forms) and how the target shall.

    Form for form: where the source has its third form, the target's third is put, if it has one. No `theirs`:
    the term stays as it is written.
    """

    ours: tuple[str, ...]
    theirs: tuple[str, ...] = ()

    def wanted(self, form: str) -> str:
        """What shall stand in the target for a form of the source."""
        if not self.theirs:
            return form
        place = next((at for at, each in enumerate(self.ours) if _key(each) == _key(form)), 0)
        return self.theirs[place] if place < len(self.theirs) else self.theirs[0]

    def is_in(self, text: str, form: str) -> bool:
        """Whether a finished translation has it, in any of its forms."""
        return any(_key(each) in _key(text) for each in self.theirs or (form,))


@dataclass(frozen=True)
class Found:
    """A term in a sentence, as it is written there."""

    term: Term
    form: str
    begin: int
    end: int


class Terms:
    """The terms of one pair, to be looked for in many sentences."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._forms: dict[str, list[tuple[str, Term]]] = {}
        for term in terms:
            for form in term.ours:
                self._forms.setdefault(_key(form), []).append((form, term))
        spelt = sorted((form for known in self._forms.values() for form, _ in known), key=len, reverse=True)
        self._pattern = (
            re.compile("|".join(map(_pattern, dict.fromkeys(spelt))), re.IGNORECASE) if spelt else None
        )

    def find(self, sentence: str) -> list[Found]:
        """Every term from left to right; of two in one place the longer."""
        if self._pattern is None:
            return []
        matches = ((match, self._term(match.group())) for match in self._pattern.finditer(sentence))
        return [Found(term, match.group(), *match.span()) for match, term in matches if term]

    def _term(self, form: str) -> Term | None:
        """An abbreviation in capitals (ALT) is that only when it is written so."""
        known = self._forms.get(_key(form), [])
        return next((term for spelt, term in known if not _is_capitals(spelt) or spelt == form), None)


def hide(sentence: str, found: Sequence[Found], style: str) -> tuple[str, list[str]]:
    """The sentence with a placeholder for each term, and the placeholders in order."""
    prefix = style.partition("{")[0]
    begin = _ELSEWHERE if re.search(rf"(?<![A-Za-z]){prefix}\d", sentence) else FIRST
    names = [style.format(begin + number) for number in range(len(found))]
    pieces, last = [], 0
    for name, each in zip(names, found, strict=True):
        pieces += [sentence[last : each.begin], name]
        last = each.end
    return "".join([*pieces, sentence[last:]]), names


def show(translated: str, found: Sequence[Found], names: Sequence[str]) -> str | None:
    """The translation with the terms in their places; None when a placeholder is lost, doubled or changed."""
    places = [[match.span() for match in _placeholder(name).finditer(translated)] for name in names]
    if any(len(spans) != 1 for spans in places):
        return None
    words = {spans[0]: each for spans, each in zip(places, found, strict=True)}
    for begin, end in sorted(words, reverse=True):
        each = words[begin, end]
        word = each.term.wanted(each.form)
        if each.term.theirs and not translated[:begin].strip("«“\"'(¿¡ "):
            word = word[:1].upper() + word[1:]
        translated = translated[:begin] + word + translated[end:]
    return translated


def _placeholder(name: str) -> re.Pattern[str]:
    """Letters that look alike count: a model that writes Russian may write the placeholder so too."""
    spelt = "".join(_LOOKALIKES.get(letter, letter) for letter in name)
    return re.compile(rf"(?<![{_ALPHABETIC}]){spelt}(?![{_ALPHABETIC}])")


def _pattern(form: str) -> str:
    """White space and hyphens may be of any kind; a word is whole, but in Chinese there are no gaps."""
    spelt = r"\s+".join(re.sub(r"\\?[-‐‑–]", "[-‐‑–]", re.escape(word)) for word in form.split())
    before = "" if _HAN.match(form[0]) else rf"(?<![{_ALPHABETIC}])"
    after = "" if _HAN.match(form[-1]) else rf"(?![{_ALPHABETIC}])"
    return f"{before}{spelt}{after}"


def _key(form: str) -> str:
    return re.sub(r"[-‐‑–]", "-", " ".join(form.split())).casefold()


def _is_capitals(form: str) -> bool:
    letters = [letter for letter in form if letter.isalpha()]
    return len(letters) >= 2 and all(letter.isupper() for letter in letters)
