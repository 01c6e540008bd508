"""The room over HTTP: snapshot, tokens, stage, floor, hands, layout, agenda. Refusals: config/api.py."""

from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from consilium.jobs.api import Hired
from consilium.jobs.queries import Worker
from consilium.kernel.facts import Json
from consilium.kernel.refusals import NotAllowed
from consilium.room import actions, queries, seats, turns
from consilium.room.models import Standing
from consilium.seminars import actions as seminars
from consilium.seminars.api import (
    REFUSALS,
    Body,
    Id,
    Key,
    MemberRequest,
    Members,
    Refusal,
    SeminarId,
    TagOrNone,
)
from consilium.seminars.queries import Member

router = Router()


class Present(Members):
    """A member who was not removed from the room: asked for by every router of a seminar."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        member = super().authenticate(request, key)
        if member and queries.stands(member.seminar, member.person, Standing.Kind.REMOVED):
            raise NotAllowed("removed", _("A moderator has removed you from this room."))
        return member


class Done(Schema):
    """It happened, or was so already. `sfu` is false when the SFU could not be told at once; it will be."""

    sfu: bool = True


class Ticket(Schema):
    url: str
    token: str


class Reads(Body):
    read: TagOrNone | None = None


class Raised(Body):
    raised: bool


class Floor(Body):
    person: Id
    given: bool


class Turn(Body):
    """`language` "": what the person says they speak."""

    person: Id
    language: TagOrNone = ""
    how: Literal["profile", "detected", "corrected"] = "corrected"


class Spoken(Schema):
    """The turn as it stands."""

    person: str
    language: str
    how: str


class TurnRequest(HttpRequest):
    """A request of a member, or of the scribe."""

    auth: Member | Worker


class Stage(Body):
    person: Id
    on: bool


class Someone(Body):
    person: Id


class Mute(Body):
    person: Id
    source: Literal["microphone", "camera", "screen_share"]


class Layout(Body):
    layout: Literal["slides", "speakers", "gallery"]


class More(Body):
    key: Key
    minutes: Annotated[int, Field(ge=1, le=60)]


@router.get("/snapshot", response={200: dict, **REFUSALS})
def snapshot(request: MemberRequest, seminar_id: SeminarId, read: TagOrNone | None = None) -> Json:
    """The room as the reader may know it now, and what is needed to follow it from there.

    `read`: the language whose captions and translations are sent; "" for all, left out for that of the pages.
    """
    return queries.snapshot(request.auth, _language(read))


@router.get("/people", response={200: dict, **REFUSALS})
def people(
    request: MemberRequest, seminar_id: SeminarId, ids: Annotated[str, Field(max_length=2700)]
) -> Json:
    """Cards of at most 100 persons of this seminar, by comma-separated id; unknown ids are left out."""
    return queries.people_of(request.auth.seminar, ids.split(",")[:100])


@router.post("/stream-token", response={200: Ticket, **REFUSALS})
def stream_token(request: MemberRequest, seminar_id: SeminarId, body: Reads) -> Ticket:
    """A ticket for the live stream, with the language that is read as for the snapshot."""
    language = _language(body.read)
    return Ticket(url=settings.LIVE_URL, token=queries.stream_token(request.auth, language))


@router.post("/sfu-token", response={200: Ticket, 503: Refusal, **REFUSALS})
def sfu_token(request: MemberRequest, seminar_id: SeminarId) -> Ticket:
    """A ticket for sound and picture, with what the member may publish now."""
    return Ticket(url=settings.LIVEKIT_URL, token=actions.enter(request.auth))


@router.post("/seat/release", response={200: Done, **REFUSALS})
def release_seat(request: MemberRequest, seminar_id: SeminarId) -> Done:
    """I watch the broadcast instead: my seat is for somebody else."""
    seats.release_seat(request.auth)
    return Done()


@router.post("/hand", response={200: Done, **REFUSALS})
def hand(request: MemberRequest, seminar_id: SeminarId, body: Raised) -> Done:
    actions.raise_hand(request.auth, raised=body.raised)
    return Done()


@router.post("/floor", response={200: Done, **REFUSALS})
def floor(request: MemberRequest, seminar_id: SeminarId, body: Floor) -> Done:
    """Give the floor to a person of the audience, or take it back."""
    member = request.auth
    find = actions.member_or_404 if body.given else actions.person_here_or_404
    move = actions.give_floor if body.given else actions.take_floor
    move(member.seminar, find(member.seminar, body.person), by=member)
    return _synced(request)


@router.post("/floor/return", response={200: Done, **REFUSALS})
def return_floor(request: MemberRequest, seminar_id: SeminarId) -> Done:
    """Give one's own floor back."""
    actions.take_floor(request.auth.seminar, request.auth.person, by=request.auth)
    return _synced(request)


