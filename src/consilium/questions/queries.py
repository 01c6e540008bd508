"""Questions from the rows, as one reader may know them."""

from consilium.kernel.audience import Reader
from consilium.kernel.timecode import milliseconds
from consilium.questions.models import Answering, Question, Upvote
from consilium.questions.state import Answer, QuestionsState
from consilium.questions.state import Question as Known
from consilium.seminars.models import Seminar


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
