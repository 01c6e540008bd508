"""`consilium restore`: a backup becomes a server again, on an empty data folder; `--verify` only looks."""

import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings

from consilium.archive.seminar_file.container import CHUNK, Unfit
from consilium.config import database_copy
from consilium.config.backup import MADE_ANEW, MANIFEST, read_manifest
from consilium.kernel.facts import Json
from consilium.supervisor import guard

#: What an installation that has never run may have in its data folder.
BARE = MADE_ANEW | {"secrets.json", ".restoring"}
Take = Callable[[bytes], object]


def main(backup: Path, *, only_verify: bool) -> int:
    """Exit status: 0 done, 1 refused; a refusal has changed nothing."""
    os.umask(0o077)  # nobody else reads it, nor any folder of it
    try:
        if only_verify:
            manifest = verify(backup)
            print(f"{backup} is whole: {len(manifest['files'])} files, made at {manifest['made_at']}.")
            return 0
        manifest = restore(backup)
    except (Unfit, guard.Refused) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"Restored to {settings.DATA_DIR}, as of {manifest['made_at']}. Start it: consilium up")
    for folder in manifest["elsewhere"]:
        print(f"Files of {folder}/ lie in a bucket: they were not in this backup.", file=sys.stderr)
    return 0


def verify(backup: Path) -> Json:
    """Every byte of the backup is what it was, and its database is whole. Raises Unfit."""
    manifest = read_manifest(backup)
    for name, entry in _files(manifest):
        _read(backup / name, name, entry, lambda chunk: None)
    if manifest["database"] == database_copy.SQLITE:
        _look_into(backup / database_copy.SQLITE)
    return manifest


def restore(backup: Path) -> Json:
    """Put everything where it was. Raises Unfit, Refused when Consilium runs on this data folder."""
    manifest = read_manifest(backup)
    data = Path(settings.DATA_DIR)
    with guard.take_lock(data / "run"):
        _demand_bare(data, manifest)
        draft = data / ".restoring"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            (draft / "data").mkdir(parents=True, mode=0o700)
            for name, entry in _files(manifest):
                _write(backup / name, draft / name, name, entry)
            _put(draft, data, manifest["database"])
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _put(draft: Path, data: Path, database: str) -> None:
    """The files first and the database last: what is not whole has none. When it fails all is as before."""
    (draft / "before").mkdir()
    moved: list[str] = []
    try:
        for path in sorted((draft / "data").iterdir()):
            if (data / path.name).exists():
                (data / path.name).replace(draft / "before" / path.name)
            path.replace(data / path.name)
            moved.append(path.name)
        database_copy.put(draft / database)
    except BaseException:
        for name in moved:
            (data / name).replace(draft / "data" / name)
        for path in (draft / "before").iterdir():
            path.replace(data / path.name)
        raise


def _demand_bare(data: Path, manifest: Json) -> None:
    for path in data.iterdir():
        if path.name not in BARE:
            raise Unfit(f"{data} is not empty ({path.name}): choose another DATA_DIR, or move it away.")
    if (manifest["database"] == database_copy.SQLITE) != database_copy.is_sqlite():
        raise Unfit("The backup is of another kind of database than DATABASE_URL names.")
    database_copy.demand_empty()
    database_copy.demand_known(manifest["migrations"])


def _files(manifest: Json) -> list[tuple[str, Json]]:
    found = list(manifest["files"].items())
    inside = all(not name.startswith("/") and ".." not in name.split("/") for name, _entry in found)
    if manifest["database"] not in manifest["files"] or not inside:
        raise Unfit(f"{MANIFEST} is not of the form that it should have.")
    return found


def _write(source: Path, target: Path, name: str, entry: Json) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        _read(source, name, entry, out.write)
        out.flush()
        os.fsync(out.fileno())
    os.utime(target, ns=(entry["mtime"], entry["mtime"]))


def _read(path: Path, name: str, entry: Json, take: Take) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                take(chunk)
    except FileNotFoundError:
        raise Unfit(f"{name} is missing in the backup.") from None
    if (digest.hexdigest(), size) != (entry["sha256"], entry["bytes"]):
        raise Unfit(f"{name} in the backup is not what it was.")


def _look_into(file: Path) -> None:
    """The database is sound, and no log has a gap."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
            sound = opened.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            gaps = opened.execute(_GAPS).fetchall()
    except sqlite3.Error:
        sound, gaps = False, []
    if not sound or gaps:
        raise Unfit("The database in the backup is damaged.")


_GAPS = """
SELECT s.id FROM eventlog_stream s LEFT JOIN eventlog_logentry e ON e.stream_id = s.id
GROUP BY s.id HAVING count(e.seq) <> s.last_seq OR coalesce(max(e.seq), 0) <> s.last_seq
"""
