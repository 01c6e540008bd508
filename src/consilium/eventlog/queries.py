"""Reading the log. Callers filter by audience with `Reader.may_read`, or ask for one reader's entries."""

from collections.abc import Iterable, Iterator

from consilium.eventlog.models import LogEntry, Stream
from consilium.kernel.audience import Audience, Reader
from consilium.kernel.facts import Entry, language_of


def last_seq(stream: str) -> int:
    """The seq of the newest entry, 0 for an empty or unknown stream."""
    return Stream.objects.filter(pk=stream).values_list("last_seq", flat=True).first() or 0


def position(stream: str) -> tuple[int, int]:
    """The newest seq, and the edition: how often words were taken out of what had been told."""
    return Stream.objects.filter(pk=stream).values_list("last_seq", "edition").first() or (0, 0)


def newest(stream: str, *kinds: str) -> int:
    """The seq of the newest entry of one of these kinds, 0 for none."""
    rows = LogEntry.objects.filter(stream=stream, kind__in=kinds).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def hold(stream: str) -> int:
    """The newest seq, and no entry is appended until the transaction that asked for it ends."""
    found = Stream.objects.select_for_update().filter(pk=stream).values_list("last_seq", flat=True).first()
    return found or 0


def last_seqs(streams: Iterable[str]) -> dict[str, int]:
    return dict(Stream.objects.filter(pk__in=list(streams)).values_list("id", "last_seq"))


def entries(stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
    """Entries with seq > `after`, oldest first, at most `limit`."""
    rows = LogEntry.objects.filter(stream=stream, seq__gt=after).order_by("seq")
    return [_entry(row) for row in (rows[:limit] if limit else rows)]


def each(stream: str) -> Iterator[Entry]:
    """All entries, oldest first, without holding them in memory."""
    rows = LogEntry.objects.filter(stream=stream).order_by("seq")
    return (_entry(row) for row in rows.iterator(chunk_size=2000))


def entries_for(reader: Reader, stream: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
    """What this reader may see of `entries`; `limit` counts before filtering."""
    found = entries(stream, after=after, limit=limit)
    return [one for one in found if reader.may_read(one.audience, language_of(one.kind, one.data))]


def entries_of(stream: str, *kinds: str) -> list[Entry]:
    """All entries of these kinds, oldest first."""
    rows = LogEntry.objects.filter(stream=stream, kind__in=kinds).order_by("seq")
    return [_entry(row) for row in rows]


def _entry(row: LogEntry) -> Entry:
    audience = Audience.parse(row.audience)
    return Entry(row.stream_id, row.seq, row.at, row.actor, audience, row.kind, row.v, row.data, row.redacted)
