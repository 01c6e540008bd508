"""`consilium backup`: the whole server in one folder, made while it runs: docs/how-to/back-up.md.

The database first, then the files. A row names a file only after it has been written whole, and files never
change: so whatever the copied database names is there when the files are copied after it.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from consilium.archive.seminar_file.container import CHUNK, Unfit
from consilium.config import database_copy
from consilium.kernel.facts import Json

FORMAT, VERSION, MANIFEST = "consilium-backup", 1, "manifest.json"
#: In DATA_DIR, but made anew or brought again: process ids, collected files, models, what a recorder sends.
MADE_ANEW = {"run", "static", "models", "spool"}
#: Made again where somebody asks, and what is taken out of a recording must not stay in them for as long as a
#: backup is kept. Their rows stay behind too: see database_copy.
MADE_ON_DEMAND = "media/downloads/"
#: Files in these never change: what the backup before has is not read again.
LASTING = ("media/", "recordings/")
_STAMP = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{6}Z$")
_TRIES = 3


def main(folder: Path, *, keep: int, verify: bool) -> int:
    """Exit status: 0 done, 1 refused or failed."""
    from consilium.config import restore

    os.umask(0o077)  # nobody else reads it, nor any folder of it
    try:
        made = make(folder, keep=keep)
        if verify:
            restore.verify(made)
    except Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 1
    manifest = read_manifest(made)
    if manifest["missing"]:
        count = len(manifest["missing"])
        print(f"{count} files that the database names were not there: see {MANIFEST}.", file=sys.stderr)
    print(f"{made}: {len(manifest['files'])} files" + (", verified" if verify else ""))
    return 0


def make(folder: Path, *, keep: int = 0) -> Path:
    """A new backup in `folder`, whole or not at all; with `keep` the oldest beyond so many are removed."""
    data = Path(settings.DATA_DIR).resolve()
    if folder.resolve().is_relative_to(data):
        raise Unfit(f"Choose a folder outside of {data}: what destroys the one must not destroy the other.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        for left in folder.glob("*.part"):
            shutil.rmtree(left)
        before = backups(folder)
        now = datetime.now(UTC)
        made, draft = folder / f"{now:%Y-%m-%dT%H%M%SZ}", folder / f"{now:%Y-%m-%dT%H%M%SZ}.part"
        if made.exists():
            raise Unfit("A backup was made in this second already.")
        try:
            _write(draft, data, before[-1] if before else None, now)
            draft.rename(made)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _sync(folder)
        for old in backups(folder)[: -keep or None] if keep else ():
            shutil.rmtree(old)
    return made


def backups(folder: Path) -> list[Path]:
    """Those that are whole, the oldest first."""
    found = (path for path in folder.iterdir() if _STAMP.match(path.name) and (path / MANIFEST).is_file())
    return sorted(found)


def read_manifest(backup: Path) -> Json:
    """Raises Unfit."""
    try:
        told = json.loads((backup / MANIFEST).read_text())
    except (OSError, ValueError):
        raise Unfit(f"{backup} is no backup, or only a part of one.") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Unfit(f"{backup} is no backup of Consilium.")
    if told.get("version") != VERSION:
        raise Unfit(f"The backup is of version {told.get('version')!r}; this program reads {VERSION}.")
    return told


def _write(draft: Path, data: Path, before: Path | None, now: datetime) -> None:
    draft.mkdir(mode=0o700)
    copied = database_copy.copy(draft)
    files = {copied.file: _entry(draft / copied.file)}
    known = read_manifest(before)["files"] if before else {}
    for path in _files(data):
        entry = _take(data, path, draft, before, known)
        if entry:
            files[f"data/{path}"] = entry
    local = {name for name in copied.told if _is_local(name)}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(timespec="seconds"),
        "made_by": f"consilium {version('consilium')}",
        "database": copied.file,
        "migrations": copied.migrations,
        "elsewhere": sorted({name.split("/")[0] for name in copied.told - local}),
        "missing": sorted(name for name in local if f"data/{name}" not in files),
        "files": files,
    }
    with os.fdopen(_private(draft / MANIFEST), "w") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    _sync(draft)


def _is_local(name: str) -> bool:
    """Whether a file of the database lies on this machine, and not in a bucket."""
    storage = "default" if name.startswith("media/") else "media"
    return "FileSystemStorage" in str(settings.STORAGES[storage]["BACKEND"])


def _files(data: Path) -> Iterator[str]:
    """Everything below the data folder that cannot be made anew; a folder in it may lie on another disk."""
    database = str(database_copy.sqlite_path()) if database_copy.is_sqlite() else ""
    for top in sorted(path for path in data.iterdir() if path.name not in MADE_ANEW):
        below = (Path(folder) / name for folder, _folders, names in os.walk(top) for name in sorted(names))
        for path in below if top.is_dir() else (top,):
            own = database and str(path.resolve()).startswith(database)  # with its -wal and -shm
            name = str(path.relative_to(data))
            if not own and path.is_file() and not name.startswith(MADE_ON_DEMAND):
                yield name


def _take(data: Path, path: str, draft: Path, before: Path | None, known: Json) -> Json | None:
    """Copy a file, or share it with the backup before; None for one that is gone or still being written."""
    source, target = data / path, draft / "data" / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _ in range(_TRIES):
        try:
            stat = source.stat()
            entry: Json | None = known.get(f"data/{path}")
            alike = entry and (entry["bytes"], entry["mtime"]) == _sizes(stat)
            if before and alike and path.startswith(LASTING) and _share(before / "data" / path, target):
                return entry
            made = _copy(source, target)
            after = source.stat()
        except FileNotFoundError:
            return None
        if _sizes(stat) == _sizes(after) == (made["bytes"], made["mtime"]):
            return made
    target.unlink()
    return None


def _sizes(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _share(kept: Path, target: Path) -> bool:
    try:
        os.link(kept, target)
    except OSError:  # a file system without hard links, or removed by hand
        return False
    return True


def _copy(source: Path, target: Path) -> Json:
    target.unlink(missing_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, os.fdopen(_private(target), "wb") as out:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        mtime = os.fstat(file.fileno()).st_mtime_ns
        out.flush()
        os.fsync(out.fileno())
    return {"sha256": digest.hexdigest(), "bytes": size, "mtime": mtime}


def _entry(path: Path) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        os.fsync(file.fileno())
    stat = path.stat()
    return {"sha256": digest.hexdigest(), "bytes": stat.st_size, "mtime": stat.st_mtime_ns}


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unfit(f"Another backup is being made in {folder}.") from None
        yield
