"""Houses: one for all tests that leave it whole, and a new one for those that kill it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.house import House

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated database, of which houses get copies; of the kind that DATABASE_URL names."""
    url = databases.migrated(tmp_path_factory.mktemp("empty"))
    House(tmp_path_factory.mktemp("preparing"), database=url).prepare()
    return url


@pytest.fixture(scope="session")
def house(empty: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from _open(empty, tmp_path_factory.mktemp("house"))


@pytest.fixture
def doomed(empty: str, tmp_path: Path) -> Iterator[House]:
    """A house that the test may kill."""
    yield from _open(empty, tmp_path)


def _open(empty: str, folder: Path) -> Iterator[House]:
    house = House(folder, database=databases.create(folder, like=empty))
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
