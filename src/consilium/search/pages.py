"""What the page of search shows, ready for the template."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.accounts.queries import state_name
from consilium.kernel import languages
from consilium.kernel.ids import is_id
from consilium.search import queries
from consilium.search.across import Translated, translations
from consilium.search.models import Passage
from consilium.search.queries import Narrowed, Reader
from consilium.search.replays import Spans, address, spans
from consilium.search.rules import LONGEST_QUERY, PER_PAGE, PER_SEMINAR, PUBLIC, Kind
from consilium.search.snippets import Piece, snippet
from consilium.search.sources import PUBLIC_STATUSES
from consilium.search.words import Part, parse
from consilium.seminars.models import Seminar
from consilium.seminars.queries import PASSES
from consilium.ui.filters import Filter, Option

NEWEST = "newest"


@dataclass(frozen=True)
class Asked:
    """What stands in the address, cleaned: what cannot be read is left out. `kept`: what the address of
    more in one seminar says too.
    """

    text: str = ""
    narrowed: Narrowed = field(default_factory=Narrowed)
    newest: bool = False
    page: int = 1
    kept: str = ""


@dataclass(frozen=True)
class Hit:
    """`clock` is the time since the seminar began, "" without a moment. `by`: the query in other words."""

    url: str
    kind: str
    seminar: str
    day: date
    clock: str
    language: str
    pieces: tuple[Piece, ...]
    machine: bool
    by: str = ""
    more_url: str = ""


@dataclass(frozen=True)
class Results:
    text: str
    page: Page[int]
    hits: tuple[Hit, ...]
    total: int
    choices: tuple[Filter, ...]
    active: int
    newest: bool
    since: str
    until: str
    translated: tuple[Translated, ...]


def asked(values: QueryDict) -> Asked:
    """From query parameters: `q`, `kind`, `language`, `state`, `group`, `topic`, `seminar`, `from`, `to`,
    `order` ("newest"), `page`.
    """
    number = values.get("page", "1")
    kept = {name: listed for name, listed in values.lists() if name not in ("page", "seminar")}
    kind = values.get("kind", "")
    language = values.get("language", "")
    return Asked(
        text=" ".join(values.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY],
        narrowed=Narrowed(
            kinds=frozenset({Kind(kind)}) if kind in set(Kind) else frozenset(),
            language=language if languages.is_tag(language) else "",
            since=_date(values.get("from", "")),
            until=_date(values.get("to", "")),
            state=_word(values.get("state", "")),
            group=_word(values.get("group", "")),
            topic=_word(values.get("topic", "")),
            seminar=_word(values.get("seminar", "")),
        ),
        newest=values.get("order") == NEWEST,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1,
        kept=urlencode(kept, doseq=True),
    )


def reader_of(request: HttpRequest) -> Reader:
    person = request.user if isinstance(request.user, Person) else None
    passes = request.session.get(PASSES)
    held = passes.values() if isinstance(passes, dict) else ()
    return Reader(person, frozenset(link for link in held if isinstance(link, str) and is_id(link)))


def results(asked: Asked, reader: Reader, zone: ZoneInfo) -> Results:
    """The hits of a query, at most PER_SEMINAR of one seminar unless it is asked for that one."""
    ways, others = _ways(asked, reader)
    narrowed = replace(asked.narrowed, zone=zone)
    found: dict[int, Way] = {}
    order: list[tuple[int, str]] = []
    for way in ways:
        for id, seminar in queries.find(way.parts, reader, narrowed, newest=asked.newest):
            if id not in found:
                found[id] = way
                order.append((id, seminar))
    if asked.newest:
        order = queries.newest_first(found)
    kept, left = _few_of_each(order, asked.narrowed.seminar)
    numbers = Paginator(kept, PER_PAGE).get_page(asked.page)
    rows = queries.passages(list(numbers.object_list))
    recorded = spans({row.seminar_id for row in rows})
    hits = [_hit(row, found[row.id], zone, recorded.get(row.seminar_id, ())) for row in rows]
    for number, row in enumerate(rows):
        if row.id in left:
            hits[number] = replace(hits[number], more_url=_more(asked, row.seminar))
    choices = _choices(asked.narrowed)
    return Results(
        text=asked.text,
        page=numbers,
        hits=tuple(hits),
        total=len(order),
        choices=choices,
        active=sum(option.chosen for choice in choices for option in choice.options),
        newest=asked.newest,
        since=asked.narrowed.since.isoformat() if asked.narrowed.since else "",
        until=asked.narrowed.until.isoformat() if asked.narrowed.until else "",
        translated=others,
    )


@dataclass(frozen=True)
class Way:
    """One way to look for what was asked; `by` says in which other words, "" for the asker's own."""

    parts: tuple[Part, ...]
    by: str = ""


