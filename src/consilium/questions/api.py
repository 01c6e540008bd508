"""Questions over HTTP: POST under /api/seminars/{seminar_id}/questions. Upvotes go to `live` in bursts."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from consilium.questions import actions, rules
from consilium.seminars.api import REFUSALS, Body, Id, Key, MemberRequest, SeminarId

router = Router()


class Asked(Body):
    key: Key
    text: Annotated[str, Field(min_length=1, max_length=rules.LONGEST)]
    anonymous: bool = False


class Assigned(Body):
    """The person it is put to; "" takes it back."""

    to: Annotated[str, Field(pattern="^([0-9a-z]{26})?$")]


class TakenUp(Body):
    """Who answers it now; left out, it stays with whom it is."""

    to: Id | None = None


class Merged(Body):
    into: Id


class Written(Body):
    key: Key
    text: Annotated[str, Field(min_length=1, max_length=rules.LONGEST_ANSWER)]


class QuestionId(Schema):
    """The question, or the answer made."""

    id: str


ANSWERS = {200: QuestionId, **REFUSALS}


@router.post("", response=ANSWERS)
def ask(request: MemberRequest, seminar_id: SeminarId, body: Asked) -> QuestionId:
    """Ask a question; an anonymous one shows no name to the audience."""
    return QuestionId(
        id=actions.ask_question(request.auth, key=body.key, text=body.text, anonymous=body.anonymous).id
    )


@router.post("/{question}/accept", response=ANSWERS)
def accept(request: MemberRequest, seminar_id: SeminarId, question: str) -> QuestionId:
    return QuestionId(id=actions.accept(request.auth, question).id)


@router.post("/{question}/assign", response=ANSWERS)
def assign(request: MemberRequest, seminar_id: SeminarId, question: str, body: Assigned) -> QuestionId:
    return QuestionId(id=actions.assign(request.auth, question, to=body.to).id)


@router.post("/{question}/take-up", response=ANSWERS)
def take_up(
    request: MemberRequest, seminar_id: SeminarId, question: str, body: TakenUp | None = None
) -> QuestionId:
    return QuestionId(id=actions.take_up(request.auth, question, to=body.to if body else None).id)


@router.post("/{question}/answered", response=ANSWERS)
def answered(request: MemberRequest, seminar_id: SeminarId, question: str) -> QuestionId:
    return QuestionId(id=actions.mark_answered(request.auth, question).id)


@router.post("/{question}/answers", response=ANSWERS)
def write_answer(request: MemberRequest, seminar_id: SeminarId, question: str, body: Written) -> QuestionId:
    return QuestionId(id=actions.write_answer(request.auth, question, key=body.key, text=body.text).id)


@router.post("/{question}/dismiss", response=ANSWERS)
def dismiss(request: MemberRequest, seminar_id: SeminarId, question: str) -> QuestionId:
    return QuestionId(id=actions.dismiss(request.auth, question).id)


@router.post("/{question}/merge", response=ANSWERS)
def merge(request: MemberRequest, seminar_id: SeminarId, question: str, body: Merged) -> QuestionId:
    return QuestionId(id=actions.merge(request.auth, question, into=body.into).id)


@router.post("/{question}/reopen", response=ANSWERS)
def reopen(request: MemberRequest, seminar_id: SeminarId, question: str) -> QuestionId:
    return QuestionId(id=actions.reopen(request.auth, question).id)
