"""What the public pages show, ready for the templates: words, not rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.accounts.queries import state_name
from consilium.kernel import languages
from consilium.kernel.roles import Role
from consilium.seminars import times
from consilium.seminars.models import Registration, RoleGrant, Seminar
from consilium.ui.filters import Filter, Option

PAST_PER_PAGE = 12
FACULTY = (Role.CHAIR.value, Role.PANELLIST.value, Role.PRESENTER.value)
PUBLIC = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE, Seminar.Status.ENDED)


@dataclass(frozen=True)
class Offer:
    """A language of a seminar and how it is offered: mode "floor", "interpreter" or "captions"."""

    tag: str
    endonym: str
    direction: str
    mode: str


@dataclass(frozen=True)
class Card:
    """A seminar in a list. `mine` is the viewer's registration status or "role", "" for neither."""

    id: str
    url: str
    room_url: str
    register_url: str
    title: str
    status: str
    topic: str
    working_group: str
    host_state: str
    day: str
    clock: str
    starts_at: datetime
    minutes: int
    live_minutes: int
    languages: tuple[Offer, ...]
    mine: str
    admission: str
    places_left: int | None
    faculty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    words: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Programme:
    live: tuple[Card, ...]
    days: tuple[Day, ...]
    upcoming: int
    past: Page[Card]
    filters: tuple[Filter, ...]
    active: int
    zone: str
    offset: str
    query: str = field(default="")


@dataclass(frozen=True)
class Viewer:
    """Who looks, from where, when. `person` is None for an outsider; `passes` are seminar ids."""

    person: Person | None
    zone: ZoneInfo
    now: datetime
    passes: frozenset[str] = frozenset()


def programme(
    viewer: Viewer, chosen: Mapping[str, Sequence[str]], page: int = 1, query: str = ""
) -> Programme:
    """The public programme, narrowed to the `chosen` filter values (several of one filter mean "or")."""
    rows = list(_listed())
    filters = _filters(rows, chosen)
    kept = [row for row in rows if _matches(row, chosen)]
    mine = _standing(viewer, kept)
    cards = {row.id: _card(row, viewer, mine) for row in kept}
    live = [cards[row.id] for row in kept if row.status == Seminar.Status.LIVE]
    upcoming = [
        cards[row.id] for row in kept if row.status == Seminar.Status.PUBLISHED and row.ends_at > viewer.now
    ]
    shown = {card.id for card in (*live, *upcoming)}
    past = Paginator(
        [card for pk, card in reversed(cards.items()) if pk not in shown], PAST_PER_PAGE
    ).get_page(page)
    past.object_list = with_faculty(list(past.object_list))
    return Programme(
        live=tuple(with_faculty(live)),
        days=_days(with_faculty(upcoming)),
        upcoming=len(upcoming),
        past=past,
        filters=filters,
        active=sum(option.chosen for group in filters for option in group.options),
        zone=viewer.zone.key,
        offset=times.offset(viewer.now, viewer.zone),
        query=query,
    )


def _listed() -> QuerySet[Seminar]:
    accepted = Count("registrations", filter=Q(registrations__status=Registration.Status.REGISTERED))
    rows = Seminar.objects.filter(status__in=PUBLIC).select_related("topic", "working_group", "series")
    return rows.annotate(accepted=accepted).order_by("starts_at", "id")


def _values(name: str, row: Seminar) -> list[tuple[str, str]]:
    """(value, label) pairs that a seminar has for one filter."""
    match name:
        case "topic":
            return [(row.topic.slug, row.topic.title)] if row.topic else []
        case "group":
            return [(row.working_group.slug, row.working_group.title)] if row.working_group else []
        case "series":
            return [(row.series.slug, row.series.title)] if row.series else []
        case "language":
            return [(offer.tag, offer.endonym) for offer in offers(row)]
        case _:
            return [(row.organiser_state, state_name(row.organiser_state))] if row.organiser_state else []


FILTERS: dict[str, Callable[[], str]] = {
    "topic": lambda: _("Topic"),
    "group": lambda: _("Working group"),
    "series": lambda: _("Series"),
    "language": lambda: _("I follow in"),
    "state": lambda: _("Host state"),
}


