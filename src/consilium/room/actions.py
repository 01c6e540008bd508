"""The stage, the floor and the hands: rows and facts in one transaction, then the SFU is made to agree."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import append
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import last_seq
from consilium.interpretation import actions as interpretation_actions
from consilium.interpretation import queries as interpretation
from consilium.kernel.audience import EVERYONE, Audience
from consilium.kernel.facts import kind_of
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.roles import SPEAKERS, is_staff, may_speak
from consilium.polls import actions as polls
from consilium.recordings import actions as recordings
from consilium.room import queries, rules, seats
from consilium.room.events import (
    FloorGiven,
    FloorReturned,
    HandLowered,
    HandRaised,
    LayoutChosen,
    ParticipantReadmitted,
    ParticipantRemoved,
    StageEntered,
    StageLeft,
)
from consilium.room.models import Programme, Standing
from consilium.seminars import actions as seminars
from consilium.seminars.events import RolesChanged
from consilium.seminars.models import JoinLink, Seminar
from consilium.seminars.queries import Member, closed_ways, members_among, roles_of
from consilium.sfu.door import Participant, SfuDown, door
from consilium.sfu.grants import Grant
from consilium.sfu.tokens import join_token

log = logging.getLogger(__name__)
Kind = Standing.Kind
_RECENT = 2000  # entries of the log among which raised hands are counted
OPEN = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE)
_ENDS: dict[Kind, Callable[[str], object]] = {
    Kind.STAGE: StageLeft,
    Kind.FLOOR: FloorReturned,
    Kind.HAND: HandLowered,
    Kind.REMOVED: ParticipantReadmitted,
}


def open_room(seminar: Seminar, *, by: Member) -> None:
    """Start the seminar: the log opens and every speaker has a seat on the stage."""
    with transaction.atomic():
        seminars.start_seminar(seminar, by=by)
        interpretation_actions.open_planned(seminar, by=by.person)
        holders = seminar.grants.filter(role__in=SPEAKERS).order_by("id").values_list("person_id", flat=True)
        for person in Person.objects.filter(pk__in=list(holders)).order_by("id"):
            _seat(seminar, person, by=by.person)


def close_room(seminar: Seminar, *, by: Member) -> None:
    """End the seminar, its open polls, what is being recorded of it; `sync_stage` closes the SFU's room."""
    with transaction.atomic():
        if seminar.status == Seminar.Status.LIVE:
            polls.close_with_seminar(seminar, by=by)
            recordings.stop_with_seminar(seminar, by=by)
            interpretation_actions.forget_slowdowns(seminar)
        seminars.end_seminar(seminar, by=by)


def set_stage(seminar: Seminar, person: Person, *, on: bool, by: Member) -> None:
    """Call a person onto the stage, or off it; in a rehearsal too."""
    _must_direct(by)
    with transaction.atomic():
        _lock(seminar, OPEN)
        if on:
            _must_be_here(seminar, person)
            called = not may_speak(roles_of(seminar, person))
            _place(seminar, person, Kind.STAGE, StageEntered(person.id), EVERYONE, by.person, called=called)
            _clear(seminar, person.id, Kind.FLOOR, by=by.person.id)
        else:
            _clear(seminar, person.id, Kind.STAGE, by=by.person.id)


def raise_hand(member: Member, *, raised: bool) -> None:
    """Ask for the floor, or no longer. Others of the audience are not told."""
    person, seminar = member.person, member.seminar
    audience = Audience.person(person.id)
    with transaction.atomic():
        _lock(seminar)
        if not raised:
            _clear(seminar, person.id, Kind.HAND, by=person.id)
            return
        if queries.stands(seminar, person, Kind.STAGE) or queries.stands(seminar, person, Kind.FLOOR):
            raise Conflict("may_speak_already", _("You may speak already."))
        _must_be_here(seminar, person)
        if not queries.stands(seminar, person, Kind.HAND):
            _must_not_hurry(member)
        _place(seminar, person, Kind.HAND, HandRaised(person.id), audience, person)


def give_floor(seminar: Seminar, person: Person, *, by: Member) -> None:
    """Give someone of the audience the right to speak; their hand goes down with it."""
    _must_direct(by)
    with transaction.atomic():
        _lock(seminar)
        _must_be_here(seminar, person)
        if queries.stands(seminar, person, Kind.STAGE):
            raise Conflict("on_stage", _("This person is on the stage and may speak already."))
        if _place(seminar, person, Kind.FLOOR, FloorGiven(person.id), EVERYONE, by.person):
            Standing.objects.filter(seminar=seminar, person=person, kind=Kind.HAND).update(active=False)


def take_floor(seminar: Seminar, person: Person, *, by: Member) -> None:
    """Take the floor back, or give it back oneself."""
    if by.person.id != person.id:
        _must_direct(by)
    with transaction.atomic():
        _lock(seminar, OPEN)
        _clear(seminar, person.id, Kind.FLOOR, by=by.person.id)


