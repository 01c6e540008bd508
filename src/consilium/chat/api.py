"""Both chats over HTTP: POST under /api/seminars/{seminar_id}/chat."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from consilium.chat import actions, rules
from consilium.seminars.api import REFUSALS, Body, Key, MemberRequest, SeminarId

router = Router()


class Posted(Body):
    key: Key
    text: Annotated[str, Field(min_length=1, max_length=rules.LONGEST)]
    backstage: bool = False


class MessageId(Schema):
    """The message."""

    id: str


ANSWERS = {200: MessageId, **REFUSALS}


@router.post("", response=ANSWERS)
def post(request: MemberRequest, seminar_id: SeminarId, body: Posted) -> MessageId:
    """Write to everyone; `backstage` to the staff only."""
    return MessageId(
        id=actions.post_message(request.auth, key=body.key, text=body.text, backstage=body.backstage).id
    )


@router.post("/{message}/remove", response=ANSWERS)
def remove(request: MemberRequest, seminar_id: SeminarId, message: str) -> MessageId:
    """Take its text away; that there was a message stays."""
    return MessageId(id=actions.remove_message(request.auth, message).id)
