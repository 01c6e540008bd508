"""What happens to questions. Each action is one transaction: rows change and the entries are appended.

Every action locks the seminar's row first, so what it then reads of the questions cannot change under it.
Repeating an action that has been done changes nothing. Upvotes are written in `upvotes`.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import Draft, append_all
from consilium.kernel import roles as role_rules
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.texts import written_in
from consilium.kernel.timecode import milliseconds
from consilium.questions import rules
from consilium.questions.events import (
    AnswerWritten,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionAttributed,
    QuestionDismissed,
    QuestionMerged,
    QuestionOpened,
    QuestionReleased,
    QuestionTakenUp,
)
from consilium.questions.hiding import hide, redact
from consilium.questions.models import Answering, Question, WrittenAnswer
from consilium.questions.upvotes import move_upvotes, record_upvotes, tally_upvotes
from consilium.seminars.actions import post
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, roles_of
from consilium.translation.actions import release
from consilium.translation.detection import detect
from consilium.ui.words import fit

__all__ = ["hide", "record_upvotes", "redact", "tally_upvotes"]
Status = Question.Status


@transaction.atomic
def ask_question(
    member: Member, *, key: str, text: str, anonymous: bool = False, at: datetime | None = None
) -> Question:
    """Ask; the same `key` of the same person again returns the question asked then.

    Raises Invalid, Conflict when the seminar is not live, TooMany.
    """
    seminar, now, person = _locked(member.seminar.id), at or timezone.now(), member.person
    asked = Question.objects.filter(seminar=seminar, asker=person)
    known = asked.filter(key=key).first()
    if known:
        return known
    if not rules.may_ask(member.roles, seminar.status):
        raise Conflict("not_live", _("Questions can be asked while the seminar is live."))
    text = fit(text, rules.LONGEST)
    if asked.filter(asked_at__gt=now - rules.ASKED_WITHIN, asked_at__lte=now).count() >= rules.ASKED_AT_MOST:
        raise TooMany("too_many", _("That was many questions. Wait a minute before the next."))
    question = Question.objects.create(
        seminar=seminar,
        asker=person,
        key=key,
        text=text,
        language=_language(text, person),
        anonymous=anonymous,
        held=seminar.hold_questions,
        asked_at=now,
    )
    append_all(seminar.id, _asked(question), at=now)
    return question


@transaction.atomic
def accept(member: Member, question_id: str) -> Question:
    """It is to be answered; a held question is shown to everyone now."""
    question = _for_triage(member, question_id, "accept")
    if question.status != Status.OPEN:
        _open(question, member)
    return question


@transaction.atomic
def assign(member: Member, question_id: str, *, to: str) -> Question:
    """Put it to one person of the stage, which accepts it too; `to` "" takes it back from them."""
    question = _for_triage(member, question_id, "assign")
    if to and question.status == Status.PENDING:
        _open(question, member)
    _assign(question, member, to)
    return question


@transaction.atomic
def take_up(
    member: Member, question_id: str, *, to: str | None = None, at: datetime | None = None
) -> Question:
    """It is being answered now, by `to` when given; the one before is no longer."""
    question = _for_answer(member, question_id, "take_up")
    now = at or timezone.now()
    if to is not None:
        _must_triage(member)
        _assign(question, member, to)
    if Answering.objects.filter(question=question).exists():
        return question
    drafts = _release(question)
    question.status = Status.OPEN
    question.save(update_fields=["status", "held"])
    Answering.objects.update_or_create(
        seminar_id=question.seminar_id, defaults={"question": question, "since": now}
    )
    drafts.append(Draft(QuestionTakenUp(question.id), EVERYONE, member.person.id))
    append_all(question.seminar_id, drafts, at=now)
    return question


@transaction.atomic
def mark_answered(member: Member, question_id: str) -> Question:
    """Answered by word of mouth."""
    question = _for_answer(member, question_id, "answered")
    if question.status != Status.ANSWERED:
        drafts = _release(question)
        _settle(question, Status.ANSWERED)
        _tell(question, member, QuestionAnswered(question.id), before=drafts)
    return question


@transaction.atomic
def write_answer(
    member: Member, question_id: str, *, key: str, text: str, at: datetime | None = None
) -> WrittenAnswer:
    """Answer in writing, which closes the question; the same `key` again returns the answer written then.

    Also after the seminar: then the asker, who is no longer there to read it, is told by mail, once.
    """
    question = _for_answer(member, question_id, "write_answer", over=True)
    person, now = member.person, at or timezone.now()
    known = WrittenAnswer.objects.filter(question=question, by=person, key=key).first()
    if known:
        return known
    if question.hidden:
        raise Conflict("wrong_status", _("This cannot be done with the question any more. Look at it again."))
    text = fit(text, rules.LONGEST_ANSWER)
    answer = WrittenAnswer(
        id=new_id(),
        question=question,
        by=person,
        key=key,
        text=text,
        language=_language(text, person),
        at=now,
    )
    drafts = _release(question)
    _settle(question, Status.ANSWERED)
    fact = AnswerWritten(answer.id, question.id, answer.text, answer.language, person.id)
    answer.seq = _tell(question, member, fact, before=drafts, at=now)
    answer.save(force_insert=True)
    if question.seminar.status == Seminar.Status.ENDED:
        _mail_asker(question, person)
    return answer


@transaction.atomic
def dismiss(member: Member, question_id: str) -> Question:
    """It will not be answered. Of a held question only its asker and the staff hear."""
    question = _for_triage(member, question_id, "dismiss")
    if question.status != Status.DISMISSED:
        _settle(question, Status.DISMISSED)
        _tell(question, member, QuestionDismissed(question.id))
    return question


@transaction.atomic
def merge(member: Member, question_id: str, *, into: str) -> Question:
    """It is the same question as `into`, which gets its upvotes (each person counts once)."""
    _must_triage(member)
    seminar = _live(member.seminar.id)
    question, target = _question(seminar, question_id), _question(seminar, into)
    if question.merged_into_id == target.id:
        return question
    _must_move(question, "merge")
    if target == question or target.held or target.merged_into_id:
        raise Conflict("not_a_target", _("It cannot be merged into this question."))
    _must_move(target, "merge_into")
    question.merged_into = target
    _settle(question, Status.DISMISSED)
    _tell(question, member, QuestionMerged(question.id, target.id))
    move_upvotes(question, target)
    return question


@transaction.atomic
def reopen(member: Member, question_id: str) -> Question:
    """Back to those to be answered: from answered, from dismissed, or from being answered now."""
    question = _for_triage(member, question_id, "reopen")
    if question.status != Status.OPEN or Answering.objects.filter(question=question).exists():
        _open(question, member)
    return question


def _mail_asker(question: Question, by: Person) -> None:
    asker = question.asker
    if asker != by and asker.answer_mails:
        post("answered", question.seminar, asker, question.id)


def _asked(question: Question) -> list[Draft]:
    """The entries of a new question: who asked an anonymous one is told to themselves and the staff only."""
    asker = question.asker_id
    own = Audience.person(asker)
    actor = "" if question.anonymous else asker
    named = QuestionAsked(question.id, question.text, question.language, asker, question.anonymous)
    if question.held:
        return [Draft(named, own, actor)]
    if question.anonymous:
        nameless = QuestionAsked(question.id, question.text, question.language, "", True)
        return [Draft(nameless, EVERYONE), Draft(QuestionAttributed(question.id, asker), own)]
    return [Draft(named, EVERYONE, actor)]


def _release(question: Question) -> list[Draft]:
    """Let a held question be seen by everyone: the entry that tells it, to be appended first."""
    if not question.held:
        return []
    question.held = False
    release(question.seminar, f"question:{question.id}")
    told = QuestionReleased(
        id=question.id,
        text="" if question.hidden else question.text,
        language=question.language,
        asker="" if question.anonymous else question.asker_id,
        anonymous=question.anonymous,
        asked_at=milliseconds(question.asked_at),
    )
    return [Draft(told, EVERYONE)]


def _open(question: Question, member: Member) -> None:
    drafts = _release(question)
    _settle(question, Status.OPEN)
    _tell(question, member, QuestionOpened(question.id), before=drafts)


def _settle(question: Question, status: Question.Status) -> None:
    """Give the question a status in which it is not being answered now."""
    question.status = status
    question.save(update_fields=["status", "held", "merged_into"])
    Answering.objects.filter(question=question).delete()


def _tell(
    question: Question,
    member: Member,
    fact: object,
    *,
    before: list[Draft] | None = None,
    at: datetime | None = None,
) -> int:
    """Append a fact about a question to whom the question is known; the entry's seq."""
    audience = Audience.person(question.asker_id) if question.held else EVERYONE
    drafts = [*(before or []), Draft(fact, audience, member.person.id)]
    return append_all(question.seminar_id, drafts, at=at)[-1]


