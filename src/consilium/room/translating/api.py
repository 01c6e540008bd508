"""Texts in other languages over HTTP, under /api/seminars/{seminar_id}/translation."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from consilium.room.translating import actions
from consilium.seminars.api import REFUSALS, Body, MemberRequest, SeminarId, Tag
from consilium.translation import rules

router = Router()
Subject = Annotated[str, Field(max_length=80, pattern="^[a-z]{2,20}:[0-9A-Za-z-]{1,40}(/[0-9]{1,4})?$")]


class Wanted(Body):
    language: Tag


class Corrected(Body):
    subject: Subject
    language: Tag
    text: Annotated[str, Field(min_length=1, max_length=rules.LONGEST)]


class Recognised(Body):
    subject: Subject
    language: Tag


class Done(Schema):
    """It happened, or was so already."""

    done: bool = True


@router.post("/want", response={200: Done, **REFUSALS})
def want(request: MemberRequest, seminar_id: SeminarId, body: Wanted) -> Done:
    """Told by a page when it opens. `done` is false for a language that neither pages nor engines know."""
    return Done(done=actions.want(request.auth, body.language))


@router.post("/correct", response={200: Done, **REFUSALS})
def correct(request: MemberRequest, seminar_id: SeminarId, body: Corrected) -> Done:
    """Replace the machine's words for everybody: interpreters, captioners, moderators, and the author."""
    actions.correct(request.auth, body.subject, language=body.language, text=body.text)
    return Done()


@router.post("/recognise", response={200: Done, **REFUSALS})
def recognise(request: MemberRequest, seminar_id: SeminarId, body: Recognised) -> Done:
    """Say in which language a text is written: the same persons."""
    actions.recognise(request.auth, body.subject, language=body.language)
    return Done()
