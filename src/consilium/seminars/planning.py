"""Setting a seminar up: what its organiser writes before, and may still correct while it is live."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import ensure_stream
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.roles import Role
from consilium.seminars import rules
from consilium.seminars.actions import fill_places, post, tell_roles
from consilium.seminars.models import (
    Contribution,
    Document,
    JoinLink,
    ProgrammeSession,
    Registration,
    RoleGrant,
    Seminar,
)
from consilium.seminars.queries import Member, expected

Values = Mapping[str, Any]
Row = TypeVar("Row", bound=models.Model)
RESERVED_SLUGS = {"new"}
COPY_LATER = timedelta(days=7)


@transaction.atomic
def create_seminar(*, by: Person, values: Values) -> Seminar:
    """A draft with its empty stream; who makes it organises it. `values` are fields of `Seminar`."""
    if not rules.may_create(administrator=by.is_staff, organises=organises(by)):
        raise NotAllowed("not_allowed", _("Your role does not permit this."))
    seminar = Seminar(slug=_free_slug(values["title"]), **values)
    _demand_times(seminar)
    seminar.save()
    ensure_stream(seminar.id)
    RoleGrant.objects.create(seminar=seminar, person=by, role=Role.ORGANISER)
    return seminar


@transaction.atomic
def edit_seminar(seminar: Seminar, *, by: Member, values: Values) -> None:
    """Save fields. More places move the waiting list; another time moves the agenda and is told."""
    row = _own(seminar, by)
    before, over = row.starts_at, row.ends_at
    _set(row, values)
    _demand_times(row)
    row.save()
    _prolong_links(row, over)
    if row.starts_at != before:
        row.sessions.update(starts_at=F("starts_at") + (row.starts_at - before))
        if row.status == Seminar.Status.PUBLISHED:
            _tell_new_time(row)
    fill_places(row)
    seminar.refresh_from_db()


@transaction.atomic
def publish_seminar(seminar: Seminar, *, by: Member) -> None:
    row = _own(seminar, by)
    if row.status != Seminar.Status.DRAFT:
        return
    if row.ends_at <= timezone.now():
        raise Conflict("in_the_past", _("The seminar would be over already. Set a time to come."))
    row.status = Seminar.Status.PUBLISHED
    row.save(update_fields=["status"])
    seminar.refresh_from_db()


@transaction.atomic
def withdraw_seminar(seminar: Seminar, *, by: Member) -> None:
    """Back to a draft, as long as nobody has registered."""
    row = _own(seminar, by)
    if row.status != Seminar.Status.PUBLISHED:
        raise Conflict("not_published", _("Only a published seminar can be withdrawn."))
    if row.registrations.exclude(status=Registration.Status.CANCELLED).exists():
        raise Conflict("has_registrations", _("People have registered already. Change the time instead."))
    row.status = Seminar.Status.DRAFT
    row.save(update_fields=["status"])
    seminar.refresh_from_db()


@transaction.atomic
def duplicate_seminar(seminar: Seminar, *, by: Member) -> Seminar:
    """A draft a week later with the same programme, languages and roles; nobody is registered or invited."""
    source = _own(seminar, by)
    copy = Seminar.objects.get(pk=source.pk)
    copy.id, copy.slug = new_id(), _free_slug(source.title)
    copy.status, copy.started_at, copy.ended_at = Seminar.Status.DRAFT, None, None
    copy.starts_at, copy.ends_at = source.starts_at + COPY_LATER, source.ends_at + COPY_LATER
    copy.created_at = timezone.now()
    copy.save(force_insert=True)
    ensure_stream(copy.id)
    for session in source.sessions.prefetch_related("contributions__speakers"):
        _copy_session(session, copy)
    for grant in source.grants.all():
        RoleGrant.objects.create(
            seminar=copy,
            person=grant.person,
            role=grant.role,
            biography=grant.biography,
            interests=grant.interests,
        )
    return copy


def _copy_session(session: ProgrammeSession, copy: Seminar) -> None:
    made = ProgrammeSession.objects.create(
        seminar=copy,
        title=session.title,
        position=session.position,
        starts_at=session.starts_at + COPY_LATER,
    )
    for row in session.contributions.all():
        again = Contribution.objects.create(
            session=made, title=row.title, kind=row.kind, minutes=row.minutes, position=row.position
        )
        again.speakers.set(row.speakers.all())


# Programme


@transaction.atomic
def add_session(seminar: Seminar, *, by: Member, title: str, starts_at: datetime) -> ProgrammeSession:
    row = _own(seminar, by)
    position = row.sessions.count()
    return ProgrammeSession.objects.create(seminar=row, title=title, starts_at=starts_at, position=position)


@transaction.atomic
def edit_session(seminar: Seminar, session_id: str, *, by: Member, values: Values) -> None:
    row = _session(_own(seminar, by), session_id)
    _set(row, values)
    row.save()


@transaction.atomic
def remove_session(seminar: Seminar, session_id: str, *, by: Member) -> None:
    row = _session(_own(seminar, by), session_id)
    if row.contributions.filter(started_at__isnull=False).exists():
        raise Conflict("has_begun", _("A contribution of this session has begun."))
    row.delete()


@transaction.atomic
def add_contribution(
    seminar: Seminar, session_id: str, *, by: Member, values: Values, speakers: Iterable[Person] = ()
) -> Contribution:
    """Append a contribution to a session. Its speakers must hold a role in the seminar."""
    session = _session(_own(seminar, by), session_id)
    chosen = _speakers(seminar, speakers)
    row = Contribution.objects.create(session=session, position=session.contributions.count(), **values)
    row.speakers.set(chosen)
    return row


@transaction.atomic
def edit_contribution(
    seminar: Seminar, contribution_id: str, *, by: Member, values: Values, speakers: Iterable[Person]
) -> None:
    row = _contribution(_own(seminar, by), contribution_id)
    chosen = _speakers(seminar, speakers)
    _set(row, values)
    row.save()
    row.speakers.set(chosen)


@transaction.atomic
def move_contribution(seminar: Seminar, contribution_id: str, *, by: Member, earlier: bool) -> None:
    """Change places with the one before or after it in the session."""
    row = _contribution(_own(seminar, by), contribution_id)
    order = list(row.session.contributions.order_by("position", "id"))
    here = order.index(row)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, item in enumerate(order):
        item.position = position
    Contribution.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove_contribution(seminar: Seminar, contribution_id: str, *, by: Member) -> None:
    row = _contribution(_own(seminar, by), contribution_id)
    if row.started_at:
        raise Conflict("has_begun", _("This contribution has begun."))
    row.delete()


# Roles and documents


@transaction.atomic
def describe_role(seminar: Seminar, grant_id: str, *, by: Member, biography: str, interests: str) -> None:
    """Biography and declared interests, by the organiser or by the person themselves."""
    row = _grant(seminar, grant_id)
    if not (rules.may_organise(by.roles) or row.person_id == by.person.id):
        raise NotAllowed("not_allowed", _("Your role does not permit this."))
    row.biography, row.interests = biography, interests
    row.save(update_fields=["biography", "interests"])


@transaction.atomic
def remove_role(seminar: Seminar, grant_id: str, *, by: Member) -> None:
    """Take a role back, with the person's links of that role. The last organiser stays."""
    seminar = _own(seminar, by)
    row = _grant(seminar, grant_id)
    organisers = seminar.grants.filter(role=Role.ORGANISER)
    if row.role == Role.ORGANISER and organisers.count() == 1:
        raise Conflict("last_organiser", _("A seminar keeps at least one organiser."))
    links = JoinLink.objects.filter(seminar=seminar, person=row.person, role=row.role, revoked_at=None)
    links.update(revoked_at=timezone.now())
    row.delete()
    tell_roles(seminar, row.person)


