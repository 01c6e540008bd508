"""Registration, join links and the running of a seminar. Editing its programme is in `planning`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts import actions as accounts
from consilium.accounts.models import Person
from consilium.eventlog.actions import Draft, append_all, ensure_stream
from consilium.eventlog.queries import last_seq
from consilium.kernel.audience import EVERYONE, Audience
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.roles import Role, is_staff
from consilium.seminars import rules
from consilium.seminars.events import (
    ContributionExtended,
    ContributionStarted,
    RolesChanged,
    SeminarEnded,
    SeminarStarted,
)
from consilium.seminars.models import Contribution, JoinLink, Mail, Registration, RoleGrant, Seminar
from consilium.seminars.queries import Member, expected, is_reachable, living_links, roles_of

MINUTES_AT_ONCE = 120
GIVE_UP = timedelta(days=2)  # a mail that could not be sent for so long is not sent any more
Status = Registration.Status
OPEN = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE)


@dataclass(frozen=True)
class Answers:
    """What a person says when registering; checked by the form."""

    state: str = ""
    institution: str = ""
    specialty: str = ""
    languages: tuple[str, ...] = ()
    question: str = ""


# Registration


@transaction.atomic
def register(seminar: Seminar, *, person: Person, answers: Answers) -> Registration:
    """Register a person. Twice changes nothing; after cancelling, one begins at the end of the line."""
    seminar = _locked(seminar)
    row = Registration.objects.filter(seminar=seminar, person=person).first()
    if row and row.status != Status.CANCELLED:
        return row
    if seminar.status not in OPEN or seminar.registration == Seminar.Admission.CLOSED:
        raise Conflict("registration_closed", _("Registration for this seminar is closed."))
    row = row or Registration(seminar=seminar, person=person)
    row.status = rules.admit(seminar.registration, full=_is_full(seminar))
    row.state, row.institution, row.specialty = answers.state, answers.institution, answers.specialty
    row.languages, row.question = list(answers.languages), answers.question
    row.since = timezone.now()
    row.save()
    _announce(row)
    return row


@transaction.atomic
def cancel_registration(seminar: Seminar, *, person: Person) -> None:
    """Give the place back: the attendee's links die, and whoever waits longest moves up."""
    seminar = _locked(seminar)
    row = Registration.objects.filter(seminar=seminar, person=person).exclude(status=Status.CANCELLED).first()
    if row is None:
        return
    had_place = row.status == Status.REGISTERED
    row.status = Status.CANCELLED
    row.save(update_fields=["status"])
    links = JoinLink.objects.filter(seminar=seminar, person=person, role=Role.ATTENDEE, revoked_at=None)
    links.update(revoked_at=timezone.now())
    if had_place:
        tell_roles(seminar, person)
    fill_places(seminar)


@transaction.atomic
def decide_registration(seminar: Seminar, registration_id: str, *, by: Member, accept: bool) -> Registration:
    """Accept or decline who asked for a place. Accepting into a full seminar puts them on the list."""
    _demand(rules.may_organise(by.roles))
    seminar = _locked(seminar)
    known = is_id(registration_id)
    row = Registration.objects.filter(seminar=seminar, pk=registration_id).first() if known else None
    if row is None:
        raise Unknown("no_registration", _("There is no such registration."))
    if row.status not in (Status.PENDING, Status.WAITING, Status.DECLINED):
        return row
    if not accept:
        row.status = Status.DECLINED
    else:
        row.status = Status.WAITING if _is_full(seminar) else Status.REGISTERED
    row.save(update_fields=["status"])
    _announce(row)
    return row


def fill_places(seminar: Seminar) -> None:
    """Move people up from the waiting list while there are places. The caller holds the seminar's lock.

    Nobody moves up in a draft, nor when the seminar is over: there is no room to come to.
    """
    if seminar.status not in OPEN:
        return
    waiting = Registration.objects.filter(seminar=seminar, status=Status.WAITING)
    while not _is_full(seminar) and (row := waiting.order_by("since", "id").first()):
        row.status = Status.REGISTERED
        row.save(update_fields=["status"])
        _announce(row)


def _announce(row: Registration) -> None:
    """The mail that tells this status, once for each time it is reached."""
    if row.status == Status.REGISTERED and not _link_until(row.seminar, row.person, Role.ATTENDEE):
        _new_link(row.seminar, row.person, Role.ATTENDEE)
    stamp = int(row.since.timestamp() * 1000)
    post(row.status, row.seminar, row.person, f"{row.id}:{stamp}")


