"""The figures of a text: numbers with their units, whatever the digits, marks and alphabet. Pure.

What only the language could tell ("1,500") is both. Numbers of names (COVID-19, B12) are marked as such.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from consilium.translation import units
from consilium.translation.spelling import FRACTION, GROUP, POWER

POINT_LANGUAGES = frozenset(("en", "zh", "hi", "ur"))
COMMA_LANGUAGES = frozenset(("ru", "kk", "ky", "tg", "uz", "be", "pt", "fr", "es", "de", "it", "tr", "uk"))
#: The dose is so much for each of these: without it, it is another dose.
WEIGHTY = frozenset((*units.HARD, "min", "h"))

_SPACE = " \u00a0\u2009\u202f'’"
_ALPHA = "A-Za-zÀ-ÿ\u0370-\u052f"
# Digits in groups of three (or, in India, two) with a mark or a narrow space between, then a fraction; ".5".
_NUMBER = re.compile(
    rf"(?<![\d{_ALPHA}])(?<![^\W\d_][-‐‑])\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?"
    r"|(?<![^\s(\[<>≤≥=~±+-])[.,٫]\d+|\d+(?:[.,٫٬]\d+)*"
)
# The vowel signs of Hindi and Arabic are no letters to `re`; Han words stand beside others without a space.
LETTER = "(?:[^\\W\\d_\u4e00-\u9fff]|[\u0900-\u0963\u0970-\u097f\u064b-\u0652])"
_NAMED = re.compile(rf"(?:[{_ALPHA}]|{LETTER}[-‐‑])(?:\d*[-‐‑/])?$")
_MEASURED = re.compile(rf"\d\s?({LETTER}+|[°%µ]{LETTER}*)[.³3]?[-‐‑/]$")
_TIMES = re.compile(rf"(?:^|[^{_ALPHA}]|\d\s?{LETTER}{{1,4}})[xXхХ]$")
_HOURLY = re.compile(rf"(?:^|[^{_ALPHA}])[qQ]$")
_OXYGEN = re.compile(r"[OОoо]$")
_RANGE = re.compile(
    r"\s?(?:[-‐‑–—―~〜/]|-?(?:[тдн][еао]н|[тд][оө]н|dan)(?=\s)|to|до|да|то|a|até|至|到|से|تا|إلى|الى|سے"
    r"|or|and|или|и|ці|або|немесе|және|же|жана|ё|ва|yoki|va|ou|e|या|और|یا|یا|او|أو|و|اور|或|和)\s?\d",
    re.IGNORECASE,
)
_SIDES = re.compile(r"\s?[xXхХ×]\s?\d")
_PLAIN_DATE = re.compile(
    r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?!1:)\d{1,2}:[0-5]\d\b(?!:)"
    r"|(?<![\d/])(?:[12]?\d|3[01])/(?:[12]?\d|3[01])(?![\d/])"
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|º|ª|-?(?:й|я|е|го|му|ый|ая|ші|шы|нчи|чы|ум|юм|nchi))(?!\w)", re.IGNORECASE
)
_COMPARED = {"<": "<", "≤": "<", "⩽": "<", ">": ">", "≥": ">", "⩾": ">"}
_HAN = "[\u4e00-\u9fff]+"
_WORD = re.compile(rf"{_HAN}|{LETTER}+(?:\u200c{LETTER}+)*[³3²]?|[°%µ]{LETTER}*")
_GAP = re.compile(r"-(?=\w)|\s{0,2}")
_ABBREVIATED = re.compile(r"\.[^\W\d_]")
_OVER = re.compile(
    r"\s?(?:/|per\b|por\b|на\b|प्रति|لكل|در|هر|فی|في|به ازای|برای هر|每)\s?(?:هر\s)?(?:1\s?(?![\d.,:/٫]))?",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"(?:/|\bper|\bpor|\bна|प्रति|لكل|هر|فی|每)\s?$", re.IGNORECASE)
_ARABIC_ARTICLE = re.compile(r"^(?:و?[بلف]?ال|و?لل|و)(?=\w{2})")


class Table:
    """One table of `units`: whole words, and beginnings with the longest first."""

    def __init__(self, table: Mapping[str, str]) -> None:
        spelt = [(word.replace("μ", "µ"), name) for name, words in table.items() for word in words.split()]
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
        if is_han(text[0]):  # no spaces between words there: the longest beginning
            length = next((size for size in range(min(5, len(text)), 0, -1) if text[:size] in self.whole), 0)
            return (self.whole[text[:length]], begin + length) if length else None
        name = self.named(text)
        abbreviated = len(text) == 1 and _ABBREVIATED.match(rest, word.end())  # "5 г.р."
        return (name, word.end()) if name and not abbreviated else None

    def named(self, word: str) -> str:
        return self.whole.get(word) or next(
            (name for stem, name in self.stems.items() if word.startswith(stem)), ""
        )


_HARD, _SOFT, _MULTIPLES = Table(units.HARD), Table(units.SOFT), Table(units.MULTIPLES)


@dataclass(frozen=True)
class Figure:
    """`values`: what the digits may mean. `per`: of what, as in mg/kg/h. `loose`: of a date, a time or an
    order, so often said in words. `open`: the first of a range, whose unit may stand with the second only.
    `name`: of a name, which another language may write without it.
    """

    shown: str
    values: frozenset[Decimal]
    unit: str = ""
    per: frozenset[str] = frozenset()
    loose: bool = False
    open: bool = False
    name: bool = False
    compared: str = ""


def read(text: str, language: str = "") -> list[Figure]:
    """The figures of a plain text, in order."""
    loose = [match.span() for match in _PLAIN_DATE.finditer(text)]
    found: list[Figure] = []
    joins: list[str] = []
    for match in _NUMBER.finditer(text):
        if match.group().strip(".,"):
            figure, rest = _figure(text, match, language, loose)
            found.append(figure)
            joins.append(rest)
    return _shared(found, joins)


def mentioned(text: str) -> frozenset[str]:
    """The units that a plain text names anywhere."""
    found = set()
    for word in _WORD.findall(text.lower()):
        if is_han(word[0]):
            found |= {name for table in (_HARD, _SOFT) for unit, name in table.whole.items() if unit in word}
            continue
        for bare in {word, _ARABIC_ARTICLE.sub("", word)}:
            found |= {_HARD.named(bare), _SOFT.named(bare)}
    return frozenset(found - {""})


def _shared(found: list[Figure], joins: list[str]) -> list[Figure]:
    """The unit of a range belongs to both of its ends, that of sizes (3 x 4 cm) to all."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        sides = _SIDES.match(joins[at]) and other.unit in ("mm", "cm")
        if not one.unit and not one.name and (sides or _RANGE.match(joins[at])):
            found[at] = replace(
                one, unit=other.unit, per=other.per, open=True, loose=one.loose and other.loose
            )
    return found


