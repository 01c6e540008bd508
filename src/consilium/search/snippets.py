"""The part of a text in which a query was found, with the words marked: from the text itself. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consilium.search.analysis import Term, analyse
from consilium.search.words import Part

WIDTH = 240  # characters
BEFORE = 60
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Characters of the text as they stand there; `found` for what the query asked for."""

    text: str
    found: bool = False


def snippet(language: str, text: str, parts: Iterable[Part], width: int = WIDTH) -> tuple[Piece, ...]:
    """About `width` characters around the most of what was found; "…" where the text goes on."""
    spans = _spans(analyse(language, text), parts)
    begin, end = _window(text, spans, width)
    pieces = [Piece("… ")] if begin else []
    at = begin
    for start, stop in spans:
        if start >= begin and stop <= end:
            pieces += [Piece(text[at:start]), Piece(text[start:stop], True)]
            at = stop
    pieces.append(Piece(text[at:end]))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(piece for piece in pieces if piece.text)


def _spans(terms: Sequence[Term], parts: Iterable[Part]) -> list[Span]:
    """Where the parts stand, in order; those that touch are one."""
    found: list[Span] = []
    names = [term.term for term in terms]
    for part in parts:
        for phrase in part.phrases:
            found += _phrases(terms, names, phrase)
        if part.beginning:
            found += [(one.start, one.end) for one in terms if _begins(one, part.beginning)]
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _phrases(terms: Sequence[Term], names: Sequence[str], phrase: Sequence[str]) -> list[Span]:
    size = len(phrase)
    return [
        (terms[at].start, terms[at + size - 1].end)
        for at in range(len(names) - size + 1)
        if tuple(names[at : at + size]) == tuple(phrase)
    ]


def _begins(term: Term, beginning: str) -> bool:
    return term.raw.startswith(beginning) or term.term.startswith(beginning)


def _window(text: str, spans: Sequence[Span], width: int) -> Span:
    """The begin and end of the part to show, at white space where there is some near."""
    if len(text) <= width * 4 // 3:
        return 0, len(text)
    starts = [start for start, _end in spans] or [0]
    best = max(starts, key=lambda at: (sum(at <= other < at + width - BEFORE for other in starts), -at))
    begin = max(0, min(best - BEFORE, len(text) - width))
    if begin:
        space = text.find(" ", begin, best)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + width)
    space = text.rfind(" ", max(best + 1, end - BEFORE), end) if end < len(text) else -1
    return begin, space if space > 0 else end
