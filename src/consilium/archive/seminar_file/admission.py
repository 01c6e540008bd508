"""Taking a seminar in: every byte is verified first, then the files are put, then all rows come in one
transaction.

Until that transaction no row names the files: nobody can reach them. When it fails they are removed; when the
machine fails before, the next try finds and replaces them.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_slug
from django.db import DataError, IntegrityError, transaction
from django.db.models import Field, Model

from consilium.accounts.actions import person_by_email
from consilium.archive.models import Edit
from consilium.archive.seminar_file import container, entries, people, rows
from consilium.archive.seminar_file.container import Json, Progress, Reader, Unfit
from consilium.archive.seminar_file.export import DEFAULT, MEDIA, Kept, files_of, storage
from consilium.archive.seminar_file.tables import (
    CERTIFICATES,
    EDITS,
    NUMBERED,
    PEOPLE,
    PERSON,
    SEMINAR,
    SHARED,
    Shared,
    Table,
    chosen,
    refers_to,
)
from consilium.eventlog import actions as log
from consilium.kernel.ids import is_id
from consilium.kernel.roles import Role
from consilium.recordings import rules as recordings
from consilium.recordings.models import Download, Take
from consilium.recordings.rules import media_type
from consilium.seminars.models import RoleGrant, Seminar

MANY = 500


@dataclass(frozen=True)
class Wishes:
    """`slug`: another address than in the file. `replace` the seminar when it is here already. `people`: give
    persons their e-mails, with which they can sign in. `organiser`: e-mail of who organises it here.
    """

    slug: str = ""
    replace: bool = False
    people: bool = False
    organiser: str = ""
    progress: Progress = field(default=lambda done, whole: None)


def admit(path: Path, wishes: Wishes) -> Seminar:
    """The seminar of the file, now here. Raises Unfit, and then nothing has changed."""
    with Reader(path) as file:
        return _Admission(file, wishes).run()


class _Admission:
    def __init__(self, file: Reader, wishes: Wishes) -> None:
        self._file = file
        self._wishes = wishes
        self._id = str(file.manifest["seminar"].get("id"))
        self._names: dict[str, str] = {}  # of files in the default storage: in the file -> here
        self._media: set[str] = set()
        self._put: list[Kept] = []
        self._ids: dict[str, dict[Any, Any]] = {}  # label -> key in the file -> key here
        self._people: set[str] = set()

    def _files_before(self) -> list[Kept]:
        """Also those that were made to be taken along: no file of a seminar names them, so no other would."""
        made = Download.objects.filter(take__seminar=self._id).exclude(file="").values_list("file", flat=True)
        return [*files_of(self._id), *((DEFAULT, name) for name in made)]

    def run(self) -> Seminar:
        self._look()
        self._file.verify(self._wishes.progress)
        old = self._files_before() if self._wishes.replace else []
        try:
            self._put_files()
            with transaction.atomic():
                made = self._write()
        except BaseException as error:
            for place, name in self._put:
                storage(place).delete(name)
            if isinstance(error, IntegrityError | DataError):
                raise Unfit("Rows of the file contradict each other, or what is here already.") from None
            raise
        kept = {(DEFAULT, name) for name in self._names.values()} | {(MEDIA, name) for name in self._media}
        for place, name in old:
            if (place, name) not in kept:
                storage(place).delete(name)
        return made

    def _look(self) -> None:
        """What can be refused before three gigabytes are read."""
        here = Seminar.objects.filter(pk=self._id).first() if is_id(self._id) else None
        if not is_id(self._id):
            raise Unfit("The manifest is not of the form that it should have.")
        if here and not self._wishes.replace:
            raise Unfit(
                f"This seminar is here already, at {here.slug!r}. With --replace it is put in its place."
            )
        if here and here.status == Seminar.Status.LIVE:
            raise Unfit("The seminar that is here already is live. It can be replaced when it has ended.")
        known = {table.file for table in chosen(people=True)} | {shared.table.file for shared in SHARED}
        for name in self._file.files:
            if name.startswith("rows/") and name not in known | {PEOPLE}:
                raise Unfit(f"{name} is not known here: the file is from a newer version of Consilium.")
        self._certificates_stay()
        self._redactions_stay()
        self._slug_is_free()

    def _certificates_stay(self) -> None:
        """A certificate is with its holder: who verifies it years later must find it, its file and whether it
        was revoked, and read the holder's name only if the holder shows it still. So a seminar gives way only
        to a file that has the same.
        """
        kept = {_certified(row) for row in self._file.lines(CERTIFICATES.file)}
        here = CERTIFICATES.model._base_manager.filter(seminar=self._id)
        if {_certified(row) for row in here.values("id", "sha256", "revoked_at", "name_shown")} - kept:
            raise Unfit(
                "Certificates were issued here that the file does not have, or not as they are now. "
                "Replace the seminar by a file of now that was exported --with-people."
            )

    def _redactions_stay(self) -> None:
        """Words that were taken away for good do not come back with a file of before."""
        kept = {row.get("id") for row in self._file.lines(EDITS.file) if row.get("redacted") is True}
        if set(Edit.objects.filter(seminar=self._id, redacted=True).values_list("pk", flat=True)) - kept:
            raise Unfit(
                "Something was redacted here that the file still has. Replace the seminar by a file of now."
            )

    def _slug_is_free(self) -> None:
        slug = self._wishes.slug or str(self._file.manifest["seminar"].get("slug"))
        try:
            validate_slug(slug)
        except ValidationError:
            raise Unfit(f"{slug!r} cannot be the address of a seminar.") from None
        if Seminar.objects.filter(slug=slug).exclude(pk=self._id).exists():
            raise Unfit(f"Another seminar has the address {slug!r}. Choose one with --slug.")

    # -- files

    def _put_files(self) -> None:
        for name in self._file.files:
            _, place, kept = (*name.split("/", 2), "", "")[:3]
            if not name.startswith("files/"):
                continue
            if place == MEDIA:
                self._put_media(name, kept)
            else:
                made = self._save(DEFAULT, kept, name)
                self._put.append((DEFAULT, made))
                self._names[kept] = made

    def _put_media(self, name: str, kept: str) -> None:
        """A recording's file has one place only. What lies there of the same content is left."""
        parts = kept.split("/")
        if len(parts) != 3 or parts[0] != "takes" or not (is_id(parts[1]) and recordings.is_file(parts[2])):
            raise Unfit(f"{name} is not a file of a recording.")
        take = Take.objects.filter(pk=parts[1]).first()
        if take and take.seminar_id != self._id:
            raise Unfit("A recording of another seminar has the same id as one in the file.")
        if storage(MEDIA).exists(kept):
            if _is_alike(storage(MEDIA).open(kept), self._file, name):
                self._media.add(kept)
                return
            if take:
                raise Unfit(f"{kept} is here already, with other content.")
            storage(MEDIA).delete(kept)
        self._put.append((MEDIA, kept))
        self._save(MEDIA, kept, name)
        self._media.add(kept)

    def _save(self, place: str, kept: str, name: str) -> str:
        """Piece by piece, never whole in memory; the name that it got."""
        with self._file.opened(name) as member:
            content = File(member, name=kept)
            content.size = int(self._file.files[name]["bytes"])
            if place == MEDIA:  # what a bucket tells about it
                content.content_type = media_type(kept)  # type: ignore[attr-defined]
            return str(storage(place).save(kept, content))

    # -- rows

    def _write(self) -> Seminar:
        if self._wishes.replace:
            self._forget()
        self._people = people.admit(self._file.lines(PEOPLE), people=self._wishes.people)
        for shared in SHARED:
            self._ids[shared.label] = {}
            for row in self._file.lines(shared.table.file):
                self._share(shared, row)
        used: set[str] = set()
        for table in chosen(people=True):
            used |= self._write_table(table)
        if used != self._names.keys() or not self._segments_have_their_files():
            raise Unfit("The rows of the file name other files than those that are in it.")
        self._write_log()
        made = Seminar.objects.get(pk=self._id)
        self._name_organiser(made)
        return made

    def _forget(self) -> None:
        self._certificates_stay()  # once more: people may have taken theirs while the file was read
        self._redactions_stay()
        Seminar.objects.filter(pk=self._id).delete()
        log.forget(self._id)

    def _share(self, shared: Shared, row: Json) -> None:
        fields = shared.table.fields
        made = shared.table.model(**rows.values(fields, row, shared.table.file, self._refer))
        manager = shared.table.model._base_manager
        keys = {name: getattr(made, name) for name in shared.keys}
        document = getattr(made, shared.document) if shared.document else keys
        if not (isinstance(document, dict) and keys.items() <= document.items()):
            raise Unfit(f"{shared.table.file}: {shared.document!r} is of something else than its row.")
        found = manager.filter(pk=made.pk).first() or manager.filter(**keys).first()
        if found is None:
            _demand_id(made.pk, shared.table.file)
            made.save(force_insert=True)
            found = made
        if any(getattr(found, name) != getattr(made, name) for name in shared.same):
            raise Unfit(f"{shared.label}: the same one is here with other content.")
        self._ids[shared.label][made.pk] = found.pk

    def _write_table(self, table: Table) -> set[str]:
        """All rows of a table; the names in the file of the files that they name."""
        ids: dict[Any, Any] = self._ids.setdefault(table.label, {})
        used: set[str] = set()
        waiting: set[Any] = set()  # rows that others of the same table refer to before they come
        batch: list[tuple[Any, Model]] = []

        def refer(column: "Field[Any, Any]", key: Any) -> Any:
            if refers_to(column) == table.label:
                waiting.add(key)
                return key
            return self._refer(column, key)

        for number, row in enumerate(self._file.lines(table.file), 1):
            where = f"{table.file}, line {number}"
            values = rows.values(table.fields, row, where, refer)
            used |= self._rename(table, values, where)
            batch.append(self._row(table, values, where))
            if len(batch) == MANY:
                self._insert(table, batch, ids)
                batch = []
        self._insert(table, batch, ids)
        if waiting - ids.keys() or (table.label == SEMINAR and list(ids) != [self._id]):
            raise Unfit(f"{table.file}: rows refer to what is not in the file.")
        return used

    def _row(self, table: Table, values: Json, where: str) -> tuple[Any, Model]:
        key = values.pop("id") if table.label in NUMBERED else None
        if table.label == SEMINAR:
            values["slug"] = self._wishes.slug or values["slug"]
            if values["status"] == Seminar.Status.LIVE or values["slug"] == "":
                raise Unfit("The seminar of the file is live, which cannot be.")
        if table.label == "translation.Glossary" and values["id"] != self._id:
            raise Unfit(f"{where} is not the glossary of this seminar.")
        made = table.model(**values)
        return (made.pk if key is None else key), made

    def _insert(self, table: Table, batch: list[tuple[Any, Model]], ids: dict[Any, Any]) -> None:
        manager = table.model._base_manager
        own = [key for key, _row in batch if isinstance(key, str)]
        for key in own:
            _demand_id(key, table.file)
        if manager.filter(pk__in=own).exists():
            raise Unfit(f"{table.label}: something of another seminar has the same id as one in the file.")
        made = manager.bulk_create([row for _key, row in batch])
        for (key, _row), row in zip(batch, made, strict=True):
            if key is not None:
                ids[key] = row.pk

    def _rename(self, table: Table, values: Json, where: str) -> set[str]:
        used = set()
        for name in table.file_fields:
            if values[name]:
                used.add(values[name])
                if values[name] not in self._names:
                    raise Unfit(f"{where} names a file that is not in the file.")
                values[name] = self._names[values[name]]
        return used

    def _refer(self, column: "Field[Any, Any]", key: Any) -> Any:
        label = refers_to(column)
        if label == PERSON:
            if key in self._people:
                return key
        elif isinstance(key, str | int) and key in self._ids.get(label, {}):
            return self._ids[label][key]
        raise Unfit(f"{column.model._meta.label}.{column.attname} refers to what is not in the file.")

    def _segments_have_their_files(self) -> bool:
        named = {name for place, name in files_of(self._id) if place == MEDIA}
        return named == self._media

    def _write_log(self) -> None:
        try:
            log.restore(self._id, entries.read(self._id, self._file.lines(container.LOG)))
        except ValueError:
            raise Unfit("The log of the file has a gap.") from None

    def _name_organiser(self, seminar: Seminar) -> None:
        if self._wishes.organiser:
            person = person_by_email(self._wishes.organiser)
            RoleGrant.objects.get_or_create(seminar=seminar, person=person, role=Role.ORGANISER.value)


def _certified(row: Json) -> tuple[Any, Any, bool, bool]:
    return row.get("id"), row.get("sha256"), bool(row.get("revoked_at")), bool(row.get("name_shown"))


def _is_alike(kept: IO[bytes], reader: Reader, name: str) -> bool:
    with kept:
        return all(kept.read(len(chunk)) == chunk for chunk in reader.chunks(name)) and not kept.read(1)


def _demand_id(key: Any, where: str) -> None:
    if not (isinstance(key, str) and is_id(key)):
        raise Unfit(f"{where}: an id is not of the form that it should have.")
