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
# Letters, their marks and figures, but not what stands among them: × ÷ ҂ and the points "،", "؟", "۔", "।".
_ALPHABETIC = (
    "A-Za-z0-9À-ÖØ-öø-ɏЀ-ҁ҃-ԯ"
    "\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06fc\u06ff"
    "\u0900-\u0963\u0966-\u096f\u0971-\u097f"
)
# Mozilla's models have no such signs: "≤ 5 mg" came out as "- 5 mg", "10⁹" as "109", "β-blocker" as
# "--blocker". So they are kept, with their figure.
_SIGNED = re.compile(
    r"(?:[<>]=?|[≤≥⩽⩾±≈×])[ \u00a0]?\d+(?:[.,]\d+)*(?:[⁺⁻]?[⁰¹²³⁴-⁹]+)?"
    r"|\d+[⁺⁻]?[⁰¹²³⁴-⁹]+"
    r"|(?:\d+[ \u00a0]?)?[¼½¾⅓⅔⅛]"
    r"|\d+(?:[.,]\d+)?[ \u00a0]?‰"
    r"|(?<![\u0370-\u03ff])[α-λν-ωΑ-Ω]\d*(?![\u0370-\u03ff])"  # µ is the engine's own affair
)
_GREEK = re.compile(r"[\u0370-\u03ff]{2}")  # a language, and no signs
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(f"[{_ALPHABETIC}]")
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
        """Every term from left to right, of two in one place the longer; and signs, "≤ 5", "β"."""
        matches = self._pattern.finditer(sentence) if self._pattern else ()
        terms = ((match, self._term(match.group())) for match in matches)
        found = [Found(term, match.group(), *match.span()) for match, term in terms if term]
        signed = (
            Found(Term((match.group(),)), match.group(), *match.span())
            for match in (() if _GREEK.search(sentence) else _SIGNED.finditer(sentence))
        )
        apart = [
            sign for sign in signed if all(sign.end <= each.begin or each.end <= sign.begin for each in found)
        ]
        return sorted([*found, *apart], key=lambda each: each.begin)

    def _term(self, form: str) -> Term | None:
        """An abbreviation in capitals (ALT) is that only when it is written so."""
        known = self._forms.get(_key(form), [])
        return next((term for spelt, term in known if not _is_capitals(spelt) or spelt == form), None)


def hide(sentence: str, found: Sequence[Found], style: str) -> tuple[str, list[str]]:
    """The sentence with a placeholder for each term, and the placeholders in order. Where a letter or a
    figure stands right beside it ("<5mg") a space comes between, for a placeholder is a word of its own.
    """
    prefix = style.partition("{")[0]
    begin = _ELSEWHERE if re.search(rf"(?<![A-Za-z]){prefix}\d", sentence) else FIRST
    names = [style.format(begin + number) for number in range(len(found))]
    pieces, last = [], 0
    for name, each in zip(names, found, strict=True):
        before, after = sentence[each.begin - 1 : each.begin], sentence[each.end : each.end + 1]
        pieces += [sentence[last : each.begin], " " if _is_letter(before) else "", name]
        pieces += [" " if _is_letter(after) else ""]
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


def _is_letter(text: str) -> bool:
    """Chinese has no spaces: its letters stand beside a placeholder as they are."""
    return bool(_LETTER.match(text)) or (text.isalnum() and not _HAN.match(text))


def _is_capitals(form: str) -> bool:
    letters = [letter for letter in form if letter.isalpha()]
    return len(letters) >= 2 and all(letter.isupper() for letter in letters)
