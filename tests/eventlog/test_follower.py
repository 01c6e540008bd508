"""Following the log: a lost line to the database is no end of it."""

from collections.abc import Iterator, Sequence
from queue import Queue

import pytest
from django.db import connection, transaction

from consilium.eventlog import bell
from consilium.eventlog.actions import append, ensure_stream
from consilium.eventlog.follower import Follower
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import Entry
from consilium.room.events import LayoutChosen

STREAM = "followed"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no line that is lost"),
]


class Numbers(Follower[int]):
    """What was followed, by number."""

    def __init__(self) -> None:
        super().__init__("numbers")
        self.seen: Queue[int] = Queue()

    def prepare(self, entry: Entry) -> int:
        return entry.seq

    def take(self, stream: str, prepared: Sequence[int]) -> None:
        for seq in prepared:
            self.seen.put(seq)


@pytest.fixture
def numbers(db: None) -> Iterator[Numbers]:
    ensure_stream(STREAM)
    follower = Numbers()
    follower.watch(STREAM, 0)
    follower.start()
    yield follower
    follower.stop()
    follower.join(5)


def tell() -> None:
    with transaction.atomic():
        append(STREAM, LayoutChosen("slides"), audience=EVERYONE)


def cut_lines() -> int:
    """End every other connection to this database, as a restart of its server does; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        [count] = cursor.fetchone()
    return int(count)


def test_a_follower_goes_on_when_its_lines_are_lost(numbers: Numbers) -> None:
    for seq in range(1, 4):
        tell()
        assert numbers.seen.get(timeout=5) == seq
        assert cut_lines() >= 2, "its own and the bell's, and what dies of those before"


def test_a_lost_bell_is_an_error_of_the_line() -> None:
    with bell.listen() as listener:
        cut_lines()
        with pytest.raises(OSError):
            listener.wait(5)
