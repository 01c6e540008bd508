"""Terms of a glossary in a sentence: found, hidden behind placeholders, put back. Pure.

Measured with Mozilla's models: T1, X1, Q1Q and TERM1 survive, brackets and signs do not. A placeholder must
come back exactly once; else the next style is tried, and at last the sentence goes without (see `rendering`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

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
# What a text is made of: words, white space, single signs. Of either case: the sign of the kelvin is a k.
_ATOM = re.compile(rf"[{_ALPHABETIC}]+|\s+|.", re.DOTALL | re.IGNORECASE)
_OF_A_WORD = re.compile(f"[{_ALPHABETIC}]", re.IGNORECASE)
_HYPHEN = re.compile(r"[-‐‑–]")
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
    """The terms of one pair, to be looked for in many sentences.

    White space and hyphens may be of any kind, letters of either case; a word is whole, but in Chinese there
    are no gaps. (One regular expression of 15,000 forms took 8 seconds and 30 MB, and a sentence 150 ms.)
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._forms: dict[str, list[tuple[str, Term]]] = {}
        self._ranks: dict[str, int] = {}  # by the spelling: of two in one place the first
        self._longest: dict[str, int] = {}  # by the first atom: of how many such a form is at most
        for term in terms:
            for form in term.ours:
                self._forms.setdefault(_key(form), []).append((form, term))
        spelt = sorted((form for known in self._forms.values() for form, _ in known), key=len, reverse=True)
        for form in dict.fromkeys(spelt):
            atoms = [_folded(atom) for atom in _ATOM.findall(" ".join(form.split()))]
            self._ranks.setdefault("".join(atoms), len(self._ranks))
            self._longest[atoms[0]] = max(self._longest.get(atoms[0], 0), len(atoms))

    def find(self, sentence: str) -> list[Found]:
        """Every term from left to right, of two in one place the longer; and signs, "≤ 5", "β"."""
        spans = self._spans(sentence) if self._ranks else ()
        terms = ((begin, end, self._term(sentence[begin:end])) for begin, end in spans)
        found = [Found(term, sentence[begin:end], begin, end) for begin, end, term in terms if term]
        signed = (
            Found(Term((match.group(),)), match.group(), *match.span())
            for match in (() if _GREEK.search(sentence) else _SIGNED.finditer(sentence))
        )
        apart = [
            sign for sign in signed if all(sign.end <= each.begin or each.end <= sign.begin for each in found)
        ]
        return sorted([*found, *apart], key=lambda each: each.begin)

    def _spans(self, sentence: str) -> Iterator[tuple[int, int]]:
        atoms = [(match.start(), _folded(match.group())) for match in _ATOM.finditer(sentence)]
        ends = [begin for begin, _ in atoms[1:]] + [len(sentence)]
        at = 0
        while at < len(atoms):
            last = self._last(sentence, atoms, ends, at)
            if last is None:
                at += 1
            else:
                yield atoms[at][0], ends[last]
                at = last + 1

    def _last(
        self, sentence: str, atoms: Sequence[tuple[int, str]], ends: Sequence[int], at: int
    ) -> int | None:
        """The last atom of the form that begins with this one."""
        begin, first = atoms[at]
        longest = self._longest.get(first, 0)
        if not longest or not _is_apart(sentence[begin], sentence[begin - 1 : begin]):
            return None
        found, best, spelt = None, len(self._ranks), ""
        for place in range(at, min(at + longest, len(atoms))):
            spelt += atoms[place][1]
            rank = self._ranks.get(spelt, best)
            end = ends[place]
            if rank < best and _is_apart(sentence[end - 1], sentence[end : end + 1]):
                found, best = place, rank
        return found

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


def _is_apart(letter: str, beside: str) -> bool:
    """Whether a word may begin or end with the letter, where this stands beside it."""
    return bool(_HAN.match(letter)) or not _OF_A_WORD.match(beside)


def _folded(atom: str) -> str:
    """One spelling of all that are the same but for case, white space and hyphens."""
    if atom.isspace():
        return " "
    if atom.isascii():
        return atom.upper()
    return "".join(map(_upper, atom))


@cache
def _upper(letter: str) -> str:
    """Of one letter alone, as regular expressions ignore case: "ß" is not "SS", and a final "ς" is a "σ"."""
    upper = letter.lower()[0].upper()
    return ("-" if _HYPHEN.match(letter) else upper) if len(upper) == 1 else f"\0{upper}\0"


def _key(form: str) -> str:
    return _HYPHEN.sub("-", " ".join(form.split())).casefold()


def _is_letter(text: str) -> bool:
    """Chinese has no spaces: its letters stand beside a placeholder as they are."""
    return bool(_LETTER.match(text)) or (text.isalnum() and not _HAN.match(text))


def _is_capitals(form: str) -> bool:
    letters = [letter for letter in form if letter.isalpha()]
    return len(letters) >= 2 and all(letter.isupper() for letter in letters)
