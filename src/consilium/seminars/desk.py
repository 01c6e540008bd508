"""What the organiser's pages show: where the seminar stands, what is missing, who holds which role."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consilium.kernel.ids import is_id
from consilium.seminars import times
from consilium.seminars.models import (
    ROLES,
    Contribution,
    JoinLink,
    ProgrammeSession,
    Registration,
    RoleGrant,
    Seminar,
)
from consilium.seminars.pages import FACULTY
from consilium.seminars.queries import is_living, link_token

ROLE_WORDS = dict(ROLES)


@dataclass(frozen=True)
class Step:
    name: str
    url: str
    label: str
    hint: str
    done: bool


@dataclass(frozen=True)
class Check:
    """One line of the readiness list."""

    good: bool
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Desk:
    """The frame of every step: when it is, which steps there are, what is still missing."""

    status: str
    when: str
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    may_publish: bool
    may_withdraw: bool

    @property
    def good(self) -> int:
        return sum(check.good for check in self.checks)


@dataclass(frozen=True)
class Row:
    """One seminar in the organiser's list."""

    seminar: Seminar
    url: str
    when: str
    registered: int


@dataclass(frozen=True)
class SessionRow:
    id: str
    title: str
    clock: str
    items: tuple["ContributionRow", ...]


@dataclass(frozen=True)
class ContributionRow:
    id: str
    clock: str
    title: str
    kind: str
    minutes: int
    speakers: str
    begun: bool
    first: bool
    last: bool


@dataclass(frozen=True)
class LinkRow:
    """A personal link; `state` is the last day it works, or how it died, then `address` is ""."""

    id: str
    name: str
    email: str
    role: str
    state: str
    living: bool
    address: str
    used: str


def desk(seminar: Seminar, zone: ZoneInfo) -> Desk:
    tally = counts(seminar)
    talks = Contribution.objects.filter(session__seminar=seminar).count()
    return Desk(
        status=str(seminar.get_status_display()),
        when=when(seminar, zone),
        steps=_steps(seminar, talks, tally),
        checks=_checks(seminar, talks),
        may_publish=seminar.status == Seminar.Status.DRAFT,
        may_withdraw=seminar.status == Seminar.Status.PUBLISHED,
    )


def when(seminar: Seminar, zone: ZoneInfo) -> str:
    """ "Thursday, 26 November, 13:00 (UTC+5)"."""
    today = timezone.now().astimezone(zone).date()
    on = times.day_or_today(seminar.starts_at.astimezone(zone).date(), today)
    return f"{on}, {times.clock(seminar.starts_at, zone)} ({times.offset(seminar.starts_at, zone)})"


def _steps(seminar: Seminar, talks: int, tally: "Counter[str]") -> tuple[Step, ...]:
    roles = seminar.grants.count()
    files = seminar.documents.count()
    registered = tally["registered"]
    waiting = tally["pending"]
    asked = ngettext("%(n)s asks for a place", "%(n)s ask for a place", waiting) % {"n": waiting}
    lines = (
        ("basics", _("Basics"), _("title, abstract, time, languages"), bool(seminar.abstract)),
        (
            "agenda",
            _("Agenda"),
            ngettext("%(n)s contribution", "%(n)s contributions", talks) % {"n": talks},
            talks > 0,
        ),
        (
            "people",
            _("Roles and links"),
            ngettext("%(n)s role", "%(n)s roles", roles) % {"n": roles},
            roles > 1,
        ),
        ("slides", _("Slides"), _("PDF or presentation"), False),
        ("documents", _("Documents"), ngettext("%(n)s file", "%(n)s files", files) % {"n": files}, files > 0),
        ("certificates", _("Certificates"), _("rules and credits"), False),
        (
            "registrations",
            _("Registrations"),
            asked if waiting else _("%(n)s registered") % {"n": registered},
            registered > 0 and not waiting,
        ),
    )
    return tuple(
        Step(name, reverse(f"seminars:{name}", args=[seminar.slug]), label, hint, done)
        for name, label, hint, done in lines
    )


