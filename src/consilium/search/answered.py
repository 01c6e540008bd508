""" "Answered before": the answered questions that are nearest to one that is being typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from consilium.questions.models import WrittenAnswer
from consilium.questions.queries import readings
from consilium.search import queries
from consilium.search.analysis import analyse, is_han
from consilium.search.index import Sought, index
from consilium.search.models import Passage
from consilium.search.queries import Narrowed, Reader
from consilium.search.replays import address, spans
from consilium.search.rules import ANSWERED_AT_MOST, Kind
from consilium.search.words import Part, parse

SHORTEST = 4  # letters of a word that tells anything; Chinese is counted in pairs
LOOKED_AT = 30
#: The share of the typed words that a question must hold, and at least so many.
ALIKE, WORDS = 0.5, 2


@dataclass(frozen=True)
class Words:
    """A text in the reader's language, where there is one; `machine`: no person wrote these words."""

    text: str
    language: str
    machine: bool


@dataclass(frozen=True)
class Answered:
    """A question and its newest written answer; None when it was answered by word of mouth."""

    question: Words
    answer: Words | None
    seminar: str
    url: str


def nearest(text: str, reader: Reader, language: str) -> list[Answered]:
    """At most ANSWERED_AT_MOST, the nearest first, each question once."""
    parts = [part for part in parse(text, queries.languages(), reader=language) if _tells(part)]
    places = queries.within(reader, Narrowed(kinds=frozenset({Kind.QUESTION})), answered=True)
    if len(parts) < WORDS or not places:
        return []
    ids = index().find(Sought(parts, places, one=True), newest=False, limit=LOOKED_AT)
    rows = [row for row in queries.passages(ids) if _share(row, parts) >= max(ALIKE, WORDS / len(parts))]
    rows.sort(key=lambda row: -_share(row, parts))
    chosen = list({row.subject: row for row in reversed(rows)}.values())[::-1][:ANSWERED_AT_MOST]
    recorded = spans({row.seminar_id for row in chosen})
    read = _in_language(chosen, language)
    answers = _answers(chosen, language)
    return [
        Answered(
            read.get(row.subject) or _words(row),
            answers.get(row.subject),
            row.seminar.title,
            address(row, recorded.get(row.seminar_id, ())),
        )
        for row in chosen
    ]


def _in_language(chosen: Sequence[Passage], language: str) -> dict[str, Words]:
    """The chosen questions as the reader reads them, by subject, as far as they are known so."""
    rows = Passage.objects.filter(subject__in=[row.subject for row in chosen], language=language)
    known = {row.subject: row.id for row in rows}
    return {row.subject: _words(row) for row in queries.passages(list(known.values()))}


def _answers(chosen: Sequence[Passage], language: str) -> dict[str, Words]:
    """By the question's subject: its newest written answer, in the reader's language where it is known so."""
    ids = [row.subject.partition(":")[2] for row in chosen]
    rows = WrittenAnswer.objects.filter(question__in=ids, hidden=False)
    newest = dict(rows.values_list("question", "id"))
    read = readings([f"answer:{id}" for id in newest.values()], language)
    found: dict[str, Words] = {}
    for row in rows.filter(pk__in=newest.values()):
        reading = read.get(f"answer:{row.id}") if row.language != language else None
        words = Words(row.text, row.language, machine=False)
        if reading is not None:
            words = Words(reading.text, language, machine=reading.by_id is None)
        found[f"question:{row.question_id}"] = words
    return found


def _words(row: Passage) -> Words:
    return Words(row.text, row.language, row.machine)


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
