"""Texts of people made fit for print: nothing hidden, no line turned round, nothing without a glyph."""

import re
import unicodedata

from consilium.certificates.paper import faces

LONGEST_WORD = 28  # longer ones may be broken anywhere, so that no word leaves the page
_JOINERS = "\u200c\u200d"  # Persian and the scripts of India cannot be written without them
_MOST_MARKS = 4  # upon one letter; Vietnamese, vowelled Arabic and Devanagari need no more
_BREAK = "\u200b"
_NO_GLYPH = "□"


def clean(text: str, longest: int = 300) -> str:
    """One line of visible characters in composed form, at most `longest` of them.

    Controls, marks of direction, what is unassigned or private go; so do joiners that join nothing, and marks
    heaped upon one letter. Cut at `longest` with "…".
    """
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text[: longest * 8]):
        kind = unicodedata.category(letter)
        if letter in _JOINERS:
            if kept and kept[-1] not in _JOINERS and kept[-1] != " ":
                kept.append(letter)
        elif letter.isspace():
            kept.append(" ")
        elif kind[0] != "C":
            marks = marks + 1 if kind[0] == "M" else 0
            if marks <= _MOST_MARKS:
                kept.append(letter)
    line = re.sub(" +", " ", "".join(kept)).strip(" " + _JOINERS)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def unprintable(text: str) -> str:
    """The letters and figures of `text` for which no face of ours has a glyph, each once: ask for another
    spelling. Symbols, such as pictures of faces, are not counted: they are left out.
    """
    absent = (letter for letter in clean(text) if not faces.covers(letter))
    return "".join(dict.fromkeys(letter for letter in absent if unicodedata.category(letter)[0] in "LN"))


def printable(text: str, longest: int = 300) -> str:
    """`clean`, symbols without a glyph left out, letters without one as boxes, long words breakable."""
    shown = (letter if faces.covers(letter) else _instead(letter) for letter in clean(text, longest))
    line = re.sub(" +", " ", "".join(shown)).strip()
    return re.sub(rf"[^\s]{{{LONGEST_WORD},}}", _breakable, line)


def _instead(letter: str) -> str:
    return _NO_GLYPH if unicodedata.category(letter)[0] in "LN" else ""


def _breakable(word: re.Match[str]) -> str:
    text = word.group()
    if unicodedata.east_asian_width(text[0]) == "W":
        return text  # may be broken anywhere already
    return _BREAK.join(text[start : start + 8] for start in range(0, len(text), 8))
