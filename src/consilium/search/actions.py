"""Writing the index: what the rows say of some subjects now takes the place of what was there.

Doing it twice changes nothing, so a process that was killed simply does it again. One transaction holds the
passages, the database's index and how far the log was read.

What nearly always finds nothing to do compares outside a transaction: SQLite lets one write at a time, and
who votes or answers would wait for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from consilium.eventlog import queries as log
from consilium.kernel.facts import Entry
from consilium.search import touched
from consilium.search.analysis import analyse
from consilium.search.index import Row, index, mark
from consilium.search.models import Passage, Progress
from consilium.search.rules import ANSWERED, LOGGED, PUBLIC, Kind
from consilium.search.sources import PUBLIC_STATUSES, Source, belonging, of_programme, sources
from consilium.seminars.models import Seminar
from consilium.translation.detection import detect

PAGE = 500  # entries, or texts, in one transaction
SEMINARS = 25  # whose programmes are compared at a time: about as many texts


def follow(seminar: str, page: int = PAGE) -> bool:
    """Read `page` entries of the seminar's log on; whether there may be more."""
    with transaction.atomic():
        Progress.objects.get_or_create(seminar_id=seminar)
        progress = Progress.objects.select_for_update().get(pk=seminar)
        entries = log.entries(seminar, after=progress.seq, limit=page)
        if not entries:
            return False
        _take(seminar, entries)
        progress.seq = entries[-1].seq
        progress.save(update_fields=["seq"])
    return len(entries) == page


def refresh(seminar: str, page: int = PAGE) -> int:
    """Compare all that is found of a seminar's log with its rows; how many passages changed."""
    known = Passage.objects.filter(seminar=seminar, kind__in=LOGGED)
    changed = 0
    for some in _chunks(sorted(set(known.values_list("subject", flat=True))), page):
        changed += _compare([seminar], known.filter(subject__in=some), partial(_of_log, seminar, set(some)))
    return changed


def refresh_programme(page: int = SEMINARS) -> int:
    """Compare what is found of all programmes with the pages; how many passages changed.

    Of a seminar that is no longer public nothing is found.
    """
    changed = _forget_drafts()
    public = Seminar.objects.filter(status__in=PUBLIC_STATUSES).order_by("id")
    for some in _chunks(list(public.values_list("id", flat=True)), page):
        known = Passage.objects.filter(seminar__in=some, kind__in=PUBLIC)
        changed += _compare(some, known, partial(of_programme, some))
    return changed


@transaction.atomic
def clear() -> None:
    """Forget the whole index; the logs are read from their beginning."""
    index().clear()
    Passage.objects.all().delete()
    Progress.objects.all().delete()


def _of_log(seminar: str, subjects: set[str]) -> list[Source]:
    """Of these subjects alone: with a deck come its pages, with a question its answers."""
    return [source for source in sources([seminar], subjects) if source.subject in subjects]


def _forget_drafts() -> int:
    hidden = Passage.objects.filter(seminar__status=Seminar.Status.DRAFT)
    read = Progress.objects.filter(seminar__status=Seminar.Status.DRAFT)
    if not hidden.exists() and not read.exists():
        return 0
    with transaction.atomic():
        read.delete()
        return _drop(list(hidden.values_list("id", flat=True)))


