"""Figures, doses and units of a text and of its translation, compared. Pure.

A figure is a number with its unit, whatever the digits, marks and alphabet it is written with: "0.5 mg",
"0,5 мг", "٠٫٥ ملغ" and "0.5毫克" are the same. Missed on purpose: numbers that both texts spell out in words,
and numbers of names (COVID-19) that one of them leaves out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from consilium.translation import spelling, units
from consilium.translation.figures import LETTER, WEIGHTY, Figure, Table, is_han, mentioned, read

ARROW = "→"
NOTHING = "?"
LONGEST = 20_000

_WORDS = re.compile(rf"[\u4e00-\u9fff]+|{LETTER}+(?:[‘ʻ’']{LETTER}+)*")
_HAN_NUMBERS = re.compile(f"[{spelling.HAN_NUMBER}半]{{1,12}}")
_SPOKEN = Table(units.WORDS)

Pair = tuple[Figure, Figure]


def compare(source: str, target: str, languages: tuple[str, str] = ("", "")) -> tuple[str, ...]:
    """What a reader should check, "5 mg → 50 mg", in the order of the original; () when nothing differs.

    `languages` are the tags of the two texts; they say what "1,500" means. A figure that is missing is
    "5 mg → ?", one that has come from nowhere "? → 50 mg".
    """
    found = [
        _compared(ours, theirs, languages)
        for ours in spelling.readings(source[:LONGEST], languages[0])
        for theirs in spelling.readings(target[:LONGEST], languages[1])
    ]
    return min(found, key=len)


def figures(text: str, language: str = "") -> list[Figure]:
    """The figures of a text, in order."""
    return read(spelling.plain(text[:LONGEST]), language)


def _compared(source: str, target: str, languages: tuple[str, str]) -> tuple[str, ...]:
    missing, extra, alike = _unmatched(read(source, languages[0]), read(target, languages[1]))
    changed = _lost(alike, mentioned(source), mentioned(target)) if alike else []
    missing, extra = _unsaid(missing, target), _unsaid(extra, source)
    if not (_named(missing) and _named(extra)):  # a name that the other language writes without its number
        missing = [each for each in missing if not each.name]
        extra = [each for each in extra if not each.name]
    if not (missing and extra):  # nothing stands against it: a month that became a word, a first
        missing = [each for each in missing if not each.loose]
        extra = [each for each in extra if not each.loose]
    return (*changed, *_pairs(missing, extra))


def _named(figures: Iterable[Figure]) -> bool:
    return any(each.name for each in figures)


def _unmatched(ours: list[Figure], theirs: list[Figure]) -> tuple[list[Figure], list[Figure], list[Pair]]:
    """What is left of both after each figure has found its like: the same ones first, then near ones."""
    left, right = list(ours), list(theirs)
    pairs: list[Pair] = []
    for alike in (_same, _near):
        for figure in list(left):
            other = next((each for each in right if alike(figure, each)), None)
            if other:
                left.remove(figure)
                right.remove(other)
                pairs.append((figure, other))
    return left, right, pairs


def _same(one: Figure, other: Figure) -> bool:
    same = one.unit == other.unit and one.per == other.per and one.name == other.name
    return same and _near(one, other)


def _near(one: Figure, other: Figure) -> bool:
    if not one.values & other.values:
        return False
    if one.compared and other.compared and one.compared != other.compared:
        return False
    if not (one.per <= other.per or other.per <= one.per):
        return False
    if one.unit == other.unit:
        return True
    if one.unit and other.unit:
        return False
    soft = (one.unit or other.unit) in units.SOFT and not one.name and not other.name
    return soft or one.open or other.open


def _lost(pairs: list[Pair], ours: frozenset[str], theirs: frozenset[str]) -> list[str]:
    """Equal numbers of which one is per kilogram, or a percentage, and the other text never says so."""

    def told(figure: Figure) -> frozenset[str]:
        return (figure.per & WEIGHTY) | ({"%"} if figure.unit == "%" and not figure.open else frozenset())

    return [
        f"{one.shown} {ARROW} {other.shown}"
        for one, other in pairs
        if told(one) - told(other) - theirs or told(other) - told(one) - ours
    ]


def _unsaid(figures: list[Figure], text: str) -> list[Figure]:
    """Those that the other text does not say in words, each word counted once."""
    said = Counter(_said(text)) if figures else Counter()
    left = []
    for figure in figures:
        words = [f"{value.normalize():f}" for value in figure.values]
        word = next((each for each in words if said[each]), None)
        if word is None or figure.unit in units.HARD:
            left.append(figure)
        else:
            said[word] -= 1
    return left


@lru_cache(maxsize=16)
def _said(text: str) -> tuple[str, ...]:
    found = []
    for word in _WORDS.findall(text[:LONGEST].lower()):
        if is_han(word[0]):
            runs = _HAN_NUMBERS.findall(word)
            found += ["0.5" if "半" in run else str(spelling.han(run)) for run in runs]
        elif name := _SPOKEN.named(word):
            found.append(name)
    return tuple(found)


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
    listed = [each for each in others if each.name == figure.name]
    yield from (each for each in listed if each.values & figure.values)
    yield from (each for each in listed if each.unit == figure.unit)
    yield from listed
