"""Questions and answers whose words are not shown. For the archive, which knows why and who may."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from consilium.eventlog.actions import append, rewrite
from consilium.kernel.audience import EVERYONE, Audience
from consilium.kernel.facts import kind_of
from consilium.questions.events import AnswerWritten, QuestionAsked, QuestionReleased, QuestionWorded
from consilium.questions.models import Question, WrittenAnswer
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation import actions as translation


@transaction.atomic
def hide(seminar: Seminar, questions: Collection[str], answers: Collection[str], *, by: Member) -> None:
    """Let the words of these, and of no others, be hidden; the answers to a hidden question with it.

    Hidden words leave the log and stay in the rows; shown again, they stand in the log where they stood.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)
    changed = _changed(seminar, set(questions), set(answers))
    for question in changed:
        question.hidden = question.id in questions
        question.save(update_fields=["hidden"])
        for answer in question.answers.all():
            answer.hidden = question.hidden or answer.id in answers
            answer.save(update_fields=["hidden"])
        _tell(question, by)
    rows = [(f"question:{one.id}", one.hidden) for one in changed]
    rows += [(f"answer:{answer.id}", answer.hidden) for one in changed for answer in one.answers.all()]
    translation.hide(seminar, [subject for subject, hidden in rows if hidden])
    translation.show(seminar, [subject for subject, hidden in rows if not hidden])


@transaction.atomic
def redact(seminar: Seminar, questions: Collection[str], answers: Collection[str]) -> None:
    """Take the words of what is hidden away for good, in every language."""
    hidden = WrittenAnswer.objects.filter(question__seminar=seminar, hidden=True)
    written = hidden.filter(Q(pk__in=answers) | Q(question__in=questions))
    asked = Question.objects.filter(seminar=seminar, pk__in=questions, hidden=True)
    for kind, rows in (("question", asked), ("answer", written)):
        translation.withdraw(seminar, *(f"{kind}:{id}" for id in rows.values_list("id", flat=True)))
        rows.update(text="")


def _changed(seminar: Seminar, questions: set[str], answers: set[str]) -> list[Question]:
    """The questions of which something is to be shown otherwise."""
    rows = Question.objects.filter(seminar=seminar).prefetch_related("answers")
    return [
        row
        for row in rows
        if row.hidden != (row.id in questions)
        or any(one.hidden != (row.id in questions or one.id in answers) for one in row.answers.all())
    ]


def _tell(question: Question, by: Member) -> None:
    """Say what is shown from now on, also to who reads the log from its start: the seminar as it was then."""
    words = {one.id: "" if one.hidden else one.text for one in question.answers.all()}
    told = QuestionWorded(question.id, "" if question.hidden else question.text, words)
    for kind in (QuestionAsked, QuestionReleased):
        rewrite(question.seminar_id, kind_of(kind), [question.id], lambda data: {**data, "text": told.text})
    rewrite(
        question.seminar_id,
        kind_of(AnswerWritten),
        list(words),
        lambda data: {**data, "text": words[data["id"]]},
    )
    now = {"text": told.text, "answers": told.answers}
    rewrite(question.seminar_id, kind_of(QuestionWorded), [question.id], lambda data: {**data, **now})
    audience = Audience.person(question.asker_id) if question.held else EVERYONE
    append(question.seminar_id, told, audience=audience, actor=by.person.id)
