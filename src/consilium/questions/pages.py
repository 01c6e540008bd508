"""What the pages of questions show, ready for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language

from consilium.accounts.models import Person
from consilium.kernel.ids import new_id
from consilium.questions import queries
from consilium.questions.models import Question, WrittenAnswer
from consilium.questions.state import ANSWERED, DISMISSED
from consilium.seminars.models import Seminar

PER_PAGE = 20


@dataclass(frozen=True)
class Words:
    """A text as its reader reads it; with `machine` no person wrote these words, `original` is what was."""

    text: str
    language: str
    machine: bool = False
    original: str = ""


@dataclass(frozen=True)
class Answer:
    by: str
    words: Words
    at: datetime
    later: bool


@dataclass(frozen=True)
class Row:
    """`asker` is "" for one who asked without a name. `key` is for the answer that may be written."""

    id: str
    seminar: Seminar
    words: Words
    asker: str
    votes: int
    asked_at: datetime
    status: str
    answers: tuple[Answer, ...]
    key: str

    @property
    def answered(self) -> bool:
        return self.status == ANSWERED

    @property
    def dismissed(self) -> bool:
        return self.status == DISMISSED


def mine(person: Person, number: str) -> tuple[Page[Question], list[Row]]:
    """A page of what a person asked."""
    return _page(queries.of_person(person), number)


def waiting(seminar: Seminar, number: str) -> tuple[Page[Question], list[Row]]:
    """A page of what is still to be answered."""
    return _page(queries.unanswered(seminar), number)


def done(seminar: Seminar) -> list[Row]:
    """The questions that were answered last after the seminar."""
    return _rows(list(queries.written_later(seminar)[:PER_PAGE]))


def _page(found: QuerySet[Question], number: str) -> tuple[Page[Question], list[Row]]:
    page = Paginator(found, PER_PAGE).get_page(number)
    return page, _rows(list(page.object_list))


def _rows(questions: Sequence[Question]) -> list[Row]:
    language = get_language() or "en"
    texts = [f"question:{row.id}" for row in questions]
    texts += [f"answer:{answer.id}" for row in questions for answer in row.answers.all()]
    known = queries.readings(texts, language)

    def words(subject: str, text: str, written: str) -> Words:
        reading = known.get(subject)
        if reading is None or written == language:
            return Words(text, written)
        return Words(reading.text, language, reading.by_id is None, text)

    return [
        Row(
            id=row.id,
            seminar=row.seminar,
            words=words(f"question:{row.id}", row.text, row.language),
            asker="" if row.anonymous else row.asker.name,
            votes=row.votes,
            asked_at=row.asked_at,
            status=row.status,
            answers=tuple(
                _answer(each, row.seminar, words(f"answer:{each.id}", each.text, each.language))
                for each in row.answers.all()
            ),
            key=new_id(),
        )
        for row in questions
    ]


def _answer(row: WrittenAnswer, seminar: Seminar, words: Words) -> Answer:
    later = seminar.ended_at is not None and row.at >= seminar.ended_at
    return Answer(row.by.name, words, row.at, later)
