"""A recorded seminar goes from one server to others, by the command, and is replayed there as it was here."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.house import ROOT, House
from tests.support.takes import cut
from tools import postgres

SEGMENTS = 3
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="starts both databases itself, and has run with SQLite")


def server(folder: Path, database: str = "") -> House:
    folder.mkdir()
    made = House(folder, database=database or databases.migrated(folder), hand="tests.support.moving_hand")
    made.prepare()
    return made


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("here")
    house = server(folder / "data")
    yield house
    house.close()


@pytest.fixture(scope="module")
def seminar(here: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    takes = cut(tmp_path_factory.mktemp("takes") / "cut", SEGMENTS * 4)
    made: dict[str, str] = here.do("play", slug="oxygen", folder=str(takes), segments=SEGMENTS)
    return made


def as_json(text: str) -> Any:
    return json.loads(text)


def test_to_empty_servers(here: House, seminar: dict[str, str], tmp_path: Path) -> None:
    """SQLite to SQLite: byte for byte. To PostgreSQL, which keeps the keys of an object in its own order: the
    same values. And from there back.
    """
    file = tmp_path / "oxygen.zip"
    done = here.consilium("seminar", "export", "oxygen", str(file), "--with-people")
    assert done.returncode == 0, done.stderr
    people = [seminar["moderator"], seminar["asker"], seminar["other"]]
    before = here.do("look", seminar=seminar["id"], people=people)
    assert len(before["log"]) > 30 and len(before["media"]) > 15
    assert all(answer["page"] == 200 for answer in before["answers"].values())
    with postgres.server() as url:
        for name, database in (("sqlite", ""), ("postgres", url)):
            there = server(tmp_path / name, _created(database))
            try:
                done = there.consilium("seminar", "import", str(file), "--with-people")
                assert (done.returncode, done.stdout) == (0, "The seminar is here: /seminars/oxygen\n"), (
                    done.stderr
                )
                after = there.do("look", seminar=seminar["id"], people=people)
                if name == "sqlite":
                    assert after["answers"] == before["answers"]
                assert _parsed(after) == _parsed(before)
                assert after["media"] == before["media"]
                heard = there.do("found", seminar=seminar["id"], person=people[0], query="кислорода")
                assert heard == ["Начнём с кислорода."]
                back = tmp_path / f"back-{name}.zip"
                assert (
                    there.consilium("seminar", "export", "oxygen", str(back), "--with-people").returncode == 0
                )
                assert _values(back) == _values(file)
            finally:
                there.close()


def _created(database: str) -> str:
    """The server's own database is named, but not there yet."""
    if database:
        import psycopg

        with psycopg.connect(f"{database.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE consilium")
    return database


def _parsed(seen: dict[str, Any]) -> dict[str, Any]:
    answers = {
        person: {name: as_json(text) if isinstance(text, str) else text for name, text in answer.items()}
        for person, answer in seen["answers"].items()
    }
    return seen | {"answers": answers}


def _values(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as zipped:
        return {
            name: [as_json(line) for line in zipped.read(name).decode().splitlines()]
            if name.endswith(".jsonl")
            else zipped.read(name)
            for name in zipped.namelist()
            if name != "manifest.json"
        }


def test_refusals_are_sentences(here: House, seminar: dict[str, str], tmp_path: Path) -> None:
    done = here.consilium("seminar", "export", "nothing", str(tmp_path / "x.zip"))
    assert (done.returncode, done.stderr) == (1, "There is no seminar 'nothing'.\n")
    done = here.consilium("seminar", "import", str(tmp_path / "x.zip"))
    assert done.returncode == 1 and done.stderr.startswith("There is no file")
    assert here.consilium("seminar", "export", "oxygen", str(tmp_path / "y.zip")).returncode == 0
    done = here.consilium("seminar", "import", str(tmp_path / "y.zip"))
    assert done.returncode == 1 and "here already" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_export_leaves_no_half_file(
    here: House, seminar: dict[str, str], tmp_path: Path, how: signal.Signals
) -> None:
    """Stopped in the middle: one of its files does not come to an end."""
    file = tmp_path / "oxygen.zip"
    command = [sys.executable, "-m", "consilium.cli", "seminar", "export", "oxygen", str(file)]
    with endless(sorted(here.log.parent.rglob("*.m4s"))[1]):
        running = subprocess.Popen(command, cwd=ROOT, env=here.environment, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob(".*.part")):
            assert time.monotonic() < deadline and running.poll() is None
        running.send_signal(how)
        status = running.wait(10)
    assert status != 0 and not file.exists()
    if how != signal.SIGKILL:
        assert not list(tmp_path.iterdir())


@contextmanager
def endless(path: Path) -> Iterator[None]:
    """Who reads the file waits for somebody to write it."""
    kept = path.rename(path.with_suffix(".kept"))
    os.mkfifo(path)
    try:
        yield
    finally:
        kept.replace(path)


def peak(house: House, *arguments: str) -> int:
    """The most memory that the command had, in MiB."""
    command = [sys.executable, "-m", "consilium.cli", *arguments]
    running = subprocess.Popen(command, cwd=ROOT, env=house.environment, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    return used.ru_maxrss // 1024


def test_a_large_seminar_is_not_held_in_memory(here: House, seminar: dict[str, str], tmp_path: Path) -> None:
    """Of 150 MB of media no more than some pieces."""
    here.do("play_large", slug="large", segments=5, megabytes=10)
    small, large = tmp_path / "small.zip", tmp_path / "large.zip"
    usual = peak(here, "seminar", "export", "oxygen", str(small))
    assert peak(here, "seminar", "export", "large", str(large)) < usual + 25
    assert large.stat().st_size > 150 << 20
    there = server(tmp_path / "there")
    usual = peak(there, "seminar", "import", str(small))
    assert peak(there, "seminar", "import", str(large)) < usual + 25
    there.close()
