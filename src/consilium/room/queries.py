"""The room from the rows: its state as one reader may know it, who stands where, tokens for the stream."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.accounts.queries import state_choices
from consilium.captions import queries as captions
from consilium.chat import queries as chat
from consilium.checks import queries as checks
from consilium.eventlog.queries import hold, last_seq
from consilium.interpretation import queries as interpretation
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json, to_json
from consilium.kernel.ids import is_id
from consilium.kernel.roles import SPEAKERS
from consilium.kernel.timecode import milliseconds
from consilium.polls import queries as polls
from consilium.questions import queries as questions
from consilium.recordings import queries as recordings
from consilium.room import rules
from consilium.room.live import tokens
from consilium.room.live.tokens import StreamToken
from consilium.room.models import Presence, Programme, Seat, Standing
from consilium.room.state import RoomState, StageState, Turn
from consilium.room.translating.texts import contribution_subject
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, closed_ways, living_links, may_be_here, members_among, roles_of
from consilium.seminars.queries import snapshot as seminar_state
from consilium.sfu.grants import Grant
from consilium.slides.queries import snapshot as slides_state
from consilium.translation.queries import snapshot as translation_state

STREAM_SALT = tokens.SALT
Kind = Standing.Kind
#: Whoever is back within this was not away: see docs/explanation/live.md.
JOINED = timedelta(minutes=1)


def room_state(seminar: Seminar, reader: Reader) -> RoomState:
    """The whole room as `reader` may know it; equals folding what they may read of the log."""
    return RoomState(
        seminar=seminar_state(seminar, reader),
        slides=slides_state(seminar, reader),
        questions=questions.snapshot(seminar, reader),
        polls=polls.snapshot(seminar, reader),
        chat=chat.snapshot(seminar, reader),
        stage=stage_state(seminar, reader),
        interpretation=interpretation.snapshot(seminar, reader),
        captions=captions.snapshot(seminar, reader),
        translation=translation_state(seminar, reader),
        recordings=recordings.snapshot(seminar, reader),
        checks=checks.snapshot(seminar, reader),
    )


def stage_state(seminar: Seminar, reader: Reader) -> StageState:
    places: dict[str, dict[str, int]] = {kind: {} for kind in Kind.values}
    for person, kind, since in _standings(seminar).values_list("person_id", "kind", "since"):
        if kind in (Kind.STAGE, Kind.FLOOR) or reader.staff or person == reader.person:
            places[kind][person] = milliseconds(since)
    programme = Programme.objects.filter(seminar=seminar).first() or Programme()
    return StageState(
        stage=places[Kind.STAGE],
        floor=places[Kind.FLOOR],
        hands=places[Kind.HAND],
        removed=places[Kind.REMOVED],
        layout=programme.layout,
        present=programme.present,
        states=programme.states,
        turn=turn_of(programme),
        full=programme.full,
    )


def turn_of(programme: Programme) -> Turn:
    """The turn as the state has it."""
    since = milliseconds(programme.turn_since) if programme.turn_since else 0
    return Turn(programme.turn_person_id or "", programme.turn_language, programme.turn_how, since)


def _standings(seminar: Seminar) -> Any:
    return Standing.objects.filter(seminar=seminar, active=True).order_by("since", "id")


def lost_standings(seminars: Sequence[str]) -> QuerySet[Standing]:
    """Of who may not stand there any longer, in seminars that are not over: no member now (a role or a link
    taken back or run out, an account closed), or on the stage by a speaker's role of before.
    """
    rows = Standing.objects.filter(seminar__in=seminars, active=True).exclude(kind=Kind.REMOVED)
    seated = Q(kind=Kind.STAGE, called=False) & ~may_be_here(role__in=SPEAKERS)
    return rows.exclude(seminar__status=Seminar.Status.ENDED).filter(~may_be_here() | seated)


def lost_seats(seminars: Sequence[str]) -> QuerySet[Seat]:
    """Of who is no member any longer."""
    rows = Seat.objects.filter(seminar__in=seminars).exclude(seminar__status=Seminar.Status.ENDED)
    return rows.filter(~may_be_here())


def with_lost_places(seminars: Sequence[str]) -> list[str]:
    """Which of these seminars have such standings or seats, or persons whose way in is closed."""
    rows = (lost_standings(seminars), lost_seats(seminars), closed_ways(seminars))
    return sorted({seminar for found in rows for seminar in found.values_list("seminar", flat=True)})


def stands(seminar: Seminar, person: Person, kind: Kind) -> bool:
    return bool(_standings(seminar).filter(person=person, kind=kind).exists())


def belongs(seminar: Seminar, person: Person) -> bool:
    return bool(roles_of(seminar, person))


def grant_of(seminar: Seminar, person: Person) -> Grant | None:
    """What a person may publish now; None when they were removed, or are no member any longer."""
    return grants(seminar, [person.id])[person.id]


def grants(seminar: Seminar, persons: Iterable[str]) -> dict[str, Grant | None]:
    """The same for many persons, by id."""
    wanted = list(persons)
    rows = _standings(seminar).filter(person_id__in=wanted).values_list("person_id", "kind")
    found = set(rows)
    members = members_among(seminar, wanted)
    booths = interpretation.interpreters_among(seminar, wanted)
    return {
        person: None
        if person not in members or (person, Kind.REMOVED) in found
        else rules.grant(
            on_stage=(person, Kind.STAGE) in found,
            floor=(person, Kind.FLOOR) in found or person in booths,
        )
        for person in wanted
    }


def open_ways(seminar: Seminar, ways: Iterable[str]) -> set[str]:
    """Those of the ways that tokens name (`Participant.way`) which are open: living links, and to sign in."""
    links = set(ways) - {""}
    return {"", *living_links(seminar).filter(pk__in=links).values_list("pk", flat=True)}


def at_one_moment(seminar: Seminar, read: Callable[[], Json]) -> tuple[int, Json]:
    """(seq, what `read` returns) such that the rows read are those of that seq.

    Reading twice the same seq around the rows proves it without a lock; in a very busy log the reader holds
    the writers for a moment instead.
    """
    for _ in range(4):
        before = last_seq(seminar.id)
        found = read()
        if last_seq(seminar.id) == before:
            return before, found
        seminar.refresh_from_db()
    with transaction.atomic():
        before = hold(seminar.id)
        seminar.refresh_from_db()
        return before, read()


def people(ids: Iterable[str]) -> Json:
    """The public cards of persons, by id: the log itself holds no names."""
    found = Person.objects.filter(pk__in=list(ids)).select_related("institution")
    return {person.id: card(person) for person in found}


def people_of(seminar: Seminar, ids: Iterable[str]) -> Json:
    """The cards of those among `ids` who have to do with this seminar."""
    asked = {pk for pk in ids if is_id(pk)}
    present = set(
        Presence.objects.filter(seminar=seminar, person_id__in=asked).values_list("person_id", flat=True)
    )
    return people(present | members_among(seminar, asked))


def card(person: Person) -> Json:
    institution = person.institution.name if person.institution else person.institution_name
    return {
        "name": person.name,
        "title": person.title,
        "specialty": person.specialty,
        "institution": institution,
        "state": person.state,
    }


def people_in(state: RoomState, member: Member) -> set[str]:
    """Ids of everyone a state speaks of, the reader and the seminar's staff included."""
    stage = state.stage
    ids = {member.person.id, *stage.stage, *stage.floor, *stage.hands, *stage.removed, stage.turn.person}
    ids |= captions.people_in(state.captions)
    for question in state.questions.questions.values():
        ids |= {question.asker, question.assigned, *(answer.by for answer in question.answers)}
    ids |= interpretation.people_in(state.interpretation)
    ids |= {message.by for message in (*state.chat.messages, *state.chat.backstage)}
    ids |= set(member.seminar.grants.values_list("person_id", flat=True))
    return ids - {""}


