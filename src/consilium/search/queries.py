"""Finding: which passages hold what is asked for, among those that this person may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.eventlog.models import Stream
from consilium.kernel.languages import BY_TAG
from consilium.search.index import Place, Sought, index
from consilium.search.models import Passage, Progress
from consilium.search.rules import HITS_AT_MOST, PUBLIC, Kind
from consilium.search.sources import PUBLIC_STATUSES, of_programme, sources
from consilium.search.words import Part
from consilium.seminars.models import JoinLink, Registration, RoleGrant, Seminar

SEMINARS_AT_MOST = 300  # that a query names one by one: the newest


@dataclass(frozen=True)
class Narrowed:
    """What a reader asks to be left. Empty leaves everything. Days begin and end in their `zone`."""

    kinds: frozenset[Kind] = frozenset()
    language: str = ""
    state: str = ""
    group: str = ""
    topic: str = ""
    seminar: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC

    @property
    def by_seminar(self) -> bool:
        return bool(self.state or self.group or self.topic or self.seminar or self.since or self.until)


@dataclass(frozen=True)
class Reader:
    """Who searches: a person, or nobody known; and the ids of the join links that this browser holds."""

    person: Person | None
    passes: frozenset[str] = frozenset()


def find(
    parts: Sequence[Part], reader: Reader, narrowed: Narrowed, *, newest: bool = False
) -> list[tuple[int, str]]:
    """Ids of passages with their seminars', the best first; with `newest` those that were indexed last: see
    `newest_first`. At most HITS_AT_MOST.
    """
    if not parts:
        return []
    places = within(reader, narrowed)
    if not places:
        return []
    ids = index().find(Sought(parts, places), newest=newest, limit=HITS_AT_MOST)
    seminars = dict(Passage.objects.filter(pk__in=ids).values_list("id", "seminar_id"))
    return [(id, seminars[id]) for id in ids if id in seminars]


def newest_first(ids: Iterable[int]) -> list[tuple[int, str]]:
    """The same passages in the order of what happened, with their seminars': an imported seminar is indexed
    last, however old it is. The index cannot keep this order: to look up the moment of each hit of a common
    word takes longer than to find them.
    """
    rows = Passage.objects.filter(pk__in=list(ids)).order_by(
        "-seminar__starts_at", "seminar_id", "-at", "-id"
    )
    return list(rows.values_list("id", "seminar_id"))


def passages(ids: Sequence[int]) -> list[Passage]:
    """These passages in this order; without those that the rows do not say any more."""
    rows = Passage.objects.filter(pk__in=ids, seminar__status__in=PUBLIC_STATUSES)
    by_id = {row.id: row for row in rows.select_related("seminar")}
    kept = [by_id[id] for id in ids if id in by_id]
    seminars = {row.seminar_id for row in kept}
    logged = {row.subject for row in kept if Kind(row.kind) not in PUBLIC}
    now = [*sources(seminars, logged)] if logged else []
    if len(logged) < len({row.subject for row in kept}):
        now += of_programme(seminars)
    said = {(source.seminar, source.subject, source.text) for source in now}
    return [row for row in kept if (row.seminar_id, row.subject, row.text) in said]


def within(reader: Reader, narrowed: Narrowed, *, answered: bool = False) -> list[Place]:
    """Where this person may look; [] is nowhere."""
    wanted = narrowed.kinds or frozenset(Kind)
    seminars = _seminars(narrowed) if narrowed.by_seminar else None
    places: list[Place] = []
    if (public := wanted & PUBLIC) and seminars != []:
        places.append(Place(public, seminars, narrowed.language))
    if logged := wanted - PUBLIC:
        mine = _mine(reader)
        allowed = mine if seminars is None else [each for each in mine if each in set(seminars)]
        if allowed:
            places.append(Place(logged, allowed, narrowed.language, answered))
    return places


def _seminars(narrowed: Narrowed) -> list[str]:
    rows = Seminar.objects.filter(status__in=PUBLIC_STATUSES)
    exact = {
        "organiser_state": narrowed.state,
        "working_group__slug": narrowed.group,
        "topic__slug": narrowed.topic,
        "slug": narrowed.seminar,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if narrowed.since and (begins := _midnight(narrowed.since, narrowed.zone)):
        rows = rows.filter(starts_at__gte=begins)
    if narrowed.until and (ends := _midnight(narrowed.until, narrowed.zone, days=1)):
        rows = rows.filter(starts_at__lt=ends)
    return list(rows.order_by("-starts_at").values_list("id", flat=True)[:SEMINARS_AT_MOST])


def _midnight(day: date, zone: tzinfo, days: int = 0) -> datetime | None:
    """So many days after the day began; None at either end of the calendar, where nothing is left out."""
    try:
        return datetime.combine(day + timedelta(days), time.min, zone).astimezone(UTC)
    except OverflowError:
        return None


def _mine(reader: Reader) -> list[str]:
    """The seminars whose replay this browser may open: the same rule as `seminars.queries.member_for`."""
    living = JoinLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True)
    member = Q(pk__in=living.filter(pk__in=reader.passes).values("seminar"))
    if reader.person and reader.person.is_active:
        grants = RoleGrant.objects.filter(person=reader.person)
        registered = Registration.Status.REGISTERED
        accepted = Registration.objects.filter(person=reader.person, status=registered)
        for rows in (grants, accepted, living.filter(person=reader.person)):
            member |= Q(pk__in=rows.values("seminar"))
    found = Seminar.objects.filter(member, status__in=PUBLIC_STATUSES).order_by("-starts_at")
    return list(found.values_list("id", flat=True)[:SEMINARS_AT_MOST])


def languages() -> list[str]:
    """In which there may be texts: those of the pages, and those that are spoken in a public seminar."""
    return list(dict.fromkeys([*BY_TAG, *spoken()]))


def spoken() -> list[str]:
    """The floor languages of the public seminars, those of most seminars first."""
    rows = Seminar.objects.filter(status__in=PUBLIC_STATUSES).values_list("floor_language").order_by()
    return [tag for tag, _number in rows.annotate(number=Count("id")).order_by("-number", "floor_language")]


def behind(*, live: bool = False) -> list[str]:
    """Seminars whose log has grown beyond what was read of it, the live ones first, then the newest; with
    `live` no others.
    """
    read = Progress.objects.filter(seminar=OuterRef("pk")).values("seq")
    grown = Stream.objects.filter(pk=OuterRef("pk")).values("last_seq")
    rows = Seminar.objects.filter(status__in=[Seminar.Status.LIVE] if live else PUBLIC_STATUSES)
    rows = rows.annotate(read=Coalesce(Subquery(read), 0), grown=Coalesce(Subquery(grown), 0))
    waiting = Case(When(status=Seminar.Status.LIVE, then=0), default=1)
    rows = rows.filter(grown__gt=F("read")).order_by(waiting, "-starts_at", "id")
    return list(rows.values_list("id", flat=True))


def next_to_review(after: str) -> str:
    """The id of the seminar that follows, round and round; "" when there is none."""
    rows = Progress.objects.order_by("seminar_id").values_list("seminar_id", flat=True)
    return rows.filter(seminar_id__gt=after).first() or rows.first() or ""


def size() -> int:
    return Passage.objects.count()
