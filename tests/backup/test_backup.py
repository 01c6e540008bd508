"""`consilium backup` beside a live process and writers, `restore` to an empty server: on both databases."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.house import ROOT, Browser, House, until
from tests.support.takes import cut

SEGMENTS = 2
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
#: Of files alone, and slow: a command is a process.
once = pytest.mark.skipif(ON_POSTGRES, reason="has run with SQLite, and concerns no database")
ASKED = "question.asked"


def house(folder: Path, database: str, hand: str = "tests.support.hand") -> House:
    """On its own secrets, as an installation has them."""
    made = House(folder, database=database, hand=hand)
    del made.environment["SECRET_KEY"]
    return made


class Server:
    """One data folder with its database: a live process, a hand that writes, and one that looks."""

    def __init__(self, folder: Path, database: Callable[[Path], str] = databases.create) -> None:
        folder.mkdir()
        self.folder = folder
        self.data = folder / "data"
        self.url = database(folder)
        self.live = house(self.data, self.url)
        self.looking = house(self.data, self.url, "tests.support.moving_hand")

    def close(self) -> None:
        self.live.close()
        self.looking.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With a recorded seminar that has ended ("oxygen")."""
    made = Server(tmp_path_factory.mktemp("server") / "here", databases.migrated)
    made.live.prepare()
    made.live.log = made.folder / "live.log"
    yield made
    made.close()


@pytest.fixture(scope="module")
def seminar(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    takes = cut(tmp_path_factory.mktemp("takes") / "cut", SEGMENTS * 4)
    made: dict[str, str] = server.looking.do("play", slug="oxygen", folder=str(takes), segments=SEGMENTS)
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "there")
    made.live.log = tmp_path / "live.log"
    yield made
    made.close()


class Writer(threading.Thread):
    """Asks one question after the other; `told` are the numbers that were acknowledged."""

    def __init__(self, live: House, seminar: str, person: str) -> None:
        super().__init__(daemon=True)
        self._house, self._seminar, self._person = live, seminar, person
        self._over = threading.Event()
        self.told: list[int] = []

    def run(self) -> None:
        while not self._over.is_set():
            number = len(self.told) + 1
            data = {"id": f"{number:026}", "text": "x" * 500, "language": "en", "asker": self._person}
            self.told += self._house.say(self._seminar, (ASKED, data | {"anonymous": False}, "everyone"))

    def stop(self) -> None:
        self._over.set()
        self.join(20)


