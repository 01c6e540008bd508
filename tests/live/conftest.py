"""Houses: one for all tests that leave it whole, and a new one for those that kill it."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.house import House

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    House(folder).prepare()
    return folder / "db.sqlite3"


@pytest.fixture(scope="session")
def house(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from _open(empty_database, tmp_path_factory.mktemp("house"))


@pytest.fixture
def doomed(empty_database: Path, tmp_path: Path) -> Iterator[House]:
    """A house that the test may kill."""
    yield from _open(empty_database, tmp_path)


def _open(database: Path, folder: Path) -> Iterator[House]:
    shutil.copy(database, folder / "db.sqlite3")
    house = House(folder)
    try:
        house.start()
        yield house
    finally:
        house.close()


@dataclass(frozen=True)
class Room:
    id: str
    persons: list[str]


def room(house: House, persons: int = 3) -> Room:
    made = house.do("seminar", name=f"room-{next(_numbers)}", persons=persons)
    return Room(made["id"], made["persons"])