def _chunks(every: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (every[begin : begin + size] for begin in range(0, len(every), size))


def _compare(seminars: Sequence[str], known: QuerySet[Passage], find: Callable[[], list[Source]]) -> int:
    """Make of the passages `known` what is found; what differs is read again where nobody else writes."""
    if not _difference(known.all(), find(), {}):
        return 0
    with transaction.atomic():
        # in one order: two that compare must not wait for each other
        list(Progress.objects.select_for_update().filter(pk__in=seminars).order_by("pk"))
        return _put(known.all(), find(), {})


def _take(seminar: str, entries: Sequence[Entry]) -> None:
    moments = touched.moments(entries)
    subjects = touched.subjects(entries)
    if not subjects:
        return
    known = Passage.objects.filter(seminar=seminar, kind__in=LOGGED)
    found = sources([seminar], subjects)
    among = belonging(subjects) | _pages(known, subjects) | {source.subject for source in found}
    _put(known.filter(subject__in=among), found, moments)


def _pages(known: QuerySet[Passage], subjects: Iterable[str]) -> set[str]:
    """The pages of the decks among the subjects, as far as they are found: their rows may be gone."""
    decks = {subject.partition(":")[2] for subject in subjects if subject.startswith("deck:")}
    pages = known.filter(kind=Kind.SLIDE).values_list("subject", flat=True) if decks else ()
    return {page for page in pages if page.partition(":")[2].partition("/")[0] in decks}


@dataclass(frozen=True)
class Difference:
    """`gone`: ids of passages."""

    new: list[Passage]
    changed: list[Passage]
    gone: list[int]

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


def _put(known: Iterable[Passage], found: Iterable[Source], moments: Mapping[str, int]) -> int:
    """Make of the passages `known` the sources `found`; how many changed."""
    difference = _difference(known, found, moments)
    _drop(difference.gone)
    _save(difference.new, difference.changed)
    return len(difference)


def _difference(known: Iterable[Passage], found: Iterable[Source], moments: Mapping[str, int]) -> Difference:
    """A moment that only the log tells is kept."""
    here = {(row.seminar_id, row.subject, row.language): row for row in known}
    by_subject = {(row.seminar_id, row.subject): row for row in here.values()}
    new: list[Passage] = []
    changed: list[Passage] = []
    for source in found:
        wanted = _passage(source, moments, by_subject.get((source.seminar, source.subject)))
        row = here.pop((source.seminar, source.subject, wanted.language), None)
        if row is None:
            new.append(wanted)
        elif _told(row) != _told(wanted):
            wanted.id = row.id
            changed.append(wanted)
    return Difference(new, changed, [row.id for row in here.values()])


def _passage(source: Source, moments: Mapping[str, int], alike: Passage | None) -> Passage:
    """`alike`: what was found of the same subject, in any language."""
    return Passage(
        seminar_id=source.seminar,
        subject=source.subject,
        language=source.language or _language(source, alike),
        kind=source.kind.value,
        text=source.text,
        at=_moment(source, moments, alike),
        machine=source.machine,
        answered=source.answered,
    )


def _moment(source: Source, moments: Mapping[str, int], alike: Passage | None) -> int:
    """The log's word first, then what was known of it, then the row's own moment."""
    told = moments.get(source.subject, 0)
    if source.kind == "slide":  # the first time that it was shown
        return (alike.at if alike else 0) or told
    return told or (alike.at if alike and source.kind == "question" else 0) or source.at


def _language(source: Source, alike: Passage | None) -> str:
    """Recognised anew only when the text is new: the model costs more than all the rest."""
    return alike.language if alike and alike.text == source.text else detect(source.text)


def _told(row: Passage) -> tuple[object, ...]:
    return row.text, row.at, row.machine, row.answered


def _drop(ids: Sequence[int]) -> int:
    if ids:
        index().remove(ids)
        Passage.objects.filter(pk__in=ids).delete()
    return len(ids)


def _save(new: list[Passage], changed: list[Passage]) -> None:
    Passage.objects.bulk_create(new, batch_size=500)
    Passage.objects.bulk_update(changed, ["text", "at", "machine", "answered"], batch_size=200)
    if changed:
        index().remove([row.id for row in changed])
    if new or changed:
        index().add([as_row(row) for row in (*new, *changed)])


def as_row(passage: Passage) -> Row:
    """How a passage is looked up."""
    marks = [mark("k", passage.kind), mark("s", passage.seminar_id)]
    if passage.answered and passage.kind == "question":
        marks.append(ANSWERED)
    return Row(passage.id, analyse(passage.language, passage.text), marks)
