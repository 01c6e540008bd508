"""Who is who in a seminar, and the state of its agenda."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.kernel import roles as role_rules
from consilium.kernel.audience import Reader
from consilium.kernel.roles import Role, Roles
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Contribution, JoinLink, Registration, RoleGrant, Seminar
from consilium.seminars.state import Part, SeminarState

PASSES = "passes"  # session key: {seminar id: join link id}
_signer = signing.Signer(sep=".", salt="consilium.join")


@dataclass(frozen=True)
class Member:
    """A person in a seminar, with the roles they hold there now. Never stored: asked for at each request.

    `link`: id of the join link that made this browser theirs; "" for who signed in.
    """

    seminar: Seminar
    person: Person
    roles: Roles
    link: str = ""

    @property
    def by_link(self) -> bool:
        return bool(self.link)

    @property
    def staff(self) -> bool:
        return role_rules.is_staff(self.roles)

    @property
    def may_moderate(self) -> bool:
        return role_rules.may_moderate(self.roles)

    @property
    def may_speak(self) -> bool:
        return role_rules.may_speak(self.roles)

    @property
    def may_organise(self) -> bool:
        return Role.ORGANISER in self.roles

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.person.id, staff=self.staff)


def member_for(request: HttpRequest, seminar: Seminar) -> Member | None:
    """The member behind a request: by the pass a join link left in the session, else by signing in.

    A pass names one link, is checked against its row each time, and gives that link's role only, never the
    rest of the account.
    """
    link = _pass(request, seminar)
    if link:
        return Member(seminar, link.person, frozenset({Role(link.role)}), link=link.id)
    if isinstance(request.user, Person) and request.user.is_active:
        found = roles_of(seminar, request.user)
        return Member(seminar, request.user, found) if found else None
    return None


def member_or_way_in(request: HttpRequest, slug: str) -> Member | HttpResponseBase:
    """The member, or for who is none where to go: to sign in, or to the seminar's page. Raises Http404."""
    seminar = get_object_or_404(Seminar.objects.exclude(status=Seminar.Status.DRAFT), slug=slug)
    if found := member_for(request, seminar):
        return found
    if request.user.is_authenticated:
        return redirect("seminars:seminar", slug=slug)
    return redirect_to_login(request.get_full_path())


def members_among(seminar: Seminar, persons: Iterable[str]) -> set[str]:
    """Which of these persons, by id, hold any role in the seminar now; `roles_of` for many at once."""
    wanted = list(persons)
    sources = (
        RoleGrant.objects.filter(seminar=seminar),
        living_links(seminar),
        Registration.objects.filter(seminar=seminar, status=Registration.Status.REGISTERED),
    )
    return {
        person
        for source in sources
        for person in source.filter(person_id__in=wanted).values_list("person_id", flat=True)
    }


def may_be_here(**roles: object) -> Q:
    """Of rows with a `person` and a `seminar`: whether that person is a member of it now, with such roles."""
    own = {"person": OuterRef("person"), "seminar": OuterRef("seminar")}
    granted = RoleGrant.objects.filter(**own, **roles, person__is_active=True)
    found = Q(Exists(granted)) | Q(Exists(all_living_links().filter(**own, **roles)))
    if roles:  # a place gives none but the attendee's
        return found
    accepted = Registration.Status.REGISTERED
    return found | Q(Exists(Registration.objects.filter(**own, status=accepted, person__is_active=True)))


def roles_of(seminar: Seminar, person: Person) -> Roles:
    """The roles a signed-in person holds: granted, by an accepted registration, or by a living join link."""
    granted = RoleGrant.objects.filter(seminar=seminar, person=person).values_list("role", flat=True)
    found = {Role(role) for role in granted}
    found |= {
        Role(role) for role in living_links(seminar).filter(person=person).values_list("role", flat=True)
    }
    accepted = Registration.Status.REGISTERED
    if Registration.objects.filter(seminar=seminar, person=person, status=accepted).exists():
        found.add(Role.ATTENDEE)
    return frozenset(found)


def seminar_by_slug(slug: str) -> Seminar | None:
    return Seminar.objects.filter(slug=slug).first()


def link_token(link: JoinLink) -> str:
    """What stands in the address of a join link: its id, signed."""
    return _signer.sign(link.id)


def link_by_token(token: str) -> JoinLink | None:
    """The link of a token, dead or alive; None for anything not signed here."""
    try:
        pk = _signer.unsign(token)
    except signing.BadSignature:
        return None
    return JoinLink.objects.select_related("seminar", "person").filter(pk=pk).first()


def is_reachable(person: Person) -> bool:
    """Whether mail may reach them: who came here in a file has an address that leads nowhere (RFC 2606)."""
    return bool(person.email) and not person.email.endswith(".invalid")


def is_living(link: JoinLink, now: datetime) -> bool:
    return link.revoked_at is None and link.expires_at > now and link.person.is_active


def living_links(seminar: Seminar) -> QuerySet[JoinLink]:
    return all_living_links().filter(seminar=seminar)


def all_living_links() -> QuerySet[JoinLink]:
    """Those of every seminar."""
    return JoinLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True)


def expected(seminar: Seminar, *, at: datetime) -> QuerySet[Person]:
    """Who is expected in the room: by a place, a role, or a link that lives now and will at `at`."""
    placed = seminar.registrations.filter(status=Registration.Status.REGISTERED).values("person")
    granted = seminar.grants.values("person")
    linked = living_links(seminar).filter(expires_at__gt=at).values("person")
    found = Q(id__in=placed) | Q(id__in=granted) | Q(id__in=linked)
    return Person.objects.filter(found, is_active=True)


def closed_ways(seminars: Sequence[str]) -> QuerySet[JoinLink]:
    """Links that work no longer and by which their persons are in the room, of seminars that are not over.
    Whatever else these persons hold, the one who is in the room need not be they.
    """
    rows = JoinLink.objects.filter(way_in=True, seminar__in=seminars)
    dead = Q(revoked_at__isnull=False) | Q(expires_at__lte=timezone.now()) | Q(person__is_active=False)
    return rows.filter(dead).exclude(seminar__status=Seminar.Status.ENDED)


def _pass(request: HttpRequest, seminar: Seminar) -> JoinLink | None:
    passes = request.session.get(PASSES)
    pk = passes.get(seminar.id) if isinstance(passes, dict) else None
    return living_links(seminar).select_related("person").filter(pk=pk).first() if pk else None


def snapshot(seminar: Seminar, reader: Reader) -> SeminarState:
    """The agenda as it runs, from the rows; the same as folding the seminar's facts. Everyone may read it."""
    rows = list(
        Contribution.objects.filter(session__seminar=seminar)
        .exclude(started_at=None, extra_minutes=0)
        .values_list("id", "started_at", "extra_minutes")
    )
    begun = [(started_at, pk) for pk, started_at, _ in rows if started_at]
    ended = seminar.status == Seminar.Status.ENDED
    draft = seminar.status == Seminar.Status.DRAFT
    return SeminarState(
        status=Seminar.Status.PUBLISHED.value if draft else str(seminar.status),
        started_at=milliseconds(seminar.started_at) if seminar.started_at else 0,
        ended_at=milliseconds(seminar.ended_at) if seminar.ended_at else 0,
        running=max(begun)[1] if begun and not ended else "",
        parts={pk: Part(milliseconds(at) if at else 0, extra) for pk, at, extra in rows},
    )
