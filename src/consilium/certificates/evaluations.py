"""What people said of a seminar, summed up: no answer is shown with its person."""

from collections import Counter
from dataclasses import dataclass

from consilium.certificates import queries
from consilium.certificates.models import Evaluation
from consilium.certificates.paper.content import in_language
from consilium.certificates.vocabulary import CHOICE, MARKS, SCALE, WORDS, YES_NO, Question
from consilium.seminars.models import Seminar

MOST_WORDS = 50  # of free texts


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `counts` by option (of a scale its marks, of yes or no these two), `mean` of a scale in
    tenths, `words` in the order of their letters, not of who wrote them when.
    """

    text: str
    kind: str
    answers: int
    options: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    mean: int = 0
    words: tuple[str, ...] = ()


def results(seminar: Seminar, language: str, *, fewest: int) -> tuple[tuple[Asked, ...], int]:
    """The questions in their order, and how many people answered; no question when they are too few."""
    rows = Evaluation.objects.filter(seminar=seminar).values_list("answers", flat=True)
    given = [answers for answers in rows if answers]  # a row of the knowledge test alone says nothing
    questions = queries.questions(seminar)
    if len(given) < fewest:
        return (), len(given)
    return tuple(
        _summed(one, [answers.get(one.id, "") for answers in given], language) for one in questions
    ), len(given)


def _summed(question: Question, given: list[str], language: str) -> Asked:
    said = [answer for answer in given if answer]
    text = in_language(question.text, language)
    if question.kind == WORDS:
        return Asked(text, WORDS, len(said), words=tuple(sorted(said)[:MOST_WORDS]))
    values = _values(question)
    tally = Counter(said)
    counts = tuple(tally[value] for value in values)
    options = tuple(in_language(option, language) for option in question.options) or values
    mean, total = 0, sum(counts)
    if question.kind == SCALE and total:
        marks: list[int] = [int(mark) * many for mark, many in zip(values, counts, strict=True)]
        mean = round(10 * sum(marks) / total)
    return Asked(text, question.kind, total, options, counts, mean)


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
