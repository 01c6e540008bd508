"""The room over HTTP for our own programs, which hold a lease: what a member gets, without a person."""

from typing import Annotated

from django.conf import settings
from django.utils import timezone
from ninja import Router
from pydantic import Field

from consilium.accounts.models import Person
from consilium.jobs.api import Hired, WorkerRequest
from consilium.jobs.queries import Worker
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json, to_json
from consilium.kernel.ids import is_id
from consilium.kernel.timecode import milliseconds
from consilium.room import queries
from consilium.room.api import Ticket
from consilium.room.live import tokens
from consilium.room.live.tokens import StreamToken
from consilium.seminars.api import REFUSALS, Refusal, SeminarId
from consilium.seminars.models import RoleGrant
from consilium.seminars.queries import members_among
from consilium.sfu.door import door
from consilium.sfu.grants import HIDDEN
from consilium.sfu.tokens import join_token
from consilium.translation.queries import spoken_terms

router = Router(auth=Hired())
#: Workers hear and read what everyone may, in every language; they are nobody's confidants.
READER = Reader("", language="")


@router.get("/snapshot", response={200: dict, **REFUSALS})
def snapshot(request: WorkerRequest, seminar_id: SeminarId) -> Json:
    """The room now and what is needed to follow it. `languages`: what the people of the programme speak;
    `terms`: by language, and under "" for all, words of the glossary that are likely to be said.
    """
    seminar = request.auth.seminar
    seq, state = queries.at_one_moment(seminar, lambda: to_json(queries.room_state(seminar, READER)))
    working = RoleGrant.objects.filter(seminar=seminar).values_list("person_id", flat=True)
    return {
        "seq": seq,
        "now": milliseconds(timezone.now()),
        "state": state,
        "me": {"id": ""},
        "floor_language": seminar.floor_language,
        "languages": _languages(
            set(working) | state["stage"]["stage"].keys() | state["stage"]["floor"].keys()
        ),
        "terms": spoken_terms(seminar),
        "stream": {"url": settings.LIVE_URL, "token": _stream_token(request.auth)},
        "sfu": {"url": settings.LIVEKIT_URL},
    }


@router.get("/languages", response={200: dict, **REFUSALS})
def languages(
    request: WorkerRequest, seminar_id: SeminarId, ids: Annotated[str, Field(max_length=2700)]
) -> Json:
    """What at most 100 persons of this seminar speak, by comma-separated id: language tags."""
    asked = [pk for pk in ids.split(",")[:100] if is_id(pk)]
    return _languages(members_among(request.auth.seminar, asked))


@router.post("/stream-token", response={200: Ticket, **REFUSALS})
def stream_token(request: WorkerRequest, seminar_id: SeminarId) -> Ticket:
    """A ticket for the live stream, in every language."""
    return Ticket(url=settings.LIVE_URL, token=_stream_token(request.auth))


@router.post("/sfu-token", response={200: Ticket, 503: Refusal, **REFUSALS})
def sfu_token(request: WorkerRequest, seminar_id: SeminarId) -> Ticket:
    """A ticket for sound and picture: unseen, to listen and to send data."""
    worker = request.auth
    door().open_room(worker.seminar.id)
    token = join_token(worker.seminar.id, f"{worker.kind}-{worker.lease}", HIDDEN)
    return Ticket(url=settings.LIVEKIT_URL, token=token)


def _languages(persons: set[str]) -> Json:
    return dict(Person.objects.filter(pk__in=persons).values_list("id", "languages_spoken"))


def _stream_token(worker: Worker) -> str:
    return tokens.write(StreamToken(worker.seminar.id, READER))
