"""Figures, doses and units of a text and of its translation, compared. Pure.

A figure is a number with its unit, whatever the digits, marks and alphabet it is written with: "0.5 mg",
"0,5 мг", "٠٫٥ ملغ" and "0.5毫克" are the same. What only the language could tell ("1,500") is both.
Missed on purpose: numbers that both texts spell out in words, and figures that are part of a name (COVID-19).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from consilium.translation import units

ARROW = "→"
NOTHING = "?"
LONGEST = 20_000
POINT_LANGUAGES = frozenset(("en", "zh", "hi", "ur"))
COMMA_LANGUAGES = frozenset(("ru", "kk", "ky", "tg", "uz", "be", "pt", "fr", "es", "de", "it", "tr", "uk"))

# Digits in groups of three (or, in India, two) with a mark or a narrow space between, then a fraction.
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_LETTERS_BEFORE = re.compile(r"[A-Za-zА-Яа-яЁёІіЎўҚқҒғӘәҢңӨөҰұҮүҺһҲҳҶҷӢӣӮӯ](?:[-‐‑]?\d*[.,/]?)?$")
_RANGE = re.compile(r"\s?(?:[-‐‑–—―~〜～/×x:]|to|до|a|até|至|到|से|تا|إلى|سے)\s?\d", re.IGNORECASE)
_PLAIN_DATE = re.compile(
    r"\b\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b|\b\d+/\d+\b"
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|º|ª|-?(?:й|я|е|го|му|ый|ая|ші|шы|нчи|чы|ум|юм|nchi))(?!\w)", re.IGNORECASE
)
_COMPARED = {"<": "<", "≤": "<", "⩽": "<", ">": ">", "≥": ">", "⩾": ">"}
_FOLDED = str.maketrans(
    {"٫": ".", "٬": ",", "٪": "%", "％": "%", "．": ".", "，": ", ", "μ": "µ", "−": "-", "º": "°", "˚": "°"}
)
_SPELT = (  # dates with dots, and units of several words made one
    (r"\b(\d{1,2})\.(\d{1,2})\.(\d{2,4})\b", r"\1/\2/\3"),
    (r"мм\.?\s*рт\.?\s*ст\.?", "mmHg"),
    (r"mm\s*hg", "mmHg"),
    (r"см\.?\s*вод\.?\s*ст\.?", "cmH2O"),
    (r"cm\s*h2o", "cmH2O"),
    (r"(?:por|per)\s*cent[o]?(?!\w)", "%"),
    (r"في المائة|في المئة", "%"),
    (r"(میلی|ملی|ملي|सेंटी|मिली|किलो|کیلو|کلو|سانتی|میکرو|مائیکرو)[\s\u200c]+(?=\w)", r"\1" + "\u200c"),
    (r"°\s*[cс](?!\w)", "°C"),
    (r"百分之\s*(\d+(?:\.\d+)?)", r"\1%"),
    (r"(?<!\d)(?<!\d )%\s?(\d+(?:[.,]\d+)?)(?![\d.,]*\s?%)(?=\s|$)", r"\1%"),
)
_SPELLINGS = [(re.compile(pattern, re.IGNORECASE), unit) for pattern, unit in _SPELT]
# The vowel signs of Hindi and Arabic are no letters to `re`.
_LETTER = "(?:[^\\W\\d_]|[\u0900-\u0963\u0970-\u097f\u064b-\u0652])"
_WORD = re.compile(rf"{_LETTER}+(?:\u200c{_LETTER}+)*[³3]?|[°%µ]{_LETTER}*")
_GAP = re.compile(r"[\s\u00a0\u202f-]?")
_ABBREVIATED = re.compile(r"\.[^\W\d_]")
_PER = re.compile(r"\s?(?:/|per\b|por\b|на\b|प्रति|لكل|در|فی|في)\s?", re.IGNORECASE)
_WORDS = re.compile(rf"{_LETTER}+(?:[‘ʻ’']{_LETTER}+)*")


class _Table:
    """One table of `units`: whole words, and beginnings with the longest first."""

    def __init__(self, table: Mapping[str, str]) -> None:
        spelt = [(word.translate(_FOLDED), name) for name, words in table.items() for word in words.split()]
        self.whole = {word: name for word, name in spelt if not word.endswith("*")}
        stems = {word[:-1]: name for word, name in spelt if word.endswith("*")}
        self.stems = dict(sorted(stems.items(), key=lambda item: -len(item[0])))

    def spelling(self, rest: str) -> tuple[str, int] | None:
        """The name of the word at the beginning of `rest`, and where that word ends."""
        gap = _GAP.match(rest)
        begin = gap.end() if gap else 0
        word = _WORD.match(rest, begin)
        if not word:
            return None
        text = word.group().lower()
        if _is_han(text[0]):  # no spaces between words there: the longest beginning
            length = next((size for size in range(min(5, len(text)), 0, -1) if text[:size] in self.whole), 0)
            return (self.whole[text[:length]], begin + length) if length else None
        name = self.named(text)
        abbreviated = len(text) == 1 and _ABBREVIATED.match(rest, word.end())  # "5 г.р."
        return (name, word.end()) if name and not abbreviated else None

    def named(self, word: str) -> str:
        return self.whole.get(word) or next(
            (name for stem, name in self.stems.items() if word.startswith(stem)), ""
        )


_HARD, _SOFT, _MULTIPLES = _Table(units.HARD), _Table(units.SOFT), _Table(units.MULTIPLES)
_SPOKEN = _Table(units.WORDS)


@dataclass(frozen=True)
class Figure:
    """`values`: what the digits may mean. `loose`: of a date, a time, a fraction or an order, so often said
    in words. `open`: the first of a range, whose unit may stand with the second only.
    """

    shown: str
    values: frozenset[Decimal]
    unit: str = ""
    per: str = ""
    loose: bool = False
    open: bool = False
    compared: str = ""


def compare(source: str, target: str, languages: tuple[str, str] = ("", "")) -> tuple[str, ...]:
    """What a reader should check, "5 mg → 50 mg", in the order of the original; () when nothing differs.

    `languages` are the tags of the two texts; they say what "1,500" means. A figure that is missing is
    "5 mg → ?", one that has come from nowhere "? → 50 mg".
    """
    ours, theirs = figures(source, languages[0]), figures(target, languages[1])
    missing, extra = _unmatched(ours, theirs)
    missing = [each for each in missing if not _is_said(each, target)]
    extra = [each for each in extra if not _is_said(each, source)]
    if not (missing and extra):  # nothing stands against it: a month that became a word, a first, a half
        missing = [each for each in missing if not each.loose]
        extra = [each for each in extra if not each.loose]
    return tuple(_pairs(missing, extra))


def figures(text: str, language: str = "") -> list[Figure]:
    """The figures of a text, in order."""
    text = _plain(text[:LONGEST])
    loose = [match.span() for match in _PLAIN_DATE.finditer(text)]
    return [_figure(text, match, language, loose) for match in _NUMBER.finditer(text) if _counts(text, match)]


def _plain(text: str) -> str:
    """European digits, one spelling of each mark and of units of several words."""
    text = "".join(str(unicodedata.decimal(each, each)) for each in text).translate(_FOLDED)
    text = re.sub(r"[\u200e\u200f\u061c\u2066-\u2069]", "", text)
    for pattern, unit in _SPELLINGS:
        text = pattern.sub(unit, text)
    return text


def _counts(text: str, match: re.Match[str]) -> bool:
    """Not a part of a name: IL-6, COVID-19, B12, H1N1."""
    before = text[max(0, match.start() - 12) : match.start()]
    times = before[-1:] in tuple("xX×") and not before[-2:-1].isalpha()  # "x2" is no name
    return times or not _LETTERS_BEFORE.search(before)


def _figure(text: str, match: re.Match[str], language: str, loose: list[tuple[int, int]]) -> Figure:
    begin, end = match.span()
    after = text[end : end + 60]
    values, rest = _multiplied(_values(match.group(), language), after)
    values = frozenset(-value for value in values) if _is_negative(text[:begin]) else values
    unit, per, length = _unit(rest)
    if unit == "g" and any(1900 <= value <= 2100 for value in values):  # "в 2026 г."
        unit, length = "", 0
    compared = text[:begin].rstrip()[-1:]
    sign = "-" if any(value < 0 for value in values) else compared if compared in _COMPARED else ""
    told = after[: len(after) - len(rest) + length].strip()
    return Figure(
        shown=f"{sign}{match.group()} {told}".strip(),
        values=values,
        unit=unit,
        per=per,
        loose=any(low <= begin < high for low, high in loose) or bool(_ORDINAL.match(rest)),
        open=bool(_RANGE.match(rest)) and not unit,
        compared=_COMPARED.get(compared, ""),
    )


def _is_negative(before: str) -> bool:
    if before.endswith("-"):
        return before[-2:-1] in ("", " ", "(", "\n", "[")
    return before.rstrip().rpartition(" ")[2].lower() in units.MINUS


def _values(digits: str, language: str) -> frozenset[Decimal]:
    """The numbers that the digits may be: in groups, with a fraction, or both when nobody can tell."""
    digits = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits)
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return frozenset((Decimal(digits),))
    last = max(digits.rfind("."), digits.rfind(","))
    whole, fraction = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
    as_fraction, grouped = Decimal(f"{whole}.{fraction}"), Decimal(whole + fraction)
    if len(set(marks)) == 2:
        return frozenset((as_fraction,))
    if len(marks) > 1:
        return frozenset((grouped,)) if _is_grouped(digits) else frozenset((grouped, as_fraction))
    if len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return frozenset((as_fraction,))
    base = language.partition("-")[0]
    if base in POINT_LANGUAGES:
        return frozenset((grouped if marks[0] == "," else as_fraction,))
    if base in COMMA_LANGUAGES:
        return frozenset((grouped if marks[0] == "." else as_fraction,))
    return frozenset((grouped, as_fraction))


def _is_grouped(digits: str) -> bool:
    groups = re.split(r"[.,]", digits)
    return all(len(group) in (2, 3) for group in groups[1:]) and len(groups[-1]) == 3


def _multiplied(values: frozenset[Decimal], rest: str) -> tuple[frozenset[Decimal], str]:
    found = _MULTIPLES.spelling(rest)
    if not found:
        return values, rest
    return frozenset(value * Decimal(found[0]) for value in values), rest[found[1] :].lstrip(".")


def _unit(rest: str) -> tuple[str, str, int]:
    """The unit at the beginning of `rest`, what it is per, and how long both are."""
    found = _HARD.spelling(rest) or _SOFT.spelling(rest)
    if not found:
        return "", "", 0
    unit, length = found
    match = _PER.match(rest, length)
    below = rest[match.end() :] if match else ""
    per = _HARD.spelling(below) or _SOFT.spelling(below)
    if not match or not per:
        return unit, "", length
    return unit, per[0], match.end() + per[1]


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


def _unmatched(ours: list[Figure], theirs: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """What is left of both after each figure has found its like: the same ones first, then near ones."""
    left, right = list(ours), list(theirs)
    for alike in (_same, _near):
        for figure in list(left):
            other = next((each for each in right if alike(figure, each)), None)
            if other:
                left.remove(figure)
                right.remove(other)
    return left, right


def _same(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit and one.per == other.per and _near(one, other)


def _near(one: Figure, other: Figure) -> bool:
    if not one.values & other.values:
        return False
    if one.compared and other.compared and one.compared != other.compared:
        return False
    if one.per and other.per and one.per != other.per:
        return False
    if one.unit == other.unit:
        return True
    if one.unit and other.unit:
        return False
    soft = (one.unit or other.unit) in units.SOFT
    return soft or one.open or other.open


def _is_said(figure: Figure, text: str) -> bool:
    """Whether the other text says the number in words."""
    if figure.unit in units.HARD:
        return False
    return any(f"{value.normalize():f}" in _said(text) for value in figure.values)


@lru_cache(maxsize=16)
def _said(text: str) -> frozenset[str]:
    found = set()
    for word in _WORDS.findall(text[:LONGEST].lower()):
        found |= (
            {_SPOKEN.whole.get(letter, "") for letter in word} if _is_han(word[0]) else {_SPOKEN.named(word)}
        )
    return frozenset(found)


def _pairs(missing: list[Figure], extra: list[Figure]) -> Iterator[str]:
    """Each missing figure beside the one that most likely stands for it: of its unit, else the next."""
    left = list(extra)
    for figure in missing:
        other = next(_likely(figure, left), None)
        if other:
            left.remove(other)
        yield f"{figure.shown} {ARROW} {other.shown if other else NOTHING}"
    yield from (f"{NOTHING} {ARROW} {figure.shown}" for figure in left)


def _likely(figure: Figure, others: Iterable[Figure]) -> Iterator[Figure]:
    listed = list(others)
    yield from (each for each in listed if each.values & figure.values)
    yield from (each for each in listed if each.unit == figure.unit)
    yield from listed