def _is_full(seminar: Seminar) -> bool:
    accepted = Registration.objects.filter(seminar=seminar, status=Status.REGISTERED).count()
    return rules.is_full(accepted, seminar.capacity)


# Join links


@transaction.atomic
def invite(
    seminar: Seminar, *, by: Member, email: str, name: str, role: Role, expires_at: datetime | None = None
) -> JoinLink:
    """A personal link for somebody known by an e-mail, and the mail that carries it.

    A role other than attendee is granted as well, so that the person also has it after signing in.
    """
    _demand(rules.may_organise(by.roles))
    if expires_at and expires_at <= timezone.now():
        raise Invalid("expires_in_past", _("The link would have expired already."))
    person = accounts.person_by_email(email, name=name)
    if not person.is_active:  # no link of theirs lives, and no mail goes to them
        raise Conflict("account_closed", _("This account is inactive."))
    if role != Role.ATTENDEE:
        RoleGrant.objects.get_or_create(seminar=seminar, person=person, role=role)
    link = _link_until(seminar, person, role, expires_at) or _new_link(seminar, person, role, expires_at)
    _send_invitation(link)
    return link


def _send_invitation(link: JoinLink) -> None:
    """Again each time it is asked for, but not twice while one still waits to be sent."""
    waiting = Mail.objects.filter(sent_at=None, created_at__gt=timezone.now() - GIVE_UP)
    if not waiting.filter(person=link.person, key__startswith=f"invitation:{link.id}").exists():
        post("invitation", link.seminar, link.person, f"{link.id}:{new_id()}")


@transaction.atomic
def revoke_link(seminar: Seminar, link_id: str, *, by: Member) -> None:
    """The link stops working at once, also for whoever is in the room through it."""
    _demand(rules.may_organise(by.roles))
    link = JoinLink.objects.filter(seminar=seminar, pk=link_id).first() if is_id(link_id) else None
    if link is None:
        raise Unknown("no_link", _("There is no such link."))
    if JoinLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        tell_roles(seminar, link.person)


def tell_roles(seminar: Seminar, person: Person) -> None:
    """In the transaction that takes something back from a person: the room must not go by it any longer."""
    if seminar.status in OPEN:
        fact = RolesChanged(person.id, is_staff(roles_of(seminar, person)))
        append_all(seminar.id, [Draft(fact, Audience.person(person.id))])


def use_link(link: JoinLink) -> None:
    """Note that a link was followed."""
    JoinLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())


def _link_until(
    seminar: Seminar, person: Person, role: Role, expires_at: datetime | None = None
) -> JoinLink | None:
    """A living link of just this life; without a time, one that works until a month after the seminar."""
    living = living_links(seminar).filter(person=person, role=role)
    if expires_at:
        return living.filter(expires_at=expires_at).first()
    return living.filter(expires_at__gte=seminar.ends_at + settings.JOIN_LINK_LIFE).first()


def come_in(member: Member) -> None:
    """Note by which way a person comes into the room: their link, or none for who signed in."""
    links = JoinLink.objects.filter(seminar=member.seminar, person=member.person)
    links.filter(way_in=True).exclude(pk=member.link).update(way_in=False)
    links.filter(way_in=False, pk=member.link).update(way_in=True)


def _new_link(seminar: Seminar, person: Person, role: Role, expires_at: datetime | None = None) -> JoinLink:
    default = max(seminar.ends_at, timezone.now()) + settings.JOIN_LINK_LIFE
    return JoinLink.objects.create(
        seminar=seminar, person=person, role=role, expires_at=expires_at or default
    )


# Running


@transaction.atomic
def start_seminar(seminar: Seminar, *, by: Member) -> None:
    """Open the room. Starting a live seminar again changes nothing."""
    _demand(rules.may_run(by.roles))
    row = _locked(seminar)
    if row.status == Seminar.Status.LIVE:
        return
    if row.status != Seminar.Status.PUBLISHED:
        raise Conflict("not_published", _("Only a published seminar can begin."))
    at = timezone.now()
    row.status, row.started_at = Seminar.Status.LIVE, at
    row.save(update_fields=["status", "started_at"])
    ensure_stream(row.id)
    append_all(row.id, [Draft(SeminarStarted(), EVERYONE, by.person.id)], at=at)
    seminar.refresh_from_db()


