"""Seats: places on the SFU for the audience. Who has none watches the broadcast, a few seconds behind.

Counted by presence and race-free: taking one is a transaction that holds the seminar's row, counts and then
writes. A seat is held while its person is present (they follow the stream) or has only just asked for it.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE
from consilium.room import rules
from consilium.room.events import SeatsTallied
from consilium.room.models import Presence, Programme, Seat
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

#: A page has its ticket before its stream is open, and a line may be lost for a moment.
SETTLING = timedelta(seconds=30)


@transaction.atomic
def take_seat(member: Member, *, speaks: bool) -> bool:
    """Give this person a seat if they need one; False when all are taken.

    `speaks`: on the stage or with the floor: such a person is let in whatever the number.
    """
    if not rules.needs_seat(member.roles, speaks=speaks):
        return True
    seminar = _locked(member.seminar.id)
    now = timezone.now()
    has_one = held(seminar.id).filter(person=member.person).exists()
    given = has_one or _free(seminar.id) > 0
    if given:
        Seat.objects.update_or_create(seminar=seminar, person=member.person, defaults={"taken_at": now})
    _tell(seminar.id, freed=False)
    return given


@transaction.atomic
def release_seat(member: Member) -> None:
    """They would rather watch the broadcast; for who has no seat nothing changes. That there is a free one
    again is told by `settle`: else one person who comes and goes could tell it to everyone all the time.
    """
    seminar = _locked(member.seminar.id)
    Seat.objects.filter(seminar=seminar, person=member.person).delete()


def freed_among(seminars: Sequence[str]) -> list[str]:
    """Those of which it was said that they are full, and are no longer."""
    full = Programme.objects.filter(seminar__in=seminars, full=True).values_list("seminar_id", flat=True)
    return [seminar for seminar in full if _free(seminar)]


@transaction.atomic
def settle(seminar: str) -> None:
    """Forget the seats of those who have gone, and say so if there are free ones again."""
    _locked(seminar)
    kept = list(held(seminar).values_list("pk", flat=True))
    Seat.objects.filter(seminar=seminar).exclude(pk__in=kept).delete()
    _tell(seminar, freed=True)


def held(seminar: str) -> QuerySet[Seat]:
    """The seats of those who are present, or were given theirs a moment ago."""
    present = Presence.objects.filter(seminar=seminar, person=OuterRef("person"), closed_at=None)
    lately = Q(taken_at__gte=timezone.now() - SETTLING)
    return Seat.objects.filter(Q(Exists(present)) | lately, seminar=seminar)


def _free(seminar: str) -> int:
    return max(0, int(settings.INTERACTIVE_SEATS) - held(seminar).count())


def _locked(seminar: str) -> Seminar:
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar)


def _tell(seminar: str, *, freed: bool) -> None:
    """Only that there are none left, or, `freed`, some again, not each coming and going. The seminar is
    locked.
    """
    free = _free(seminar)
    programme, _made = Programme.objects.select_for_update().get_or_create(seminar_id=seminar)
    if programme.full != (free == 0) and (free == 0 or freed):
        programme.full = free == 0
        programme.save(update_fields=["full"])
        append(seminar, SeatsTallied(free), audience=EVERYONE)
