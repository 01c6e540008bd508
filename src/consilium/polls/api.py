"""Polls over HTTP: POST under /api/seminars/{seminar_id}/polls. Ballots go to `live` in bursts."""

from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from consilium.polls import actions, rules
from consilium.seminars.api import REFUSALS, Body, Key, MemberRequest, SeminarId

router = Router()
Option = Annotated[str, Field(min_length=1, max_length=rules.LONGEST_OPTION)]


class Edited(Body):
    """2 to 10 options; a scale has 2 to 11 marks."""

    title: Annotated[str, Field(min_length=1, max_length=rules.LONGEST_TITLE)]
    form: Literal["single", "multiple", "scale"]
    options: Annotated[list[Option], Field(min_length=rules.FEWEST, max_length=rules.MOST_MARKS)]


class Drafted(Edited):
    key: Key


class Opened(Body):
    """After how many minutes it closes by itself; left out, it stays open until it is closed."""

    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class PollId(Schema):
    """The poll."""

    id: str


ANSWERS = {200: PollId, **REFUSALS}


@router.post("", response=ANSWERS)
def draft(request: MemberRequest, seminar_id: SeminarId, body: Drafted) -> PollId:
    poll = actions.draft_poll(
        request.auth, key=body.key, title=body.title, form=body.form, options=body.options
    )
    return PollId(id=poll.id)


@router.post("/{poll}/edit", response=ANSWERS)
def edit(request: MemberRequest, seminar_id: SeminarId, poll: str, body: Edited) -> PollId:
    changed = actions.edit_poll(request.auth, poll, title=body.title, form=body.form, options=body.options)
    return PollId(id=changed.id)


@router.post("/{poll}/discard", response=ANSWERS)
def discard(request: MemberRequest, seminar_id: SeminarId, poll: str) -> PollId:
    return PollId(id=actions.discard_poll(request.auth, poll).id)


@router.post("/{poll}/open", response=ANSWERS)
def open_poll(request: MemberRequest, seminar_id: SeminarId, poll: str, body: Opened | None = None) -> PollId:
    return PollId(id=actions.open_poll(request.auth, poll, minutes=body.minutes if body else None).id)


@router.post("/{poll}/close", response=ANSWERS)
def close(request: MemberRequest, seminar_id: SeminarId, poll: str) -> PollId:
    return PollId(id=actions.close_poll(request.auth, poll).id)


@router.post("/{poll}/publish", response=ANSWERS)
def publish(request: MemberRequest, seminar_id: SeminarId, poll: str) -> PollId:
    """Show everyone the result; an open poll is closed first."""
    return PollId(id=actions.publish_poll(request.auth, poll).id)
