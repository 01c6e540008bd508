"""What people said of a seminar, summed up: no answer is shown with its person.

The sums grow by `FEWEST` people at a time: the tables of attendees tell who has answered, so whoever saw the
sums before and after one more answer would know what that person said. For the same reason nobody leaves
them, and what is in them stays: the tables tell also who has taken the knowledge test again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from consilium.certificates import queries
from consilium.certificates.models import Certificate, Evaluation
from consilium.certificates.paper.content import in_language
from consilium.certificates.vocabulary import CHOICE, MARKS, SCALE, WORDS, YES_NO, Question
from consilium.seminars.models import Seminar

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `counts` by option (of a scale its marks, of yes or no these two), `mean` of a scale in
    tenths, `words` all that were written, in an order of no meaning: neither of who wrote them when, nor of
    their letters, as then those of some languages would always come last.
    """

    text: str
    kind: str
    answers: int
    options: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    mean: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The questions in their order, none while too few answered; of how many people, of how many in all."""

    asked: tuple[Asked, ...]
    summed: int
    given: int


def results(seminar: Seminar, language: str) -> Results:
    given = [row.answers for row in _given(seminar)]
    first = given[: _shown(given)]
    if not first:
        return Results((), 0, len(given))
    asked = (
        _summed(one, [answers.get(one.id, "") for answers in first], language, seminar.id)
        for one in queries.questions(seminar)
    )
    return Results(tuple(asked), len(first), len(given))


def is_summed(row: Evaluation) -> bool:
    """Whether it is in the sums that the organiser sees."""
    given = _given(row.seminar)
    return row.pk in {one.pk for one in given[: _shown(given)]}


def fixed(row: Evaluation, questions: Iterable[Question]) -> set[str]:
    """Ids of the questions of which this person can say nothing else: once a certificate is issued, of those
    answered; once it is in the sums, of those too that nobody needs to answer.
    """
    if is_summed(row):
        return {*row.answers, *(question.id for question in questions if not question.required)}
    issued = Certificate.objects.filter(seminar=row.seminar, person=row.person).exists()
    return set(row.answers) if issued else set()


def _given(seminar: Seminar) -> list[Evaluation]:
    """In the order in which they came; a row of the knowledge test alone says nothing."""
    rows = Evaluation.objects.filter(seminar=seminar).order_by("given_at", "id")
    return [row for row in rows if row.answers]


def _shown(given: Sequence[object]) -> int:
    return len(given) // FEWEST * FEWEST


def _summed(question: Question, given: list[str], language: str, seed: str) -> Asked:
    said = [answer for answer in given if answer]
    text = in_language(question.text, language)
    if question.kind == WORDS:
        return Asked(text, WORDS, len(said), words=tuple(sorted(said, key=lambda words: _place(seed, words))))
    values = _values(question)
    tally = Counter(said)
    counts = tuple(tally[value] for value in values)
    options = tuple(in_language(option, language) for option in question.options) or values
    mean, total = 0, sum(counts)
    if question.kind == SCALE and total:
        marks: list[int] = [int(mark) * many for mark, many in zip(values, counts, strict=True)]
        mean = round(10 * sum(marks) / total)
    return Asked(text, question.kind, total, options, counts, mean)


def _place(seed: str, words: str) -> str:
    return sha256(f"{seed} {words}".encode()).hexdigest()


def _values(question: Question) -> tuple[str, ...]:
    """The answers as they are kept, in order."""
    match question.kind:
        case kind if kind == SCALE:
            return tuple(str(mark) for mark in range(1, MARKS + 1))
        case kind if kind == CHOICE:
            return tuple(str(place) for place in range(len(question.options)))
        case kind if kind == YES_NO:
            return ("yes", "no")
    return ()
