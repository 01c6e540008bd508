"""What one seminar's page shows, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePath

from django.urls import reverse
from django.utils.translation import gettext as _

from consilium.accounts.queries import state_name
from consilium.kernel import languages
from consilium.kernel.audience import Reader
from consilium.seminars import times
from consilium.seminars.models import ROLES, Contribution, Document, Registration, RoleGrant, Seminar
from consilium.seminars.pages import FACULTY, Offer, Viewer, offers
from consilium.seminars.queries import Member, snapshot

ROOM_OPENS = timedelta(minutes=30)  # before the announced start
ROLE_WORDS = dict(ROLES)


@dataclass(frozen=True)
class Faculty:
    """A speaker or chair. `interests` is the declared conflict of interest; "" means not declared yet."""

    id: str
    name: str
    title: str
    specialty: str
    institution: str
    state: str
    roles: tuple[str, ...]
    speaks: tuple[tuple[str, str], ...]
    biography: str
    interests: str

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(frozen=True)
class Item:
    """A contribution in the agenda; `clock` is planned, in the viewer's zone."""

    id: str
    clock: str
    at: datetime
    title: str
    kind: str
    minutes: int
    speakers: str
    running: bool
    done: bool


@dataclass(frozen=True)
class Block:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class File:
    title: str
    url: str
    kind: str
    size: str


@dataclass(frozen=True)
class Button:
    """The one primary thing to do. `post` says that it is a form, not a link."""

    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class SeminarPage:
    seminar: Seminar
    badge: str
    day: str
    hours: str
    offset: str
    host_hours: str
    host_offset: str
    host_state: str
    objectives: tuple[str, ...]
    faculty: tuple[Faculty, ...]
    agenda: tuple[Block, ...]
    languages: tuple[Offer, ...]
    documents: tuple[File, ...]
    mine: str
    registered: int
    places_left: int | None
    waiting: int
    button: Button | None
    note: str
    calendar_url: str
    may_cancel: bool
    organise: bool
    describe_url: str


def seminar_page(seminar: Seminar, viewer: Viewer, member: Member | None) -> SeminarPage:
    """Everything the page of one seminar shows to this viewer."""
    host = times.zone_named(seminar.time_zone)
    mine = _mine(seminar, viewer)
    registered = seminar.registrations.filter(status=Registration.Status.REGISTERED).count()
    left = None if seminar.capacity is None else max(0, seminar.capacity - registered)
    button, note = primary(seminar, viewer.now, mine, member, full=left == 0)
    today = viewer.now.astimezone(viewer.zone).date()
    return SeminarPage(
        seminar=seminar,
        badge=_badge(seminar, viewer.now),
        day=times.day_or_today(seminar.starts_at.astimezone(viewer.zone).date(), today),
        hours=_hours(seminar, viewer.zone),
        offset=times.offset(seminar.starts_at, viewer.zone),
        host_hours=_hours(seminar, host),
        host_offset=times.offset(seminar.starts_at, host),
        host_state=state_name(seminar.organiser_state) if seminar.organiser_state else "",
        objectives=tuple(line.strip() for line in seminar.objectives.splitlines() if line.strip()),
        faculty=faculty(seminar),
        agenda=agenda(seminar, viewer),
        languages=offers(seminar),
        documents=_documents(seminar),
        mine=mine,
        registered=registered,
        places_left=left,
        waiting=seminar.registrations.filter(status=Registration.Status.WAITING).count(),
        button=button,
        note=note,
        calendar_url=reverse("seminars:calendar", args=[seminar.slug]),
        may_cancel=mine in ("registered", "pending", "waiting") and seminar.status != Seminar.Status.ENDED,
        organise=bool(member and member.may_organise),
        describe_url=_describe_url(seminar, member),
    )


def _describe_url(seminar: Seminar, member: Member | None) -> str:
    """Where a speaker or chair tells about themselves; "" for others."""
    speaks = member and seminar.grants.filter(person=member.person, role__in=FACULTY).exists()
    return reverse("seminars:about_me", args=[seminar.slug]) if speaks else ""


def primary(
    seminar: Seminar, now: datetime, mine: str, member: Member | None, *, full: bool
) -> tuple[Button | None, str]:
    """The one button for this viewer, and a sentence that explains it or its absence."""
    if seminar.status == Seminar.Status.ENDED:
        return None, _("This seminar has ended.")
    if member:
        return _way_in(seminar, now, staff=member.staff)
    if mine == Registration.Status.PENDING:
        return None, _("Your request waits for the organiser's approval. You will get an e-mail.")
    if mine == Registration.Status.WAITING:
        return None, _("You are on the waiting list. You will get an e-mail when a place is free.")
    if mine == Registration.Status.DECLINED:
        return None, _("The organiser could not give you a place.")
    return _admission(seminar, full=full)