def _ways(asked: Asked, reader: Reader) -> tuple[list[Way], tuple[Translated, ...]]:
    """In other words only for whom we know: engines cost, and what others find stands in few languages."""
    own, wanted = get_language() or "en", asked.narrowed.language
    among = [wanted] if wanted else queries.languages()
    ways = [Way(parse(asked.text, among, reader=wanted or own))]
    if not ways[0].parts:
        return [], ()
    if not (reader.person or reader.passes):
        return ways, ()
    others = translations(asked.text, own, [wanted] if wanted else queries.spoken())
    return ways + [Way(parse(other.text, [other.language]), other.text) for other in others], others


def _few_of_each(order: Iterable[tuple[int, str]], seminar: str) -> tuple[list[int], dict[int, int]]:
    """The ids to show, and by the last one shown of a seminar how many more it has."""
    rows = list(order)
    if seminar:
        return [id for id, _seminar in rows], {}
    counted: Counter[str] = Counter()
    kept: list[int] = []
    last: dict[str, int] = {}
    for id, one in rows:
        counted[one] += 1
        if counted[one] <= PER_SEMINAR:
            kept.append(id)
            last[one] = id
    return kept, {last[one]: number - PER_SEMINAR for one, number in counted.items() if number > PER_SEMINAR}


def _hit(row: Passage, way: Way, zone: ZoneInfo, recorded: Spans) -> Hit:
    seminar = row.seminar
    return Hit(
        url=address(row, recorded),
        kind=kind_words()[Kind(row.kind)],
        seminar=seminar.title,
        day=seminar.starts_at.astimezone(zone).date(),
        clock=_clock(row),
        language=row.language,
        pieces=snippet(row.language, row.text, way.parts),
        machine=row.machine,
        by=way.by,
    )


def _more(asked: Asked, seminar: Seminar) -> str:
    return f"{reverse('search:search')}?{asked.kept}&{urlencode({'seminar': seminar.slug})}"


def _clock(row: Passage) -> str:
    """Hours, minutes and seconds since the seminar began."""
    started = row.seminar.started_at
    if not row.at or started is None or Kind(row.kind) in PUBLIC:
        return ""
    seconds = max(0, row.at // 1000 - int(started.timestamp()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def kind_words() -> dict[Kind, str]:
    return {
        Kind.CUE: _("Said"),
        Kind.QUESTION: _("Question"),
        Kind.ANSWER: _("Answer"),
        Kind.SLIDE: _("Slide"),
        Kind.DOCUMENT: _("Document"),
        Kind.CONTRIBUTION: _("Programme"),
        Kind.SEMINAR: _("Seminar"),
        Kind.PERSON: _("Person"),
    }


def _choices(narrowed: Narrowed) -> tuple[Filter, ...]:
    """The filters, each with what there is to choose."""
    rows = Seminar.objects.filter(status__in=PUBLIC_STATUSES)
    states = rows.exclude(organiser_state="").order_by().values_list("organiser_state", flat=True).distinct()
    groups = rows.exclude(working_group=None).order_by("working_group__title")
    topics = rows.exclude(topic=None).order_by("topic__title")
    kind = next(iter(narrowed.kinds), "")
    one = rows.filter(slug=narrowed.seminar).order_by().values_list("slug", "title")
    offered = [
        ("kind", _("Kind"), [(str(each), words) for each, words in kind_words().items()], str(kind)),
        ("language", _("Language"), _own_names(), narrowed.language),
        ("state", _("Host state"), sorted((code, state_name(code)) for code in states), narrowed.state),
        ("group", _("Working group"), _titled(groups, "working_group"), narrowed.group),
        ("topic", _("Topic"), _titled(topics, "topic"), narrowed.topic),
        ("seminar", _("Seminar"), list(one) or _itself(narrowed.seminar), narrowed.seminar),
    ]
    return tuple(
        Filter(name, label, tuple(_option(name, value, words, chosen) for value, words in options))
        for name, label, options, chosen in offered
        if options
    )


def _own_names() -> list[tuple[str, str]]:
    return [(tag, languages.endonym(tag)) for tag in queries.languages()]


def _titled(rows: QuerySet[Seminar], name: str) -> list[tuple[str, str]]:
    return list(rows.values_list(f"{name}__slug", f"{name}__title").distinct())


def _itself(word: str) -> list[tuple[str, str]]:
    """What nobody knows is named as it was asked for, so that it can be taken away."""
    return [(word, word)] if word else []


def _option(name: str, value: str, words: str, chosen: str) -> Option:
    return Option(value, words, value == chosen, value if name == "language" else "")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _word(text: str) -> str:
    return text[:80].replace("\0", "")