@router.post("/floor/turn", response={200: Spoken, **REFUSALS}, auth=[Hired(), Present()])
def turn_floor(request: TurnRequest, seminar_id: SeminarId, body: Turn) -> Spoken:
    """Who speaks on the floor now, and in which language: from the scribe, or corrected by the staff."""
    by = request.auth
    person = actions.member_or_404(by.seminar, body.person)
    turn = turns.turn_floor(by, person, language=body.language, how=body.how)
    return Spoken(person=turn.person, language=turn.language, how=turn.how)


@router.post("/stage", response={200: Done, **REFUSALS})
def stage(request: MemberRequest, seminar_id: SeminarId, body: Stage) -> Done:
    member = request.auth
    find = actions.member_or_404 if body.on else actions.person_here_or_404
    actions.set_stage(member.seminar, find(member.seminar, body.person), on=body.on, by=member)
    return _synced(request)


@router.post("/mute", response={200: Done, 503: Refusal, **REFUSALS})
def mute(request: MemberRequest, seminar_id: SeminarId, body: Mute) -> Done:
    member = request.auth
    person = actions.person_here_or_404(member.seminar, body.person)
    actions.mute(member.seminar, person, body.source, by=member)
    return Done()


@router.post("/remove", response={200: Done, **REFUSALS})
def remove(request: MemberRequest, seminar_id: SeminarId, body: Someone) -> Done:
    member = request.auth
    actions.remove(member.seminar, actions.person_here_or_404(member.seminar, body.person), by=member)
    return _synced(request)


@router.post("/readmit", response={200: Done, **REFUSALS})
def readmit(request: MemberRequest, seminar_id: SeminarId, body: Someone) -> Done:
    member = request.auth
    actions.readmit(member.seminar, actions.member_or_404(member.seminar, body.person), by=member)
    return _synced(request)


@router.post("/layout", response={200: Done, **REFUSALS})
def layout(request: MemberRequest, seminar_id: SeminarId, body: Layout) -> Done:
    actions.choose_layout(request.auth.seminar, body.layout, by=request.auth)
    return Done()


@router.post("/start", response={200: Done, **REFUSALS})
def start(request: MemberRequest, seminar_id: SeminarId) -> Done:
    actions.open_room(request.auth.seminar, by=request.auth)
    return _synced(request)


@router.post("/end", response={200: Done, **REFUSALS})
def end(request: MemberRequest, seminar_id: SeminarId) -> Done:
    actions.close_room(request.auth.seminar, by=request.auth)
    return _synced(request)


@router.post("/contributions/{contribution}/start", response={200: Done, **REFUSALS})
def start_contribution(request: MemberRequest, seminar_id: SeminarId, contribution: str) -> Done:
    seminars.start_contribution(request.auth.seminar, contribution, by=request.auth)
    return Done()


@router.post("/contributions/{contribution}/extend", response={200: Done, **REFUSALS})
def extend_contribution(request: MemberRequest, seminar_id: SeminarId, contribution: str, body: More) -> Done:
    seminars.extend_contribution(
        request.auth.seminar, contribution, minutes=body.minutes, key=body.key, by=request.auth
    )
    return Done()


def _language(read: str | None) -> str:
    return (get_language() or "en") if read is None else read


def _synced(request: MemberRequest) -> Done:
    seminar = request.auth.seminar
    seminar.refresh_from_db(fields=["status"])
    return Done(sfu=actions.sync_stage(seminar))