def _way_in(seminar: Seminar, now: datetime, *, staff: bool) -> tuple[Button | None, str]:
    room = f"/seminars/{seminar.slug}/room"
    if seminar.status == Seminar.Status.LIVE:
        return Button(_("Join"), room), ""
    if staff or now >= seminar.starts_at - ROOM_OPENS:
        return Button(_("Enter the room"), room), _("The room opens 30 minutes before the start.")
    return None, _("You are registered. The room opens 30 minutes before the start.")


def _admission(seminar: Seminar, *, full: bool) -> tuple[Button | None, str]:
    url = reverse("seminars:register", args=[seminar.slug])
    match seminar.registration:
        case Seminar.Admission.CLOSED:
            return None, _("Registration is closed. Invited persons enter by their personal link.")
        case Seminar.Admission.APPROVAL:
            return Button(_("Ask for a place"), url), _("The organiser approves each registration.")
        case _ if full:
            return Button(_("Join the waiting list"), url), _("All places are taken.")
        case _:
            return Button(_("Register"), url), _("Registration is free and needs one minute.")


def _mine(seminar: Seminar, viewer: Viewer) -> str:
    if viewer.person is None:
        return ""
    mine = Registration.objects.filter(seminar=seminar, person=viewer.person)
    found = mine.exclude(status=Registration.Status.CANCELLED).values_list("status", flat=True).first()
    return found or ""


def _badge(seminar: Seminar, now: datetime) -> str:
    match seminar.status:
        case Seminar.Status.LIVE:
            return _("Live")
        case Seminar.Status.ENDED:
            return _("Ended")
        case Seminar.Status.DRAFT:
            return _("Draft")
        case _ if seminar.starts_at <= now:
            return _("About to begin")
        case _:
            return _("Upcoming, %(when)s") % {"when": times.in_words(seminar.starts_at - now)}


def _hours(seminar: Seminar, zone: tzinfo) -> str:
    return f"{times.clock(seminar.starts_at, zone)}–{times.clock(seminar.ends_at, zone)}"


def faculty(seminar: Seminar) -> tuple[Faculty, ...]:
    """Chairs and speakers, in the order they were named, each once with all their roles."""
    grants = seminar.grants.filter(role__in=FACULTY).select_related("person", "person__institution")
    by_person: dict[str, list[RoleGrant]] = {}
    for grant in grants.order_by("id"):
        by_person.setdefault(grant.person_id, []).append(grant)
    return tuple(_faculty(group) for group in by_person.values())


def _faculty(grants: Sequence[RoleGrant]) -> Faculty:
    person = grants[0].person
    return Faculty(
        id=person.id,
        name=person.name,
        title=person.title,
        specialty=person.specialty,
        institution=person.institution.name if person.institution else person.institution_name,
        state=state_name(person.state) if person.state else "",
        roles=tuple(str(ROLE_WORDS[grant.role]) for grant in grants),
        speaks=tuple((tag, languages.endonym(tag)) for tag in person.languages_spoken),
        biography=next((grant.biography for grant in grants if grant.biography), ""),
        interests=next((grant.interests for grant in grants if grant.interests), ""),
    )


def agenda(seminar: Seminar, viewer: Viewer) -> tuple[Block, ...]:
    """Sessions with their contributions; each starts when the one before it is planned to end."""
    running = snapshot(seminar, Reader("")).running
    blocks = []
    for session in seminar.sessions.prefetch_related("contributions__speakers"):
        at = session.starts_at
        items = []
        for row in session.contributions.all():
            items.append(_item(row, at, viewer, running=row.id == running))
            at += timedelta(minutes=row.minutes)
        blocks.append(Block(session.title, tuple(items)))
    return tuple(blocks)


def _item(row: Contribution, at: datetime, viewer: Viewer, *, running: bool) -> Item:
    return Item(
        id=row.id,
        clock=times.clock(at, viewer.zone),
        at=at,
        title=row.title,
        kind=str(row.get_kind_display()),
        minutes=row.minutes + row.extra_minutes,
        speakers=", ".join(person.name for person in row.speakers.all()),
        running=running,
        done=bool(row.started_at) and not running,
    )


def _documents(seminar: Seminar) -> tuple[File, ...]:
    return tuple(_file(seminar, row) for row in seminar.documents.all())


def _file(seminar: Seminar, row: Document) -> File:
    url = reverse("seminars:document", args=[seminar.slug, row.id])
    try:
        size = times.file_size(row.file.size)
    except FileNotFoundError:  # restored without its media folder: the page still opens
        size = ""
    return File(row.title, url, PurePath(str(row.file.name)).suffix.lstrip(".").upper(), size)
