"""Booths and channels from the rows, as one reader may know them; who works where."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from consilium.interpretation import rules
from consilium.interpretation.models import Booth, BoothMessage, Channel, Interpreter, Seat, Slowdown
from consilium.interpretation.state import KEPT, SLOWDOWNS, InterpretationState
from consilium.interpretation.state import Booth as KnownBooth
from consilium.interpretation.state import BoothMessage as KnownMessage
from consilium.interpretation.state import Channel as KnownChannel
from consilium.kernel.audience import EVERY_BOOTH, Reader
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import RoleGrant, Seminar
from consilium.seminars.queries import Member, all_living_links, living_links


def snapshot(seminar: Seminar, reader: Reader) -> InterpretationState:
    """Booths and channels, from the rows; the same as folding what this reader may read of the log."""
    shown = list(Interpreter.objects.filter(seminar=seminar))
    asked = Slowdown.objects.filter(seminar=seminar).order_by("-id").values_list("at", flat=True)
    return InterpretationState(
        booths=booths(seminar),
        channels={row.language: known(row) for row in Channel.objects.filter(seminar=seminar)},
        voiced={row.person_id: row.voiced_since for row in shown if row.voiced_since},
        ready={row.person_id: row.ready_since for row in shown if row.ready_since and reader.staff},
        slowdowns=tuple(reversed(asked[:SLOWDOWNS])),
        messages=_messages(seminar, reader),
    )


def booths(seminar: Seminar) -> dict[str, KnownBooth]:
    """The open booths with their teams, by id."""
    rows = Booth.objects.filter(seminar=seminar, closed=False).prefetch_related("seats")
    return {
        row.id: KnownBooth(
            row.id, row.name, tuple(row.languages), tuple(seat.person_id for seat in row.seats.all())
        )
        for row in rows
    }


def known(row: Channel) -> KnownChannel:
    """A row as the state has it."""
    return KnownChannel(
        language=row.language,
        kind=row.kind,
        pivot=row.pivot,
        holder=row.holder_id or "",
        since=row.since,
        silenced=row.silenced,
        asked_by=row.asked_by_id or "",
        asked_for=row.asked_for_id or "",
        next=row.next_id or "",
        next_at=row.next_at,
    )


def booths_of(member: Member) -> frozenset[str]:
    """Ids of the booths whose entries the member reads: their own, or every one for who coordinates."""
    if rules.may_coordinate(member.roles):
        return frozenset({EVERY_BOOTH})
    if not rules.may_interpret(member.roles):
        return frozenset()
    own = Seat.objects.filter(booth__seminar=member.seminar, booth__closed=False, person=member.person)
    return frozenset(own.values_list("booth_id", flat=True))


def works_in_booth(seminar: Seminar, person: str) -> bool:
    """Whether the person has a seat in an open booth."""
    return Seat.objects.filter(booth__seminar=seminar, booth__closed=False, person=person).exists()


def interpreters_among(seminar: Seminar, persons: Iterable[str]) -> set[str]:
    """Which of these persons, by id, have a seat in an open booth and hold the role for it now."""
    wanted = list(persons)
    seats = Seat.objects.filter(booth__seminar=seminar, booth__closed=False, person_id__in=wanted)
    seated = set(seats.values_list("person_id", flat=True))
    if not seated:
        return set()
    granted = RoleGrant.objects.filter(seminar=seminar, role=Role.INTERPRETER, person_id__in=seated)
    linked = living_links(seminar).filter(role=Role.INTERPRETER, person_id__in=seated)
    return {person for rows in (granted, linked) for person in rows.values_list("person_id", flat=True)}


def lost_seats(seminars: Sequence[str]) -> QuerySet[Seat]:
    """Seats of who may interpret no longer: the role was taken back, the link withdrawn or has run out,
    the account closed. Of seminars that are not over.
    """
    own = {"person": OuterRef("person"), "seminar": OuterRef("booth__seminar"), "role": Role.INTERPRETER}
    granted = RoleGrant.objects.filter(**own, person__is_active=True)
    seats = Seat.objects.filter(booth__seminar__in=seminars, booth__closed=False)
    seats = seats.exclude(booth__seminar__status=Seminar.Status.ENDED)
    return seats.exclude(Exists(granted)).exclude(Exists(all_living_links().filter(**own)))


def with_lost_seats(seminars: Sequence[str]) -> list[str]:
    """Which of these seminars have such seats."""
    return sorted(set(lost_seats(seminars).values_list("booth__seminar", flat=True)))


def people_in(state: InterpretationState) -> set[str]:
    """Ids of everyone whom the state names."""
    found = {*state.voiced, *state.ready}
    for booth in state.booths.values():
        found |= set(booth.team)
    for channel in state.channels.values():
        found |= {channel.holder, channel.next, channel.asked_by, channel.asked_for}
    for messages in state.messages.values():
        found |= {message.by for message in messages}
    return found - {""}


def _messages(seminar: Seminar, reader: Reader) -> dict[str, tuple[KnownMessage, ...]]:
    wanted = Booth.objects.filter(seminar=seminar)
    if EVERY_BOOTH not in reader.booths:
        wanted = wanted.filter(pk__in=reader.booths)
    found = {booth: _newest(booth) for booth in wanted.values_list("id", flat=True)} if reader.booths else {}
    return {booth: messages for booth, messages in found.items() if messages}


def _newest(booth: str) -> tuple[KnownMessage, ...]:
    rows = BoothMessage.objects.filter(booth=booth).order_by("-seq")[:KEPT]
    return tuple(
        KnownMessage(row.id, row.booth_id, row.text, row.by_id, milliseconds(row.at))
        for row in reversed(rows)
    )