def _assign(question: Question, member: Member, to: str) -> None:
    if to == (question.assigned_id or ""):
        return
    if to:
        person = Person.objects.filter(pk=to, is_active=True).first() if is_id(to) else None
        if person is None or not role_rules.may_speak(roles_of(member.seminar, person)):
            raise Invalid("not_on_stage", _("A question can be put to a person of the stage."))
    question.assigned_id = to or None
    question.save(update_fields=["assigned"])
    append_all(question.seminar_id, [Draft(QuestionAssigned(question.id, to), STAFF, member.person.id)])


def _for_triage(member: Member, question_id: str, move: str) -> Question:
    """The question, locked, when the member may triage and its status permits the move."""
    _must_triage(member)
    question = _question(_live(member.seminar.id), question_id)
    _must_move(question, move)
    return question


def _for_answer(member: Member, question_id: str, move: str, *, over: bool = False) -> Question:
    """The same for answering: moderators, or the person to whom it was put. `over`: after the end, too."""
    if not role_rules.may_speak(member.roles) and not role_rules.may_moderate(member.roles):
        raise NotAllowed("not_yours", _("Only the moderators, or the person asked, may do this."))
    seminar = _locked(member.seminar.id)
    ended = over and seminar.status == Seminar.Status.ENDED
    question = _question(seminar if ended else _live(seminar.id), question_id)
    mine = question.assigned_id == member.person.id
    if not rules.may_answer(member.roles, assigned=mine, over=ended):
        raise NotAllowed("not_yours", _("Only the moderators, or the person asked, may do this."))
    _must_move(question, move)
    return question


def _must_triage(member: Member) -> None:
    if not rules.may_triage(member.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))


def _must_move(question: Question, move: str) -> None:
    merged = question.merged_into_id is not None
    if merged or not rules.may_move(move, question.status):
        raise Conflict("wrong_status", _("This cannot be done with the question any more. Look at it again."))


def _question(seminar: Seminar, question_id: str) -> Question:
    found = Question.objects.filter(seminar=seminar, pk=question_id).first() if is_id(question_id) else None
    if found is None:
        raise Unknown("no_such_question", _("There is no such question in this seminar."))
    return found


def _locked(seminar_id: str) -> Seminar:
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)


def _live(seminar_id: str) -> Seminar:
    seminar = _locked(seminar_id)
    if seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))
    return seminar


def _language(text: str, person: Person) -> str:
    return detect(text, written_in(person.languages_spoken, person.interface_language))
