"""The database in one file, as of one moment, while others write; and back from it."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField

from consilium.archive.seminar_file.container import Unfit
from consilium.archive.seminar_file.export import one_moment
from consilium.recordings.models import Download, Segment

SQLITE, POSTGRES = "db.sqlite3", "db.dump"


@dataclass(frozen=True)
class Copied:
    """`told`: paths below DATA_DIR of all files that its rows name, as far as they lie on this machine."""

    file: str
    told: frozenset[str]
    migrations: list[str]


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def sqlite_path() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"])).resolve()


def copy(folder: Path) -> Copied:
    """Write the database into a file in `folder`. Nobody who writes waits for it. Raises Unfit."""
    if is_sqlite():
        _copy_sqlite(sqlite_path(), folder / SQLITE)
        with _opened(folder / SQLITE) as alias:
            Download.objects.using(alias).all().delete()  # rows of files that no backup holds
            return Copied(SQLITE, _told(alias), _migrations(alias))
    with one_moment():
        _dump(folder / POSTGRES)
        return Copied(POSTGRES, _told("default"), _migrations("default"))


def demand_empty() -> None:
    """Raises Unfit when there is a database where one is to be put."""
    if is_sqlite():
        if sqlite_path().exists():
            raise Unfit(f"There is a database already: {sqlite_path()}. Move it away first.")
    elif connection.introspection.table_names():
        raise Unfit("The database that DATABASE_URL names is not empty. Make a new one for it.")


def demand_known(migrations: list[str]) -> None:
    """Raises Unfit for a database of a newer version than this program."""
    loader = MigrationLoader(None)
    here = {f"{app}.{name}" for app, name in loader.disk_migrations or ()}
    apps_here = {app.label for app in apps.get_app_configs()}
    if any(name not in here for name in migrations if name.partition(".")[0] in apps_here):
        raise Unfit("The backup is of a newer version of Consilium than this program.")


def put(file: Path) -> None:
    """Make the copy the database. Raises Unfit."""
    if is_sqlite():
        sqlite_path().parent.mkdir(parents=True, exist_ok=True)
        connection.close()
        shutil.copyfile(file, draft := sqlite_path().with_name(f".{sqlite_path().name}.part"))
        draft.chmod(0o600)
        draft.rename(sqlite_path())
    else:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run("pg_restore", *options, f"--dbname={settings.DATABASES['default']['NAME']}", str(file))


def _copy_sqlite(source: Path, target: Path) -> None:
    """In one step: one read transaction. In WAL mode it neither waits for a writer nor holds one up."""
    if not source.exists():
        raise Unfit(f"There is no database {source}.")
    with closing(sqlite3.connect(source, timeout=20)) as live, closing(sqlite3.connect(target)) as made:
        live.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without a log of its own beside it
    target.chmod(0o600)


@contextmanager
def _opened(file: Path) -> Iterator[str]:
    """The copy as one more of Django's databases."""
    alias = "copy"
    options = {"transaction_mode": "DEFERRED"}
    connections.databases[alias] = {**connections.databases["default"], "NAME": str(file), "OPTIONS": options}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.databases[alias]


def _dump(file: Path) -> None:
    """As of the moment of the transaction that is open, in which the names of files are read too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
    options.append(f"--exclude-table-data={Download._meta.db_table}")
    _run("pg_dump", *options, f"--file={file}", f"--dbname={settings.DATABASES['default']['NAME']}")
    file.chmod(0o600)


def _run(program: str, *arguments: str) -> None:
    """PostgreSQL's own programs; the password goes by the environment, where `ps` does not show it."""
    told = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(told[key]) for name, key in names.items() if told.get(key)}
    if not shutil.which(program):
        raise Unfit(f"{program} is missing. Install it: apt-get install postgresql-client")
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason told"])[-1]
        raise Unfit(f"{program} failed: {last}")


def _told(alias: str) -> frozenset[str]:
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                rows = model._base_manager.using(alias).exclude(**{field.name: ""})
                found |= {f"media/{name}" for name in rows.values_list(field.name, flat=True).iterator()}
    segments = Segment.objects.using(alias).values_list("rendition__take", "init", "name")
    for take, *names in segments.iterator():
        found |= {f"recordings/takes/{take}/{name}" for name in names}
    return frozenset(found)


def _migrations(alias: str) -> list[str]:
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)