def _matches(row: Seminar, chosen: Mapping[str, Sequence[str]]) -> bool:
    return all(
        not values or any(value in values for value, _ in _values(name, row))
        for name, values in chosen.items()
        if name in FILTERS
    )


def _filters(rows: Iterable[Seminar], chosen: Mapping[str, Sequence[str]]) -> tuple[Filter, ...]:
    groups = []
    for name, label in FILTERS.items():
        counts = Counter(pair for row in rows for pair in _values(name, row))
        options = tuple(
            Option(value, words, value in chosen.get(name, ()), value if name == "language" else "", count)
            for (value, words), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
        )
        if options:
            groups.append(Filter(name, label(), options))
    return tuple(groups)


def offers(seminar: Seminar) -> tuple[Offer, ...]:
    """The languages of a seminar, the floor first, then interpreted ones, then captions."""
    order = {"floor": 0, "interpreter": 1, "captions": 2}
    found = {seminar.floor_language: "floor"}
    for item in seminar.languages:
        if isinstance(item, dict) and item.get("mode") in order and languages.is_tag(str(item.get("tag"))):
            found.setdefault(str(item["tag"]), str(item["mode"]))
    made = [Offer(tag, languages.endonym(tag), languages.direction(tag), mode) for tag, mode in found.items()]
    return tuple(sorted(made, key=lambda offer: order[offer.mode]))


def _standing(viewer: Viewer, rows: Sequence[Seminar]) -> dict[str, str]:
    """By seminar id: the viewer's registration status, or "role" where they hold a role or a pass."""
    found = dict.fromkeys(viewer.passes, "role")
    if viewer.person:
        mine = Registration.objects.filter(person=viewer.person, seminar__in=rows)
        for pk, status in mine.exclude(status=Registration.Status.CANCELLED).values_list("seminar", "status"):
            found[pk] = status
        for pk in RoleGrant.objects.filter(person=viewer.person, seminar__in=rows).values_list(
            "seminar", flat=True
        ):
            found[pk] = "role"
    return found


def _card(row: Seminar, viewer: Viewer, mine: Mapping[str, str]) -> Card:
    starts = row.starts_at.astimezone(viewer.zone)
    since = row.started_at or row.starts_at
    accepted: int = getattr(row, "accepted", 0)
    return Card(
        id=row.id,
        url=reverse("seminars:seminar", args=[row.slug]),
        room_url=f"/seminars/{row.slug}/room",
        register_url=reverse("seminars:register", args=[row.slug]),
        title=row.title,
        status=row.status,
        topic=row.topic.title if row.topic else "",
        working_group=row.working_group.title if row.working_group else "",
        host_state=state_name(row.organiser_state) if row.organiser_state else "",
        day=times.day_or_today(starts.date(), viewer.now.astimezone(viewer.zone).date()),
        clock=times.clock(row.starts_at, viewer.zone),
        starts_at=row.starts_at,
        minutes=round((row.ends_at - row.starts_at) / timedelta(minutes=1)),
        live_minutes=max(0, (viewer.now - since) // timedelta(minutes=1)),
        languages=offers(row),
        mine=mine.get(row.id, ""),
        admission=row.registration,
        places_left=None if row.capacity is None else max(0, row.capacity - accepted),
    )


def with_faculty(cards: Sequence[Card]) -> list[Card]:
    """The cards with their speakers' lines ("name, specialty"), by one query."""
    grants = RoleGrant.objects.filter(seminar__in=[card.id for card in cards], role__in=FACULTY)
    lines: dict[str, dict[str, str]] = {}
    for grant in grants.select_related("person").order_by("id"):
        words = ", ".join(word for word in (grant.person.name, grant.person.specialty) if word)
        lines.setdefault(grant.seminar_id, {})[grant.person_id] = words
    return [replace(card, faculty=tuple(lines.get(card.id, {}).values())) for card in cards]


def _days(cards: Sequence[Card]) -> tuple[Day, ...]:
    grouped: dict[str, list[Card]] = {}
    for card in cards:
        grouped.setdefault(card.day, []).append(card)
    return tuple(Day(words, tuple(group)) for words, group in grouped.items())
