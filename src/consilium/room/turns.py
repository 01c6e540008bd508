"""Whose voice is the floor, and in which language: said by the scribe, put right by people."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import append
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE
from consilium.kernel.languages import is_tag
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed
from consilium.room import rules
from consilium.room.events import FloorTurned
from consilium.room.models import Programme
from consilium.room.queries import turn_of
from consilium.room.state import Turn
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member


@transaction.atomic
def turn_floor(by: Member | Worker, person: Person, *, language: str, how: str) -> Turn:
    """From now on the floor is this person, in this language; returns the turn as it stands after.

    `language` "": the first that they say they speak. What people have corrected is not detected otherwise as
    long as the same person speaks. Raises NotAllowed, Conflict when the seminar is not live, Invalid.
    """
    if not _may_turn(by, how):
        raise NotAllowed("not_a_captioner", _("Only captioners and moderators may set the floor's language."))
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=by.seminar.id)
    if seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))
    language = language or _first_language(person, seminar)
    if not is_tag(language):
        raise Invalid("no_such_language", _("There is no such language."))
    programme, _made = Programme.objects.select_for_update().get_or_create(seminar=seminar)
    same_person = programme.turn_person_id == person.id
    kept = same_person and how != rules.CORRECTED and programme.turn_how == rules.CORRECTED
    if not kept and (not same_person or (programme.turn_language, programme.turn_how) != (language, how)):
        now = timezone.now()
        programme.turn_person, programme.turn_language = person, language
        programme.turn_how, programme.turn_since = how, now
        programme.save(update_fields=["turn_person", "turn_language", "turn_how", "turn_since"])
        actor = by.person.id if isinstance(by, Member) else ""
        append(seminar.id, FloorTurned(person.id, language, how), audience=EVERYONE, actor=actor, at=now)
    return turn_of(programme)


def _may_turn(by: Member | Worker, how: str) -> bool:
    if isinstance(by, Member):
        return how == rules.CORRECTED and rules.may_turn(by.roles)
    return how in rules.HEARD


def _first_language(person: Person, seminar: Seminar) -> str:
    return next((tag for tag in person.languages_spoken if tag), "") or seminar.floor_language