def remove(seminar: Seminar, person: Person, *, by: Member) -> None:
    """Send a person out: they may neither speak nor come back until readmitted."""
    _must_direct(by)
    if person.id == by.person.id:
        raise Conflict("oneself", _("You cannot remove yourself."))
    audience = Audience.person(person.id)
    with transaction.atomic():
        if interpretation.works_in_booth(seminar, person.id):
            interpretation_actions.release(seminar, person.id)
        for kind in (Kind.HAND, Kind.FLOOR, Kind.STAGE):
            _clear(seminar, person.id, kind, by=by.person.id)
        _place(seminar, person, Kind.REMOVED, ParticipantRemoved(person.id), audience, by.person)


def readmit(seminar: Seminar, person: Person, *, by: Member) -> None:
    _must_direct(by)
    with transaction.atomic():
        _clear(seminar, person.id, Kind.REMOVED, by=by.person.id)


@transaction.atomic
def release_lost(seminar_id: str) -> None:
    """Who may not stand where they stand goes from there; who is no member any longer leaves the room, and
    who came by a link that has ended.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)
    for link in list(closed_ways([seminar_id]).select_related("person").order_by("id")):
        _shut_out(seminar, link)
    standings, places = queries.lost_standings([seminar_id]), queries.lost_seats([seminar_id])
    gone = set(places.values_list("person_id", flat=True))
    for person, kind in list(standings.order_by("id").values_list("person_id", "kind")):
        _clear(seminar, person, Kind(kind))
        gone.add(person)
    places.delete()
    for person in sorted(gone - members_among(seminar, gone)):
        append(seminar_id, RolesChanged(person, staff=False), audience=Audience.person(person))


def _shut_out(seminar: Seminar, link: JoinLink) -> None:
    """What was taken by a link ends with it. Its person, who may be another than who was here, begins anew
    by signing in: on the stage again if their role has a seat there, which who was called off has not.
    """
    person = link.person_id
    interpretation_actions.unseat(seminar.id, person)
    for kind in (Kind.HAND, Kind.FLOOR):
        _clear(seminar, person, kind)
    if queries.stands(seminar, link.person, Kind.STAGE):
        _clear(seminar, person, Kind.STAGE)
        Standing.objects.filter(seminar=seminar, person=person, kind=Kind.STAGE).delete()
    JoinLink.objects.filter(pk=link.pk).update(way_in=False)
    still = is_staff(roles_of(seminar, link.person))
    append(seminar.id, RolesChanged(person, still), audience=Audience.person(person))


def left(seminar_id: str, person: str) -> bool:
    """The SFU says that someone's line is gone: who is on air in a booth is not any longer, unless they are
    back already. False when the SFU cannot be asked that now: it must say so again.
    """
    seminar = Seminar.objects.filter(pk=seminar_id).first()
    try:
        if seminar and interpretation.works_in_booth(seminar, person):
            interpretation_actions.release_if_gone(seminar, person)
    except SfuDown as error:
        log.warning("sfu.unreachable", extra={"seminar": seminar_id, "reason": str(error)})
        return False
    return True


def choose_layout(seminar: Seminar, layout: str, *, by: Member) -> None:
    """Lay the programme out for everyone; in a rehearsal too."""
    _must_direct(by)
    if layout not in rules.LAYOUTS:
        raise Invalid("no_such_layout", _("There is no such layout."))
    with transaction.atomic():
        _lock(seminar, OPEN)
        programme, _made = Programme.objects.select_for_update().get_or_create(seminar=seminar)
        if programme.layout != layout:
            programme.layout = layout
            programme.save(update_fields=["layout"])
            append(seminar.id, LayoutChosen(layout), audience=EVERYONE, actor=by.person.id)


def enter(member: Member) -> str:
    """A token for the SFU with what this person may publish now; a speaker takes their seat by it.

    Raises Conflict "no_seat" for one of the audience when all seats are taken.
    """
    seminar, person = member.seminar, member.person
    if not rules.may_enter(member.roles, status=seminar.status, staff=member.staff):
        raise Conflict("not_live", _("The seminar is not live."))
    if rules.may_take_seat(member.roles) and seminar.status == Seminar.Status.LIVE:
        with transaction.atomic():
            _lock(seminar)
            _seat(seminar, person, by=person)
    seminars.come_in(member)
    grant = queries.grant_of(seminar, person)
    if grant is None:
        raise NotAllowed("removed", _("A moderator has removed you from this room."))
    if not seats.take_seat(member, speaks=bool(grant.sources)):
        raise Conflict("no_seat", _("All seats are taken. You can watch a few seconds behind."))
    door().open_room(seminar.id)
    return join_token(seminar.id, person.id, grant, way=member.link)


def mute(seminar: Seminar, person: Person, source: str, *, by: Member) -> None:
    """Mute a person's microphone or stop their camera on the SFU; no lasting fact: they may start again."""
    _must_direct(by)
    door().mute(seminar.id, person.id, source)