@transaction.atomic
def add_document(seminar: Seminar, *, by: Member, title: str, file: "File[bytes]") -> Document:
    row = _own(seminar, by)
    return Document.objects.create(seminar=row, title=title, file=file, position=row.documents.count())


@transaction.atomic
def remove_document(seminar: Seminar, document_id: str, *, by: Member) -> None:
    row = _found(Document.objects.filter(seminar=_own(seminar, by)), document_id)
    file = row.file
    row.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def organises(person: Person) -> bool:
    """Whether this person organises any seminar."""
    return RoleGrant.objects.filter(person=person, role=Role.ORGANISER).exists()


def _own(seminar: Seminar, by: Member) -> Seminar:
    """The seminar's row, locked, for its organiser."""
    if not rules.may_organise(by.roles) or by.seminar.pk != seminar.pk:
        raise NotAllowed("not_allowed", _("Your role does not permit this."))
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def _found(rows: "models.QuerySet[Row]", pk: str) -> Row:
    row = rows.filter(pk=pk).first() if is_id(pk) else None
    if row is None:
        raise Unknown("not_found", _("That is not there any more."))
    return row


def _session(seminar: Seminar, pk: str) -> ProgrammeSession:
    return _found(ProgrammeSession.objects.filter(seminar=seminar), pk)


def _contribution(seminar: Seminar, pk: str) -> Contribution:
    return _found(Contribution.objects.filter(session__seminar=seminar), pk)


def _grant(seminar: Seminar, pk: str) -> RoleGrant:
    return _found(RoleGrant.objects.filter(seminar=seminar), pk)


def _speakers(seminar: Seminar, speakers: Iterable[Person]) -> list[Person]:
    chosen = list(speakers)
    granted = set(seminar.grants.values_list("person_id", flat=True))
    if any(person.pk not in granted for person in chosen):
        raise Invalid("no_role", _("A speaker must hold a role in the seminar."))
    return chosen


def _set(row: models.Model, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _demand_times(seminar: Seminar) -> None:
    if seminar.ends_at <= seminar.starts_at:
        raise Invalid("times", _("The end must be after the start."))


def _prolong_links(seminar: Seminar, ended: datetime) -> None:
    """Links that were to work until a month after the seminar do so after its new end too; shorter ones end
    when they were to. An earlier end shortens none.
    """
    links = JoinLink.objects.filter(seminar=seminar, revoked_at=None, expires_at__gt=timezone.now())
    until = seminar.ends_at + settings.JOIN_LINK_LIFE
    links.filter(expires_at__gte=ended + settings.JOIN_LINK_LIFE, expires_at__lt=until).update(
        expires_at=until
    )


def _tell_new_time(seminar: Seminar) -> None:
    """One mail for each move: a seminar that is moved back and moved again is told all three times."""
    move = new_id()
    for person in expected(seminar, at=timezone.now()):
        post("moved", seminar, person, f"{seminar.id}:{person.id}:{move}")


def _free_slug(title: str) -> str:
    """A readable address from a title in Latin letters, else the id's; with a number when it is taken."""
    base = slugify(title)[:60].strip("-") or f"seminar-{new_id()[-8:]}"
    base = f"{base}-1" if base in RESERVED_SLUGS else base
    taken = set(Seminar.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10**6))) if slug not in taken)
