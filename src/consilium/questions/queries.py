"""Questions from the rows, as one reader may know them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from consilium.accounts.models import Person
from consilium.kernel.audience import EVERYONE, Reader
from consilium.kernel.timecode import milliseconds
from consilium.questions.models import Answering, Question, Upvote, WrittenAnswer
from consilium.questions.state import OPEN, PENDING, Answer, QuestionsState
from consilium.questions.state import Question as Known
from consilium.seminars.models import Seminar
from consilium.translation.models import Reading


def snapshot(seminar: Seminar, reader: Reader) -> QuestionsState:
    """The questions, from the rows; the same as folding what this reader may read of the log."""
    rows = Question.objects.filter(seminar=seminar).prefetch_related("answers")
    known = {row.id: _known(row, reader) for row in rows if may_know(row, reader)}
    now = Answering.objects.filter(seminar=seminar).first()
    if now is None:
        return QuestionsState(known)
    return QuestionsState(known, now.question_id, milliseconds(now.since))


def may_know(question: Question, reader: Reader) -> bool:
    """Whether the question was told to this reader: a held one only to its asker and the staff."""
    return not question.held or reader.staff or reader.person == question.asker_id


def asked_by(seminar: Seminar, person: str) -> list[str]:
    """Ids of a person's own questions, oldest first."""
    return list(Question.objects.filter(seminar=seminar, asker=person).values_list("id", flat=True))


def upvoted_by(seminar: Seminar, person: str) -> list[str]:
    """Ids of the questions that a person upvoted."""
    rows = Upvote.objects.filter(question__seminar=seminar, person=person).order_by("id")
    return list(rows.values_list("question_id", flat=True))


def of_person(person: Person) -> QuerySet[Question]:
    """All that a person asked, in every seminar, the newest first, with the written answers."""
    rows = Question.objects.filter(asker=person, hidden=False).exclude(seminar__status=Seminar.Status.DRAFT)
    rows = rows.select_related("seminar", "asker").prefetch_related(_ANSWERS)
    return rows.order_by("-asked_at", "-id")


def unanswered(seminar: Seminar) -> QuerySet[Question]:
    """What nobody answered, dismissed, merged or hid: most votes first."""
    rows = Question.objects.filter(seminar=seminar, status__in=(PENDING, OPEN), hidden=False)
    rows = rows.select_related("seminar", "asker").prefetch_related(_ANSWERS)
    return rows.order_by("-votes", "asked_at", "id")


def written_later(seminar: Seminar) -> QuerySet[Question]:
    """What was answered in writing after the seminar, the newest answer first."""
    later = WrittenAnswer.objects.filter(question=OuterRef("pk"), at__gte=seminar.ended_at, hidden=False)
    rows = Question.objects.filter(Exists(later), seminar=seminar, hidden=False)
    rows = rows.annotate(answered=Max("answers__at", filter=Q(answers__hidden=False)))
    return rows.select_related("seminar", "asker").prefetch_related(_ANSWERS).order_by("-answered", "-id")


def answered_since(moment: datetime) -> set[str]:
    """Ids of the seminars in which an answer was written after the moment."""
    rows = WrittenAnswer.objects.filter(at__gt=moment)
    return set(rows.values_list("question__seminar_id", flat=True))


def readings(subjects: Collection[str], language: str) -> Mapping[str, Reading]:
    """By subject: these texts in a language, as far as everyone has been told."""
    rows = Reading.objects.filter(subject__in=subjects, language=language, hidden=False)
    rows = rows.filter(audience=str(EVERYONE))
    return {row.subject: row for row in rows}


_ANSWERS = Prefetch("answers", WrittenAnswer.objects.filter(hidden=False).select_related("by"))


def _known(row: Question, reader: Reader) -> Known:
    named = not row.anonymous or reader.staff or reader.person == row.asker_id
    return Known(
        id=row.id,
        text="" if row.hidden else row.text,
        language=row.language,
        asker=row.asker_id if named else "",
        anonymous=row.anonymous,
        asked_at=milliseconds(row.asked_at),
        status=row.status,
        votes=row.votes,
        assigned=(row.assigned_id or "") if reader.staff else "",
        merged_into=row.merged_into_id or "",
        answers=tuple(
            Answer(
                answer.id,
                "" if answer.hidden else answer.text,
                answer.language,
                answer.by_id,
                milliseconds(answer.at),
            )
            for answer in row.answers.all()
        ),
    )
