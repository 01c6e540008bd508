"""Two writers on one stream, killed three times at a moment nobody chose: nothing acknowledged is lost, no
gap.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.appends import compare, kill
from tests.support import databases
from tests.support.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, database=databases.migrated(tmp_path), hand="bench.hand")
    made.prepare()
    yield made
    made.close()


def test_killed_writers(house: House) -> None:
    acknowledged = kill(house, "killed", 3)
    assert len(acknowledged) > 20
    assert compare(house, "killed", acknowledged) == (0, 0)
