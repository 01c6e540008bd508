"""Writing a seminar down. Nobody waits for it: the rows are read as of one moment, which holds no writer up,
and the files afterwards, as they never change.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import Storage, default_storage, storages
from django.db import connection
from django.utils import timezone

from consilium.archive.seminar_file import container, rows
from consilium.archive.seminar_file.container import CHUNK, Json, Progress, Unfit, Writer
from consilium.archive.seminar_file.people import Cast
from consilium.archive.seminar_file.tables import NUMBERED, PEOPLE, PERSON, SHARED, Table, chosen, refers_to
from consilium.eventlog import queries as log
from consilium.recordings.models import Segment
from consilium.room import state as _state  # noqa: F401 (declares every fact)
from consilium.seminars.models import Seminar

#: (name of the storage, name in it)
Kept = tuple[str, str]
DEFAULT, MEDIA = "default", "media"


def export(
    slug: str, path: Path, *, people: bool = False, progress: Progress = lambda done, whole: None
) -> Json:
    """Write the seminar to `path`; what the manifest says of it. Raises Unfit.

    `people`: also e-mails, registrations, ballots, presence and certificates.
    """
    with container.writing(path) as writer:
        with one_moment():
            seminar = _exportable(slug)
            pages = _Pages(writer, seminar, people)
            pages.write()
        _write_files(writer, pages.kept, progress)
        head = {
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "made_by": f"consilium {version('consilium')}",
            "seminar": {"id": seminar.id, "slug": seminar.slug, "title": seminar.title},
            "people": people,
            "entries": pages.entries,
        }
        writer.finish(head)
    return head | {"files": len(writer.files)}


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment. On SQLite no writer waits for it, nor on PostgreSQL."""
    if connection.in_atomic_block:  # whoever holds a transaction has chosen their moment
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def storage(name: str) -> Storage:
    return storages[name] if name == MEDIA else default_storage


def files_of(seminar: str, *, people: bool = True) -> list[Kept]:
    """All files that the rows of a seminar name, each once, in a settled order."""
    found: dict[Kept, None] = {}
    for table in chosen(people=people):
        for field in table.file_fields:
            names = _rows_of(table, seminar).exclude(**{field: ""}).values_list(field, flat=True)
            found |= {(DEFAULT, name): None for name in names}
    takes = Segment.objects.filter(rendition__take__seminar=seminar).order_by(
        "rendition__take", "rendition", "n"
    )
    for take, init, name in takes.values_list("rendition__take", "init", "name").iterator(chunk_size=2000):
        found |= {(MEDIA, f"takes/{take}/{init}"): None, (MEDIA, f"takes/{take}/{name}"): None}
    return list(found)


def _rows_of(table: Table, seminar: str) -> Any:
    return table.model._base_manager.filter(**{table.seminar: seminar}).order_by("pk")


def _exportable(slug: str) -> Seminar:
    seminar = Seminar.objects.filter(slug=slug).first()
    if seminar is None:
        raise Unfit(f"There is no seminar {slug!r}.")
    if seminar.status == Seminar.Status.LIVE:
        raise Unfit("The seminar is live. It can be exported when it has ended.")
    return seminar


class _Pages:
    """The texts of the file: the log, and the rows table by table."""

    def __init__(self, writer: Writer, seminar: Seminar, people: bool) -> None:
        self._writer = writer
        self._seminar = seminar
        self._people = people
        self._cast = Cast(seminar.id)
        self._numbers: dict[str, dict[Any, int]] = {label: {} for label in NUMBERED}
        self._shared: dict[str, set[str]] = {shared.label: set() for shared in SHARED}
        self.kept: list[Kept] = []
        self.entries = 0

    def write(self) -> None:
        self._writer.add(container.LOG, self._log())
        for table in chosen(people=self._people):
            self._put(table, _rows_of(table, self._seminar.id))
        for shared in SHARED:
            found = shared.table.model._base_manager.filter(pk__in=self._shared[shared.label])
            self._put(shared.table, found.order_by("pk"))
        self._writer.add(PEOPLE, map(rows.line, self._cast.rows(people=self._people)))
        self.kept = files_of(self._seminar.id, people=self._people)

    def _log(self) -> Iterator[bytes]:
        for entry in log.each(self._seminar.id):
            self._cast.hear(entry)
            self.entries += 1
            told: Json = {
                "seq": entry.seq,
                "at": entry.at,
                "actor": entry.actor,
                "audience": str(entry.audience),
            }
            told |= {"kind": entry.kind, "v": entry.v, "data": entry.data}
            yield rows.line(told | ({"redacted": True} if entry.redacted else {}))

    def _put(self, table: Table, found: Any) -> None:
        """A table without rows has no file."""
        lines = self._lines(table, found)
        first = next(lines, None)
        if first is not None:
            self._writer.add(table.file, _again(first, lines))

    def _lines(self, table: Table, found: Any) -> Iterator[bytes]:
        names = [field.attname for field in table.fields]
        referring = {field.attname: label for field in table.fields if (label := refers_to(field))}
        for values in found.values_list(*names).iterator(chunk_size=2000):
            row = dict(zip(names, values, strict=True))
            if table.label in NUMBERED:
                numbers = self._numbers[table.label]
                row["id"] = numbers.setdefault(row["id"], len(numbers) + 1)
            for name, label in referring.items():
                row[name] = self._referred(label, row[name])
            yield rows.line(row)

    def _referred(self, label: str, key: Any) -> Any:
        if key is None:
            return None
        if label == PERSON:
            self._cast.meet(key)
        elif label in self._shared:
            self._shared[label].add(key)
        return self._numbers[label][key] if label in self._numbers else key


def _again(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _write_files(writer: Writer, kept: list[Kept], progress: Progress) -> None:
    for done, (place, name) in enumerate(kept, 1):
        try:
            with storage(place).open(name) as file:
                writer.add(f"files/{place}/{name}", _chunks(file))
        except FileNotFoundError:
            raise Unfit(f"A file that the seminar names is missing: {name}") from None
        progress(done, len(kept))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
