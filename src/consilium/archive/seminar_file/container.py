"""The zip itself: written whole or not at all, and read with suspicion. No Django here.

A file may come from anywhere: nothing is unpacked by its own names, sizes are those that the manifest tells,
and every checksum is compared before anything is taken.
"""

import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

Json = dict[str, Any]
#: Told now and then: bytes done, bytes in all.
Progress = Callable[[int, int], None]

FORMAT, VERSION = "consilium-seminar", 1
MANIFEST, LOG = "manifest.json", "log.jsonl"
CHUNK = 1 << 20
LONGEST_LINE = 4 << 20  # bytes of one row or entry
LARGEST_MANIFEST = 64 << 20
MOST_FILES = 500_000
#: A text may shrink to a two-hundredth; what shrinks further is made to fill a disk.
MOST_SHRUNK = 200
_MEMBER = re.compile(
    r"^(manifest\.json|log\.jsonl|rows/[a-z_]+\.[A-Za-z_]+\.jsonl|files/(default|media)/.+)$"
)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Unfit(Exception):
    """Why it cannot be done, in one sentence for the person at the terminal; without names and texts."""


def is_safe(path: str) -> bool:
    """Whether a name stays below the folder it is put into, on every system."""
    parts = path.split("/")
    plain = all(part not in ("", ".", "..") and len(part.encode(errors="replace")) <= 200 for part in parts)
    return plain and path.isprintable() and not set(path) & set('\\:*?"<>|') and len(parts) <= 10


class Writer:
    """What has been added so far: `files` is {name: {"sha256", "bytes"}}."""

    def __init__(self, file: IO[bytes]) -> None:
        self.files: dict[str, Json] = {}
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Texts are packed; media are not: they would not get smaller."""
        if not (_MEMBER.match(name) and is_safe(name)) or name in self.files:
            raise Unfit(f"This name cannot stand in a seminar file: {name!r}.")
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_info(name), "w", force_zip64=True) as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        self.files[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def finish(self, head: Json) -> None:
        told = {"format": FORMAT, "version": VERSION, **head, "files": self.files}
        self._zip.writestr(_info(MANIFEST), json.dumps(told, ensure_ascii=False, indent=1))

    def close(self) -> None:
        self._zip.close()


def _info(name: str) -> zipfile.ZipInfo:
    """The same seminar makes the same file: no time of day, no owner."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file at `path`, readable by its owner alone. It gets its name when it is whole."""
    if path.exists():
        raise Unfit(f"{path} is there already.")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            writer = Writer(file)
            try:
                yield writer
            finally:
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """A seminar file that was opened; its form is checked, its content only by `verify`. Raises Unfit."""

    def __init__(self, path: Path) -> None:
        try:
            self._size = path.stat().st_size
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise Unfit(f"There is no file {path}.") from None
        except _BROKEN:
            raise Unfit(f"{path} is no seminar file, or only a part of one.") from None
        try:
            self._members = self._checked_members()
            self.manifest = self._checked_manifest()
            self._compare()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def files(self) -> dict[str, Json]:
        found: dict[str, Json] = self.manifest["files"]
        return found

    def verify(self, progress: Progress = lambda done, whole: None) -> None:
        """Read every byte and compare it with the manifest."""
        whole, done = sum(entry["bytes"] for entry in self.files.values()), 0
        for name, entry in self.files.items():
            digest = hashlib.sha256()
            for chunk in self.chunks(name):
                digest.update(chunk)
                done += len(chunk)
                progress(done, whole)
            if digest.hexdigest() != entry["sha256"]:
                raise Unfit(f"{name} is not what the manifest says: its checksum differs.")

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.opened(name) as file:
            while chunk := _read(file, name):
                yield chunk

    def lines(self, name: str) -> Iterator[Json]:
        """The objects of a file with one a line; none when the file is not there."""
        if name not in self.files:
            return
        with self.opened(name) as file:
            number = 0
            while line := _read(file, name, line=True):
                number += 1
                yield _object(line, f"{name}, line {number}")

    def opened(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(self._members[name])
        except _BROKEN:
            raise Unfit(f"{name} is damaged.") from None

    def _checked_members(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES or sum(info.compress_size for info in infos) > self._size:
            raise Unfit("The file says that it holds more than it does.")
        found: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            _check(info)
            if info.filename in found:
                raise Unfit(f"{info.filename} is in the file twice.")
            found[info.filename] = info
        return found

    def _checked_manifest(self) -> Json:
        info = self._members.get(MANIFEST)
        if info is None or info.file_size > LARGEST_MANIFEST:
            raise Unfit("This is no seminar file: it has no manifest.")
        try:
            told = json.loads(self._zip.read(info))
        except (*_BROKEN, RecursionError):
            raise Unfit("The manifest cannot be read.") from None
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise Unfit("This is no seminar file.")
        if told.get("version") != VERSION:
            raise Unfit(
                f"The file is of version {told.get('version')!r}, and this server reads version {VERSION}."
            )
        if not _is_list_of_files(told.get("files")) or not isinstance(told.get("seminar"), dict):
            raise Unfit("The manifest is not of the form that it should have.")
        return told

    def _compare(self) -> None:
        """The manifest and the zip name the same files, of the same sizes."""
        here = self._members.keys() - {MANIFEST}
        for name in sorted(self.files.keys() - here):
            raise Unfit(f"{name} is missing in the file.")
        for name in sorted(here - self.files.keys()):
            raise Unfit(f"{name} is in the file, but not in its manifest.")
        for name, entry in self.files.items():
            if self._members[name].file_size != entry["bytes"]:
                raise Unfit(f"{name} is not what the manifest says: its size differs.")


def _check(info: zipfile.ZipInfo) -> None:
    name, kind = info.filename, stat.S_IFMT(info.external_attr >> 16)
    if info.orig_filename != name or not _MEMBER.match(name) or not is_safe(name):
        raise Unfit(f"This name cannot stand in a seminar file: {info.orig_filename!r}.")
    if kind not in (0, stat.S_IFREG) or info.flag_bits & 0x1:
        raise Unfit(f"{name} is a link, a device or encrypted; a seminar file holds plain files only.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unfit(f"{name} is packed in a way that is not read here.")
    packed = info.compress_type != zipfile.ZIP_STORED
    if packed and (
        name.startswith("files/") or info.file_size > MOST_SHRUNK * info.compress_size + LONGEST_LINE
    ):
        raise Unfit(f"{name} would unpack to far more than it is.")


def _is_list_of_files(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("sha256"), str)
        and isinstance(entry.get("bytes"), int)
        for entry in value.values()
    )


def _read(file: IO[bytes], name: str, *, line: bool = False) -> bytes:
    try:
        data = file.readline(LONGEST_LINE + 1) if line else file.read(CHUNK)
    except _BROKEN:
        raise Unfit(f"{name} is damaged.") from None
    if len(data) > LONGEST_LINE:
        raise Unfit(f"{name} has a line that is longer than any of ours.")
    return data


def _object(line: bytes, where: str) -> Json:
    try:
        found = json.loads(line)
        json.dumps(found, ensure_ascii=False).encode()  # no half of a letter
    except (ValueError, RecursionError):
        raise Unfit(f"{where} cannot be read.") from None
    if not isinstance(found, dict) or _has_nul(found):
        raise Unfit(f"{where} is not of the form that it should have.")
    return found


def _has_nul(value: Any) -> bool:
    """PostgreSQL keeps no NUL in a text."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_has_nul(part) for part in value)