def _checks(seminar: Seminar, talks: int) -> tuple[Check, ...]:
    grants = list(seminar.grants.select_related("person"))
    roles = {grant.role for grant in grants}
    faculty = [grant for grant in grants if grant.role in FACULTY]
    silent = [grant for grant in faculty if not grant.interests]
    missing = ngettext("%(n)s has not declared", "%(n)s have not declared", len(silent)) % {"n": len(silent)}
    heard = [item["tag"] for item in seminar.languages if item["mode"] == "interpreter"]
    return (
        Check(bool(seminar.abstract), _("Abstract")),
        Check(bool(seminar.objectives), _("Learning objectives")),
        Check(seminar.starts_at > timezone.now() or seminar.status == "live", _("A time to come")),
        Check(talks > 0, _("Agenda")),
        Check(bool(faculty), _("Speakers")),
        Check(bool(roles & {"moderator", "chair"}), _("A chair or a moderator")),
        Check(bool(faculty) and not silent, _("Declared interests"), missing if silent else ""),
        Check(not heard or "interpreter" in roles, _("Interpreters for the interpreted languages")),
        Check(bool(seminar.contact), _("A contact address")),
    )


def rows(seminars: Iterable[Seminar], zone: ZoneInfo) -> list[Row]:
    listed = list(seminars)
    registered = Counter(
        Registration.objects.filter(seminar__in=listed, status=Registration.Status.REGISTERED).values_list(
            "seminar_id", flat=True
        )
    )
    return [
        Row(item, reverse("seminars:basics", args=[item.slug]), when(item, zone), registered[item.id])
        for item in listed
    ]


def local(seminar: Seminar, at: datetime) -> datetime:
    """A moment in the host's time, in which the organiser plans."""
    return at.astimezone(times.zone_named(seminar.time_zone))


def sessions(seminar: Seminar) -> tuple[SessionRow, ...]:
    found = []
    for row in seminar.sessions.prefetch_related("contributions__speakers"):
        at, items = row.starts_at, []
        talks = list(row.contributions.all())
        for index, talk in enumerate(talks):
            items.append(_contribution_row(seminar, talk, at, first=index == 0, last=index == len(talks) - 1))
            at += timedelta(minutes=talk.minutes)
        clock = local(seminar, row.starts_at).strftime("%H:%M")
        found.append(SessionRow(row.id, row.title, clock, tuple(items)))
    return tuple(found)


def _contribution_row(
    seminar: Seminar, talk: Contribution, at: datetime, *, first: bool, last: bool
) -> ContributionRow:
    return ContributionRow(
        id=talk.id,
        clock=local(seminar, at).strftime("%H:%M"),
        title=talk.title,
        kind=str(talk.get_kind_display()),
        minutes=talk.minutes,
        speakers=", ".join(person.name for person in talk.speakers.all()),
        begun=talk.started_at is not None,
        first=first,
        last=last,
    )


def grants(seminar: Seminar) -> Sequence[RoleGrant]:
    order = [role for role, _words in ROLES]
    found = seminar.grants.select_related("person", "person__institution")
    return sorted(found, key=lambda grant: (order.index(grant.role), grant.id))


def links(seminar: Seminar, zone: ZoneInfo) -> list[LinkRow]:
    """Every link of the seminar, the living ones first."""
    now = timezone.now()
    found = [_link_row(row, zone, now) for row in seminar.join_links.select_related("person")]
    return sorted(found, key=lambda row: not row.living)


def _link_row(row: JoinLink, zone: ZoneInfo, now: datetime) -> LinkRow:
    living = is_living(row, now)
    until = times.short_day(row.expires_at.astimezone(zone).date())
    state = until if living else _("withdrawn") if row.revoked_at else _("expired")
    used = times.short_day(row.last_used_at.astimezone(zone).date()) if row.last_used_at else ""
    address = settings.SITE_URL + reverse("seminars:join", args=[link_token(row)]) if living else ""
    return LinkRow(
        row.id, row.person.name, row.person.email, str(ROLE_WORDS[row.role]), state, living, address, used
    )


def counts(seminar: Seminar) -> "Counter[str]":
    """How many registrations there are of each status."""
    return Counter(seminar.registrations.values_list("status", flat=True))


def registrations(seminar: Seminar, status: str = "") -> "QuerySet[Registration]":
    """In order of arrival; of one status, or of all but the cancelled."""
    found = seminar.registrations.select_related("person").order_by("since", "id")
    if status in Registration.Status.values:
        return found.filter(status=status)
    return found.exclude(status=Registration.Status.CANCELLED)


def session(seminar: Seminar, pk: str) -> ProgrammeSession | None:
    return seminar.sessions.filter(pk=pk).first() if is_id(pk) else None


def contribution(seminar: Seminar, pk: str) -> Contribution | None:
    return Contribution.objects.filter(session__seminar=seminar, pk=pk).first() if is_id(pk) else None


def grant(seminar: Seminar, pk: str) -> RoleGrant | None:
    return seminar.grants.select_related("person").filter(pk=pk).first() if is_id(pk) else None
