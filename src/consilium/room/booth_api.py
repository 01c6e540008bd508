"""Booths and seats over HTTP: they decide who may publish, so the SFU is told at once."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from consilium.interpretation import actions, rules
from consilium.room.actions import member_or_404, sync_stage
from consilium.room.api import Done
from consilium.seminars.api import REFUSALS, Body, Id, Key, MemberRequest, SeminarId, Tag

router = Router()
Name = Annotated[str, Field(max_length=rules.LONGEST_NAME * 4)]
Languages = Annotated[list[Tag], Field(min_length=1, max_length=rules.LANGUAGES_AT_MOST)]


class NewBooth(Body):
    key: Key
    name: Name
    languages: Languages


class Changed(Body):
    booth: Id
    name: Name
    languages: Languages


class Booth(Body):
    booth: Id


class Seat(Body):
    booth: Id
    person: Id


class Made(Done):
    id: str


@router.post("/booths", response={200: Made, **REFUSALS})
def open_booth(request: MemberRequest, seminar_id: SeminarId, body: NewBooth) -> Made:
    booth = actions.open_booth(request.auth, key=body.key, name=body.name, languages=body.languages)
    return Made(id=booth.id)


@router.post("/booths/change", response={200: Done, **REFUSALS})
def change_booth(request: MemberRequest, seminar_id: SeminarId, body: Changed) -> Done:
    actions.change_booth(request.auth, body.booth, name=body.name, languages=body.languages)
    return Done()


@router.post("/booths/close", response={200: Done, **REFUSALS})
def close_booth(request: MemberRequest, seminar_id: SeminarId, body: Booth) -> Done:
    actions.close_booth(request.auth, body.booth)
    return Done(sfu=sync_stage(request.auth.seminar))


@router.post("/booths/join", response={200: Done, **REFUSALS})
def join_booth(request: MemberRequest, seminar_id: SeminarId, body: Seat) -> Done:
    person = member_or_404(request.auth.seminar, body.person)
    actions.join_booth(request.auth, body.booth, person)
    return Done(sfu=sync_stage(request.auth.seminar))


@router.post("/booths/leave", response={200: Done, **REFUSALS})
def leave_booth(request: MemberRequest, seminar_id: SeminarId, body: Seat) -> Done:
    actions.leave_booth(request.auth, body.booth, body.person)
    return Done(sfu=sync_stage(request.auth.seminar))