def reader_of(member: Member, language: str) -> Reader:
    """The member as a reader of their booths, and of one language or of all of them ("")."""
    return replace(member.reader, booths=interpretation.booths_of(member), language=language)


def stream_token(member: Member, language: str) -> str:
    """The signed ticket to `live`: stream, person, whether staff, booths, language, state. Checked at
    connect.
    """
    return tokens.write(StreamToken(member.seminar.id, reader_of(member, language), member.person.state))


def stream_ticket(member: Member, language: str) -> Json:
    """Where the log is followed, and the ticket to it."""
    return {"url": settings.LIVE_URL, "token": stream_token(member, language)}


def me(member: Member) -> Json:
    """Who the reader is, and what they may do."""
    return {
        "id": member.person.id,
        "roles": sorted(member.roles),
        "staff": member.staff,
        "moderator": member.may_moderate,
        "speaker": member.may_speak,
    }


def snapshot(member: Member, language: str) -> Json:
    """Everything a page needs to show the room now and to follow it from there, in the language it reads."""
    seminar = member.seminar

    def read() -> Json:
        state = room_state(seminar, reader_of(member, language))
        return {"state": to_json(state), "people": people(people_in(state, member)), "mine": mine(member)}

    seq, found = at_one_moment(seminar, read)
    return {
        "seq": seq,
        "now": milliseconds(timezone.now()),
        **found,
        "me": me(member),
        "staff": staff(member) if member.staff else [],
        "agenda": agenda(seminar),
        "states": dict(state_choices()),
        "read": language,
        "captions": captions.facts(),
        "stream": stream_ticket(member, language),
        "sfu": {"url": settings.LIVEKIT_URL},
        "overflow_log": settings.OVERFLOW_LOG,
    }


def staff(member: Member) -> list[Json]:
    """Who works in this seminar, in which roles: for the staff itself."""
    rows = member.seminar.grants.order_by("id").values_list("person_id", "role")
    roles: dict[str, list[str]] = {}
    for person, role in rows:
        roles.setdefault(person, []).append(role)
    return [{"id": person, "roles": held} for person, held in roles.items()]


def agenda(seminar: Seminar) -> list[Json]:
    """The programme in order: contributions with planned minutes and their speakers' ids; `subject` is what
    translations of the title are called.
    """
    return [
        {
            "id": part.id,
            "title": part.title,
            "subject": contribution_subject(part.id, part.title),
            "kind": part.kind,
            "minutes": part.minutes,
            "speakers": [speaker.id for speaker in part.speakers.all()],
        }
        for session in seminar.sessions.prefetch_related("contributions__speakers")
        for part in session.contributions.all()
    ]


def mine(member: Member) -> Json:
    """What only this person knows of themselves: which questions they raised or voted for, their ballots."""
    seminar, person = member.seminar, member.person.id
    return {
        "questions": questions.asked_by(seminar, person),
        "upvotes": questions.upvoted_by(seminar, person),
        "ballots": polls.ballots_of(seminar, person),
        "acknowledged": recordings.has_acknowledged(seminar, member.person),
        "checks": checks.mine(member, was_here=lambda at: was_present(member, at)),
    }


def was_present(member: Member, at: datetime) -> bool:
    """Whether the person was in the room then, or had left it less than JOINED before."""
    rows = Presence.objects.filter(seminar=member.seminar, person=member.person, opened_at__lte=at)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gt=at - JOINED)).exists()