def _figure(
    text: str, match: re.Match[str], language: str, loose: list[tuple[int, int]]
) -> tuple[Figure, str]:
    """The figure, and what follows its unit."""
    begin, end = match.span()
    after = text[end : end + 80]
    values, rest = _multiplied(_values(match.group(), language), after)
    values = frozenset(-value for value in values) if _is_negative(text[:begin]) else values
    unit, per, length = _unit(rest)
    if unit == "g" and any(1900 <= value <= 2100 for value in values):  # "в 2026 г."
        unit, length = "", 0
    compared = text[:begin].rstrip()[-1:]
    sign = "-" if any(value < 0 for value in values) else compared if compared in _COMPARED else ""
    told = after[: len(after) - len(rest) + length].strip()
    name = _is_name(text[max(0, begin - 20) : begin], match.group(), rest, unit)
    one = values == {1} and bool(unit) and bool(_ONE_OF.search(text[max(0, begin - 12) : begin]))
    dated = unit not in units.HARD and any(low <= begin < high for low, high in loose)
    figure = Figure(
        shown=f"{sign}{_shown(match.group())} {told}".strip(),
        values=values,
        unit="" if name else unit,
        per=frozenset() if name else per,
        loose=one or dated or bool(_ORDINAL.match(rest)),
        name=name,
        compared=_COMPARED.get(compared, ""),
    )
    return figure, rest[length:]


def _shown(digits: str) -> str:
    digits = digits.replace(FRACTION, ".").replace(GROUP, "")
    return f"0{digits}" if digits[0] in ".," else digits


def _is_name(before: str, digits: str, rest: str, unit: str) -> bool:
    """Whether the number is part of a name: IL-6, COVID-19, B12, H1N1; and not "5mg-10mg", "x2", "q6h"."""
    measured = _MEASURED.search(before)
    if measured and (_HARD.named(measured[1].lower()) or _SOFT.named(measured[1].lower())):
        return False
    if not _NAMED.search(before) or _TIMES.search(before) or _HOURLY.search(before):
        return False
    if digits == "2" and _OXYGEN.search(before):
        return True
    return not (unit in units.HARD or (unit == "%" and rest.startswith("%")))


def _is_negative(before: str) -> bool:
    if before.endswith("-"):
        return before[-2:-1] in ("", " ", "(", "\n", "[", POWER)
    return before.rstrip().rpartition(" ")[2].lower() in units.MINUS


def _values(digits: str, language: str) -> frozenset[Decimal]:
    """The numbers that the digits may be: in groups, with a fraction, or both when nobody can tell."""
    digits = re.sub(rf"[{_SPACE}{GROUP}]", "", digits)
    if digits[0] in ".,٫":
        return frozenset((Decimal(f"0.{digits[1:]}"),))
    if FRACTION in digits:
        whole, _, fraction = digits.rpartition(FRACTION)
        return frozenset((Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction}"),))
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
    own = _HARD.spelling(rest)  # 千克 is a unit, and not a thousand of something
    if not found or (own and own[1] > found[1]):
        return values, rest
    return frozenset(value * Decimal(found[0]) for value in values), rest[found[1] :].lstrip(".")


def _unit(rest: str) -> tuple[str, frozenset[str], int]:
    """The unit at the beginning of `rest`, what it is per, and how long all are."""
    found = _HARD.spelling(rest) or _SOFT.spelling(rest)
    unit, length = found or ("", 0)
    per: set[str] = set()
    while over := _OVER.match(rest, length):
        below = rest[over.end() :]
        one = _HARD.spelling(below) or _SOFT.spelling(below)
        if not one or (not unit and not per and one[0] in units.HARD):  # "120/mm"
            break
        per.add(one[0])
        length = over.end() + one[1]
    return unit, frozenset(per), length


def is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
