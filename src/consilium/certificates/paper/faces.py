"""The faces that papers are set in (made by tools/fonts.py), in the order in which a language asks them."""

import json
from bisect import bisect_right
from functools import cache
from pathlib import Path

from django.conf import settings
from typst import Fonts

_ALPHABETS = ("Latin", "Latin Ext", "Vietnamese", "Cyrillic", "Cyrillic Ext", "Greek")
SANS = tuple(f"Consilium Sans {name}" for name in _ALPHABETS)
SERIF = tuple(f"Consilium Serif {name}" for name in _ALPHABETS)
NASKH, NASTALIQ = "Consilium Sans Arabic Arabic", "Consilium Nastaliq Urdu Arabic"
DEVANAGARI, HAN = "Consilium Sans Devanagari", "Consilium Sans Sc"


class FontsMissing(RuntimeError):
    """The fonts have not been made: `make setup` does."""


def folder() -> Path:
    path = Path(settings.PAPER_FONTS)
    if not (path / "coverage.json").exists():
        raise FontsMissing(f"There are no fonts in {path}: run `make setup`.")
    return path


@cache
def fonts() -> Fonts:
    """Ours alone: neither the server's nor those inside Typst."""
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder())])


def families(language: str, *, title: bool = False) -> list[str]:
    """In the order in which they are asked for a glyph. `title`: for the heading and the name."""
    alphabets = SERIF if title else SANS
    match language.split("-")[0]:
        case "ur":
            return [*alphabets, NASTALIQ, NASKH, DEVANAGARI, HAN]
        case "ar" | "fa":
            return [NASKH, *alphabets, DEVANAGARI, HAN]
        case _:
            return [*alphabets, NASKH, DEVANAGARI, HAN]


@cache
def _covered() -> tuple[list[int], list[int]]:
    """Starts and ends of the ranges that some face of ours covers, ascending."""
    found: dict[str, list[list[int]]] = json.loads((folder() / "coverage.json").read_text())
    points = sorted(
        {point for ranges in found.values() for low, high in ranges for point in range(low, high + 1)}
    )
    starts = [point for place, point in enumerate(points) if not place or points[place - 1] != point - 1]
    ends = [point for place, point in enumerate(points) if point + 1 not in points[place + 1 : place + 2]]
    return starts, ends


def covers(letter: str) -> bool:
    """Whether some face of ours has a glyph for it."""
    starts, ends = _covered()
    place = bisect_right(starts, ord(letter)) - 1
    return place >= 0 and ord(letter) <= ends[place]
