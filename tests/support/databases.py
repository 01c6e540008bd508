"""Databases for processes under test: files, or on the PostgreSQL server that DATABASE_URL names."""

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
_KEPT = ROOT / "build" / "tests"
_IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # Django's name for it
_MIGRATE = (sys.executable, "-m", "consilium.cli", "manage", "migrate", "--noinput", "--verbosity", "0")


def create(folder: Path, *, like: str = "") -> str:
    """The URL of a new database: empty, or a copy of `like`, to which nobody may be connected."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        path = folder / "db.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"
    base = server.rpartition("/")[0]
    name = f"house_{secrets.token_hex(6)}"
    _create_on(base, name, like.rpartition("/")[2])
    return f"{base}/{name}"


def migrated(folder: Path) -> str:
    """The URL of a new database with its tables. What stands in them `consilium prepare` still has to write.

    The migrations take many seconds, so they are run once for all tests: a copy takes none.
    """
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        return migrated_file(folder / "db.sqlite3")
    base = server.rpartition("/")[0]
    with _alone():
        return create(folder, like=f"{base}/{_kept_on(base)}")


def migrated_file(path: Path) -> str:
    """The URL of such a database in a file, whatever DATABASE_URL says."""
    with _alone():
        shutil.copy(_kept_file(), path)
    return f"sqlite:///{path}"


@contextmanager
def begun_with_tables(own: dict[str, Any]) -> Iterator[None]:
    """pytest-django's own database, as Django's settings have it, finds its tables made."""
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        with _alone():
            own.setdefault("TEST", {})["TEMPLATE"] = _kept_on(server.rpartition("/")[0])
        yield
        return
    with closing(sqlite3.connect(_IN_MEMORY, uri=True)) as memory:  # is there as long as somebody holds it
        with _alone(), closing(sqlite3.connect(_kept_file())) as kept:
            kept.backup(memory)
        yield


def _kept_file() -> Path:
    kept = _KEPT / f"tables-{_digest()}.sqlite3"
    if not kept.exists():
        for old in _KEPT.glob("tables-*"):
            old.unlink()
        made = kept.with_suffix(".new")
        _migrate(f"sqlite:///{made}")
        made.rename(kept)
    return kept


def _kept_on(base: str) -> str:
    """The name of the database on that server."""
    name = f"tables_{_digest()}"
    if not _is_on(base, name):
        _create_on(base, f"{name}_new")
        _migrate(f"{base}/{name}_new")
        _execute(base, f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes it, and nobody copies what is not there yet."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _digest() -> str:
    """Of everything that migrations are made of or call: another source, another database."""
    found = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "src").rglob("*.py")):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(url: str) -> None:
    own = {"DATABASE_URL": url, "DATA_DIR": str(_KEPT / "data"), "SECRET_KEY": "for-tests-only", "DEBUG": ""}
    settings = {"DJANGO_SETTINGS_MODULE": "consilium.config.settings"}
    subprocess.run(_MIGRATE, cwd=ROOT, env=os.environ | own | settings, check=True)


def _is_on(base: str, name: str) -> bool:
    with psycopg.connect(f"{base}/postgres") as connection:
        asked = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return asked.fetchone() is not None


def _create_on(base: str, name: str, template: str = "") -> None:
    _execute(base, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def _execute(base: str, words: str) -> None:
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(words)  # names of our own making
