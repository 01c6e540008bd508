"""Interpretation over HTTP, under /api/seminars/{seminar_id}/interpretation.

Every call names the state it wants, or carries a key, and may be sent again. What changes who may publish
stands in room/booth_api.py, which tells the SFU as well.
"""

from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from consilium.interpretation import actions, air, rules
from consilium.seminars.api import REFUSALS, Body, Id, Key, MemberRequest, SeminarId, Tag

router = Router()


class Done(Schema):
    """It happened, or was so already."""

    ok: bool = True


class Made(Schema):
    id: str


class Channel(Body):
    language: Tag


class NewChannel(Channel):
    kind: Literal["", "audio", "sign"] = ""


class Next(Channel):
    to: Id


class Pivot(Channel):
    pivot: bool


class Ready(Body):
    ready: bool


class Voice(Body):
    on: bool


class Message(Body):
    key: Key
    booth: Id
    text: Annotated[str, Field(max_length=rules.LONGEST * 4)]


@router.post("/channels", response={200: Done, **REFUSALS})
def open_channel(request: MemberRequest, seminar_id: SeminarId, body: NewChannel) -> Done:
    actions.open_channel(request.auth, body.language, kind=body.kind)
    return Done()


@router.post("/channels/close", response={200: Done, **REFUSALS})
def close_channel(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    actions.close_channel(request.auth, body.language)
    return Done()


@router.post("/take", response={200: Done, **REFUSALS})
def take(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    """Go on air; 409 "on_air" while another is heard there."""
    air.take(request.auth, body.language)
    return Done()


@router.post("/silence", response={200: Done, **REFUSALS})
def silence(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    air.silence(request.auth, body.language)
    return Done()


@router.post("/resume", response={200: Done, **REFUSALS})
def resume(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    air.resume(request.auth, body.language)
    return Done()


@router.post("/return", response={200: Done, **REFUSALS})
def give_back(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    air.give_back(request.auth, body.language)
    return Done()


@router.post("/handover/ask", response={200: Done, **REFUSALS})
def ask_handover(request: MemberRequest, seminar_id: SeminarId, body: Next) -> Done:
    """From the one on air to `to`, or by `to` themselves."""
    air.ask_handover(request.auth, body.language, body.to)
    return Done()


@router.post("/handover/agree", response={200: Done, **REFUSALS})
def agree_handover(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    air.agree_handover(request.auth, body.language)
    return Done()


@router.post("/handover/cancel", response={200: Done, **REFUSALS})
def cancel_handover(request: MemberRequest, seminar_id: SeminarId, body: Channel) -> Done:
    air.cancel_handover(request.auth, body.language)
    return Done()


@router.post("/pivot", response={200: Done, **REFUSALS})
def pivot(request: MemberRequest, seminar_id: SeminarId, body: Pivot) -> Done:
    air.mark_pivot(request.auth, body.language, pivot=body.pivot)
    return Done()


@router.post("/ready", response={200: Done, **REFUSALS})
def ready(request: MemberRequest, seminar_id: SeminarId, body: Ready) -> Done:
    actions.set_ready(request.auth, ready=body.ready)
    return Done()


@router.post("/voice", response={200: Done, **REFUSALS})
def voice(request: MemberRequest, seminar_id: SeminarId, body: Voice) -> Done:
    actions.set_voice(request.auth, on=body.on)
    return Done()


@router.post("/slowdown", response={200: Done, **REFUSALS})
def slowdown(request: MemberRequest, seminar_id: SeminarId) -> Done:
    actions.slow_down(request.auth)
    return Done()


@router.post("/message", response={200: Made, **REFUSALS})
def message(request: MemberRequest, seminar_id: SeminarId, body: Message) -> Made:
    made = actions.post_message(request.auth, key=body.key, booth=body.booth, text=body.text)
    return Made(id=made.id)