class Filling(threading.Thread):
    """A file of the recordings that is being written all the time, and new ones that come."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._over = threading.Event()

    def run(self) -> None:
        with (self._folder / "growing.m4s").open("wb", buffering=0) as file:
            while not self._over.wait(0.001):
                file.write(b"x" * 5000)

    def stop(self) -> None:
        self._over.set()
        self.join(20)


def backed_up(server: Server, folder: Path, *more: str) -> Path:
    done = server.live.consilium("backup", str(folder), *more)
    assert done.returncode == 0, done.stderr
    return max(path for path in folder.iterdir() if path.name.endswith("Z"))


def manifest(backup: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((backup / "manifest.json").read_text())
    return found


def test_a_backup_beside_writers_is_whole(
    server: Server, seminar: dict[str, str], empty: Server, tmp_path: Path
) -> None:
    """What was acknowledged before it began is in it, no number is missing, all told media are there, and a
    server starts on it; a page that knows more than the restored log is sent away to load anew.
    """
    server.live.start()
    busy = server.live.do("seminar", name="busy", persons=1)
    writer = Writer(server.live, busy["id"], busy["persons"][0])
    filling = Filling(server.data / "recordings" / "takes" / "growing")
    writer.start()
    filling.start()
    until(lambda: len(writer.told) > 20, "the writer is at work")
    before = len(writer.told)
    made = backed_up(server, tmp_path / "kept", "--verify")
    after = len(writer.told)
    until(lambda: len(writer.told) > after, "the writer goes on")
    writer.stop()
    filling.stop()
    assert before < after, "nobody wrote while the backup was made"

    done = empty.live.consilium("restore", str(made))
    assert done.returncode == 0, done.stderr
    log, copy = (one.live.do("entries", seminar=busy["id"]) for one in (server, empty))
    assert before <= len(copy) < len(log) and copy == log[: len(copy)]
    assert [entry["seq"] for entry in copy] == list(range(1, len(copy) + 1))
    people = [seminar["moderator"]]
    assert empty.looking.do("look", seminar=seminar["id"], people=people) == server.looking.do(
        "look", seminar=seminar["id"], people=people
    )
    assert manifest(made)["missing"] == []
    _starts(empty, busy, known=len(log), copied=len(copy))
    server.live.kill()


def _starts(empty: Server, busy: dict[str, Any], *, known: int, copied: int) -> None:
    """With the secrets of the server that is gone: its tokens are good, pages ahead of the log are not."""
    empty.live.start()
    token = empty.live.token(busy["id"], busy["persons"][0])
    ahead = Browser(empty.live, token, after=known, resume=False)
    ahead.wait(lambda browser: bool(browser.statuses))
    assert ahead.statuses == [409]
    page = Browser(empty.live, token, after=copied).connected()
    data = {"id": "0" * 25 + "z", "text": "Again.", "language": "en", "asker": "", "anonymous": True}
    assert empty.live.say(busy["id"], (ASKED, data, "everyone")) == [copied + 1]
    page.wait(lambda browser: browser.seqs == [copied + 1])
    page.close()


def test_secrets_and_modes(server: Server, seminar: dict[str, str], empty: Server, tmp_path: Path) -> None:
    """The same secrets; nobody but their owner can read a backup, or what was restored of it."""
    made = backed_up(server, tmp_path / "kept")
    for path in (made, *made.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    assert empty.live.consilium("restore", str(made)).returncode == 0
    assert (empty.data / "secrets.json").read_bytes() == (server.data / "secrets.json").read_bytes()
    assert (empty.data / "secrets.json").stat().st_mode & 0o777 == 0o600
    names = [str(path.relative_to(server.data)) for path in _media(server.data)]
    assert names and names == [str(path.relative_to(empty.data)) for path in _media(empty.data)]


def _media(data: Path) -> list[Path]:
    found = [path for top in ("media", "recordings") for path in (data / top).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.name != "growing.m4s")


def test_files_made_to_be_taken_along_are_in_no_backup(
    server: Server, seminar: dict[str, str], empty: Server, tmp_path: Path
) -> None:
    """Their words may be redacted while the backup is kept; what is restored knows nothing of them."""
    name = server.looking.do("pack", seminar=seminar["id"])
    try:
        made = backed_up(server, tmp_path / "kept")
        assert server.looking.do("packs") == [name]
    finally:
        server.looking.do("unpack")
    assert manifest(made)["missing"] == [] and not list(made.rglob("*.zip"))
    assert empty.live.consilium("restore", str(made)).returncode == 0
    assert empty.looking.do("packs") == []


@once
def test_the_next_backup_shares_what_never_changes(
    server: Server, seminar: dict[str, str], tmp_path: Path
) -> None:
    first = backed_up(server, tmp_path / "kept")
    second = _another(server, tmp_path / "kept", first)
    name = next(name for name in manifest(first)["files"] if name.endswith(".m4s"))
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    secrets = "data/secrets.json"
    assert (first / secrets).stat().st_ino != (second / secrets).stat().st_ino
    third = _another(server, tmp_path / "kept", second, "--keep", "2")
    assert sorted(path for path in (tmp_path / "kept").iterdir() if path.is_dir()) == [second, third]
    assert server.live.consilium("restore", "--verify", str(third)).returncode == 0


def _another(server: Server, folder: Path, before: Path, *more: str) -> Path:
    """Backups are named by the second."""
    until(lambda: time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime()) > before.name, "the next second")
    return backed_up(server, folder, *more)


@once
def test_a_killed_backup_is_none(server: Server, seminar: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    command = [sys.executable, "-m", "consilium.cli", "backup", str(folder)]
    with large(server.data / "large"):
        running = subprocess.Popen(command, cwd=ROOT, env=server.live.environment, stderr=subprocess.DEVNULL)
        until(lambda: list(folder.glob("*.part")) != [] or running.poll() is not None, "it has begun")
        running.send_signal(signal.SIGKILL)
        assert running.wait(10) != 0
    assert [path.suffix for path in folder.iterdir() if path.is_dir()] == [".part"]
    made = backed_up(server, folder)
    assert [path for path in folder.iterdir() if path.is_dir()] == [made]


@contextmanager
def large(path: Path) -> Iterator[None]:
    """A file that takes ten seconds to copy, but no room here."""
    with path.open("wb") as file:
        file.truncate(8 << 30)
    try:
        yield
    finally:
        path.unlink()


def refused(server: Server, *arguments: str) -> str:
    done = server.live.consilium(*arguments)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    return done.stderr


def test_refusals(server: Server, seminar: dict[str, str], empty: Server, tmp_path: Path) -> None:
    made = backed_up(server, tmp_path / "kept")
    assert "outside of" in refused(server, "backup", str(server.data / "kept"))
    assert "not empty" in refused(server, "restore", str(made))
    assert "no backup" in refused(empty, "restore", str(tmp_path / "kept"))

    name = next(name for name in manifest(made)["files"] if name.endswith(".m4s"))
    whole = (made / name).read_bytes()
    for broken in (whole[:-1] + b"!", whole + b"!", b""):
        (made / name).write_bytes(broken)
        assert "is not what it was" in refused(empty, "restore", str(made))
        assert "is not what it was" in refused(empty, "restore", "--verify", str(made))
    (made / name).unlink()
    assert "missing" in refused(empty, "restore", str(made))
    (made / name).write_bytes(whole)

    told = manifest(made)
    newer = {
        "migrations": [*told["migrations"], "questions.9999_the_moon"],
        "version": 2,
        "files": told["files"] | {"../../x": {"sha256": "", "bytes": 0, "mtime": 0}},
        "database": "db.dump" if told["database"] == "db.sqlite3" else "db.sqlite3",
    }
    for key, value in newer.items():
        (made / "manifest.json").write_text(json.dumps(told | {key: value}))
        assert refused(empty, "restore", str(made))
    (made / "manifest.json").write_text("{")
    assert "no backup" in refused(empty, "restore", str(made))
    assert not [path.name for path in empty.data.iterdir() if path.name not in ("run", "static")]
    (made / "manifest.json").write_text(json.dumps(told))
    assert empty.live.consilium("restore", str(made)).returncode == 0


def test_a_damaged_database_is_seen(server: Server, seminar: dict[str, str], tmp_path: Path) -> None:
    """Also one whose checksum is right: it was damaged before."""
    made = backed_up(server, tmp_path / "kept")
    told = manifest(made)
    if told["database"] != "db.sqlite3":
        pytest.skip("PostgreSQL's dumps are looked into when they are restored")
    import sqlite3

    with sqlite3.connect(made / "db.sqlite3") as copy:
        copy.execute("DELETE FROM eventlog_logentry WHERE seq = 2")
    copy.close()
    data = (made / "db.sqlite3").read_bytes()
    told["files"]["db.sqlite3"] |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (made / "manifest.json").write_text(json.dumps(told))
    assert "damaged" in refused(server, "restore", "--verify", str(made))


@once
def test_what_the_database_names_and_is_gone_is_told(
    server: Server, seminar: dict[str, str], tmp_path: Path
) -> None:
    lost = _media(server.data)[-1]
    kept = tmp_path / "aside"
    shutil.move(lost, kept)
    try:
        done = server.live.consilium("backup", str(tmp_path / "kept"))
        assert done.returncode == 0 and "1 files that the database names" in done.stderr
    finally:
        shutil.move(kept, lost)


@once
def test_a_data_folder_on_another_disk(server: Server, seminar: dict[str, str], tmp_path: Path) -> None:
    """`recordings` may be a link to a folder elsewhere."""
    real, link = tmp_path / "big-disk", server.data / "recordings"
    shutil.move(link, real)
    link.symlink_to(real)
    try:
        made = backed_up(server, tmp_path / "kept")
        assert manifest(made)["missing"] == []
        assert any(name.endswith(".m4s") for name in manifest(made)["files"])
    finally:
        link.unlink()
        shutil.move(real, link)
