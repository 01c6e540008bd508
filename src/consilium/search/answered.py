""" "Answered before": the answered questions that are nearest to one that is being typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from consilium.search import queries
from consilium.search.analysis import analyse, is_han
from consilium.search.index import Sought, index
from consilium.search.models import Passage
from consilium.search.queries import Narrowed, Reader
from consilium.search.replays import address, spans
from consilium.search.rules import ANSWERED, ANSWERED_AT_MOST, Kind
from consilium.search.words import Part, parse

SHORTEST = 4  # letters of a word that tells anything; Chinese is counted in pairs
LOOKED_AT = 30
#: The share of the typed words that a question must hold, and at least so many.
ALIKE, WORDS = 0.5, 2


@dataclass(frozen=True)
class Answered:
    text: str
    language: str
    seminar: str
    url: str


def nearest(text: str, reader: Reader, language: str) -> list[Answered]:
    """At most ANSWERED_AT_MOST, the nearest first, each question once."""
    parts = [part for part in parse(text, queries.languages(), reader=language) if _tells(part)]
    places = queries.within(reader, Narrowed(kinds=frozenset({Kind.QUESTION})))
    if len(parts) < WORDS or not places:
        return []
    sought = Sought(parts, [[*groups, [ANSWERED]] for groups in places], one=True)
    ids = index().find(sought, newest=False, limit=LOOKED_AT)
    rows = [row for row in queries.passages(ids) if _share(row, parts) >= max(ALIKE, WORDS / len(parts))]
    rows.sort(key=lambda row: -_share(row, parts))
    chosen = list({row.subject: row for row in reversed(rows)}.values())[::-1][:ANSWERED_AT_MOST]
    recorded = spans({row.seminar_id for row in chosen})
    return [
        Answered(row.text, row.language, row.seminar.title, address(row, recorded.get(row.seminar_id, ())))
        for row in chosen
    ]


def _tells(part: Part) -> bool:
    terms = [term for phrase in part.phrases for term in phrase]
    return any(len(term) >= (2 if is_han(term[0]) else SHORTEST) for term in terms)


def _share(row: Passage, parts: Sequence[Part]) -> float:
    """How much of what was typed the question holds, from 0 to 1."""
    terms = analyse(row.language, row.text)
    held = {term.term for term in terms}
    found = sum(
        any(held.issuperset(phrase) for phrase in part.phrases)
        or bool(part.beginning and any(term.raw.startswith(part.beginning) for term in terms))
        for part in parts
    )
    return found / len(parts)