@transaction.atomic
def end_seminar(seminar: Seminar, *, by: Member) -> None:
    """Close the room for good."""
    _demand(rules.may_run(by.roles))
    row = _locked(seminar)
    if row.status == Seminar.Status.ENDED:
        return
    _demand_live(row)
    at = timezone.now()
    row.status, row.ended_at = Seminar.Status.ENDED, at
    row.save(update_fields=["status", "ended_at"])
    append_all(row.id, [Draft(SeminarEnded(), EVERYONE, by.person.id)], at=at)
    seminar.refresh_from_db()


@transaction.atomic
def start_contribution(seminar: Seminar, contribution_id: str, *, by: Member) -> None:
    """Begin a contribution; the one before it ends by that. The running one is not begun again."""
    _demand(rules.may_run(by.roles))
    _demand_live(_locked(seminar))
    row = _contribution(seminar, contribution_id)
    begun = Contribution.objects.filter(session__seminar=seminar, started_at__isnull=False)
    if begun.order_by("-started_at").values_list("id", flat=True).first() == row.id:
        return
    at = timezone.now()
    row.started_at = at
    row.save(update_fields=["started_at"])
    append_all(seminar.id, [Draft(ContributionStarted(row.id), EVERYONE, by.person.id)], at=at)


@transaction.atomic
def extend_contribution(
    seminar: Seminar, contribution_id: str, *, minutes: int, by: Member, key: str | None = None
) -> None:
    """Give a contribution 1 to 120 minutes more. A repeated `key` adds nothing."""
    _demand(rules.may_run(by.roles))
    if not 1 <= minutes <= MINUTES_AT_ONCE:
        raise Invalid("minutes", _("Between 1 and 120 minutes can be added."))
    _demand_live(_locked(seminar))
    row = _contribution(seminar, contribution_id)
    fact = ContributionExtended(row.id, minutes)
    before = last_seq(seminar.id)
    [seq] = append_all(seminar.id, [Draft(fact, EVERYONE, by.person.id, key)])
    if seq > before:
        row.extra_minutes += minutes
        row.save(update_fields=["extra_minutes"])


def _contribution(seminar: Seminar, pk: str) -> Contribution:
    row = Contribution.objects.filter(session__seminar=seminar, pk=pk).first() if is_id(pk) else None
    if row is None:
        raise Unknown("no_contribution", _("There is no such contribution."))
    return row


# Mail


def post(kind: str, seminar: Seminar, person: Person, stamp: str) -> None:
    """Decide a mail, in the transaction of what it tells. `tasks.deliver` sends it, once for each key.

    None for whom no mail reaches.
    """
    if not is_reachable(person):
        return
    Mail.objects.get_or_create(
        key=f"{kind}:{stamp}", defaults={"kind": kind, "seminar": seminar, "person": person}
    )


REMINDERS = {"reminder-24h": timedelta(hours=24), "reminder-1h": timedelta(hours=1)}


def remind(now: datetime) -> int:
    """Decide the reminders that are due; returns how many persons were looked at.

    The day's reminder goes between 24 hours and 1 hour before the start, the hour's within the last hour.
    Whoever was written to about the seminar within that span already knows.
    """
    looked = 0
    published = Seminar.objects.filter(status=Seminar.Status.PUBLISHED, starts_at__gt=now)
    for seminar in published.filter(starts_at__lte=now + REMINDERS["reminder-24h"]):
        near = seminar.starts_at - now <= REMINDERS["reminder-1h"]
        kind = "reminder-1h" if near else "reminder-24h"
        for person in _expected(seminar, not_since=seminar.starts_at - REMINDERS[kind]):
            with transaction.atomic():
                post(kind, seminar, person, f"{seminar.id}:{person.id}:{int(seminar.starts_at.timestamp())}")
            looked += 1
    return looked


def _expected(seminar: Seminar, *, not_since: datetime) -> Sequence[Person]:
    """Who is expected in the room and was not written to after `not_since`."""
    told = Mail.objects.filter(seminar=seminar, created_at__gte=not_since).values("person")
    return list(expected(seminar, at=seminar.starts_at).exclude(id__in=told))


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def _demand(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not_allowed", _("Your role does not permit this."))


def _demand_live(seminar: Seminar) -> None:
    if seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))