def sync_stage(seminar: Seminar) -> bool:
    """Make the SFU agree with the rows; False when it cannot be asked now.

    Called after the commit by who changed something, and by the SFU's own notices: a call that was lost with
    its process is made good by the next.
    """
    try:
        if seminar.status == Seminar.Status.ENDED:
            door().close_room(seminar.id)
            return True
        present = door().participants(seminar.id)
        wanted = queries.grants(seminar, [participant.identity for participant in present])
        ways = queries.open_ways(seminar, [participant.way for participant in present])
        for participant in present:
            # A token outlives its link, also when its person has come in by signing in meanwhile.
            wants = wanted[participant.identity] if participant.way in ways else None
            _settle(seminar, participant, wants)
    except SfuDown as error:
        log.warning("sfu.unreachable", extra={"seminar": seminar.id, "reason": str(error)})
        return False
    return True


def _settle(seminar: Seminar, participant: Participant, wants: Grant | None) -> None:
    """Until it is what the rows say: they may have changed while the SFU was told, and who changed them may
    have told it sooner.
    """
    person, has = participant.identity, participant.grant
    while has != wants and not has.hidden:  # our own workers are
        if wants is None:
            door().remove(seminar.id, person)
            return
        door().set_grant(seminar.id, person, wants)
        has, wants = wants, queries.grants(seminar, [person])[person]


def _seat(seminar: Seminar, person: Person, *, by: Person) -> None:
    """Give a speaker their seat unless they have one, or were called off."""
    if not Standing.objects.filter(
        seminar=seminar, person=person, kind__in=(Kind.STAGE, Kind.REMOVED)
    ).exists():
        _place(seminar, person, Kind.STAGE, StageEntered(person.id), EVERYONE, by)


def _place(
    seminar: Seminar,
    person: Person,
    kind: Kind,
    fact: object,
    audience: Audience,
    by: Person,
    *,
    called: bool = False,
) -> bool:
    """Make a standing active and append its fact; False, and nothing happens, when it is active already."""
    now = _now()
    row, made = Standing.objects.select_for_update().get_or_create(
        seminar=seminar, person=person, kind=kind, defaults={"since": now, "called": called}
    )
    if not made and row.active:
        return False
    if not made:
        Standing.objects.filter(pk=row.pk).update(since=now, active=True, called=called)
    append(seminar.id, fact, audience=audience, actor=by.id, at=now)
    return True


def _clear(seminar: Seminar, person: str, kind: Kind, *, by: str = "") -> None:
    """End a standing and append its fact; nothing happens when there is none."""
    if Standing.objects.filter(seminar=seminar, person=person, kind=kind, active=True).update(active=False):
        audience = Audience.person(person) if kind in (Kind.HAND, Kind.REMOVED) else EVERYONE
        append(seminar.id, _ENDS[kind](person), audience=audience, actor=by)


def _now() -> datetime:
    return timezone.now()


def _must_direct(by: Member) -> None:
    if not rules.may_direct(by.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))


def _lock(seminar: Seminar, statuses: Collection[str] = (Seminar.Status.LIVE,)) -> None:
    """The seminar does not end, or begin, before this transaction does. Raises Conflict "not_live"."""
    if Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk).status not in statuses:
        raise Conflict("not_live", _("The seminar is not live."))


def _must_not_hurry(member: Member) -> None:
    since, newest = _now() - rules.RAISED_WITHIN, last_seq(member.seminar.id)
    raised = LogEntry.objects.filter(
        stream=member.seminar.id, seq__gt=newest - _RECENT, kind=kind_of(HandRaised), actor=member.person.id
    )
    if raised.filter(at__gt=since).count() >= rules.RAISED_AT_MOST:
        raise TooMany("too_many", _("Be patient, you are sending too many requests."))


def _must_be_here(seminar: Seminar, person: Person) -> None:
    if queries.stands(seminar, person, Kind.REMOVED):
        raise Conflict("removed", _("This person was removed from the room."))


def member_or_404(seminar: Seminar, person_id: str) -> Person:
    """A person of this seminar by id; Unknown for anyone else."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not queries.belongs(seminar, person):
        raise Unknown("no_such_person", _("There is no such person in this seminar."))
    return person


def person_here_or_404(seminar: Seminar, person_id: str) -> Person:
    """The same, and who stands in the room though they are no member any longer: they can be sent off."""
    standing = Standing.objects.filter(seminar=seminar, person=person_id, active=True)
    found = standing.select_related("person").first()
    return found.person if found else member_or_404(seminar, person_id)
