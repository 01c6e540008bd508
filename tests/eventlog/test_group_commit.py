"""The batching writer: answered after the commit, in batches, one bad wish does not hurt the others."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest
from django.db import connection

from consilium.eventlog import queries
from consilium.eventlog.actions import Draft, append_all, ensure_stream
from consilium.eventlog.group_commit import GroupCommit, Handler
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import fact

pytestmark = pytest.mark.django_db(transaction=True)
STREAM = "stream"


@fact
class WishNoted:
    text: str


class Book:
    """A real handler: every wish becomes an entry; "bad" is refused by raising."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.tallies = 0
        self.inside: list[bool] = []

    def record(self, stream: str, wishes: Sequence[str]) -> list[int]:
        self.batches.append(len(wishes))
        self.inside.append(connection.in_atomic_block)
        if "bad" in wishes:
            raise ValueError(" ".join(["somebody's", "own", "words"]))
        return append_all(stream, [Draft(WishNoted(wish), EVERYONE, key=wish) for wish in wishes])

    def tally(self, stream: str) -> None:
        self.tallies += 1


def run(book: Book, act: Callable[[GroupCommit], Coroutine[Any, Any, Any]], pause: float = 0.05) -> Any:
    ensure_stream(STREAM)
    writer = GroupCommit({"wish": Handler(book.record, book.tally, pause)})
    writer.start()
    try:
        return asyncio.run(act(writer))
    finally:
        writer.stop()
        assert not writer.alive


async def _post(writer: GroupCommit, *wishes: str) -> list[Any]:
    return await asyncio.gather(
        *[writer.post("wish", STREAM, wish) for wish in wishes], return_exceptions=True
    )


def test_many_wishes_few_transactions() -> None:
    book = Book()
    names = [f"w{n}" for n in range(200)]
    answers = run(book, lambda writer: _post(writer, *names))
    assert sorted(answers) == list(range(1, 201))
    assert len(book.batches) < 20
    assert all(book.inside)
    assert [entry.data["text"] for entry in queries.entries(STREAM)] == names


def test_answered_after_the_commit() -> None:
    """When the answer is there, another connection can read the row."""
    seen: list[int] = []

    async def act(writer: GroupCommit) -> None:
        for n in range(5):
            await writer.post("wish", STREAM, f"w{n}")
            seen.append(await asyncio.to_thread(_elsewhere))

    run(Book(), act)
    assert seen == [1, 2, 3, 4, 5]


def _elsewhere() -> int:
    try:
        return queries.last_seq(STREAM)
    finally:
        connection.close()


def test_a_repeated_wish_has_the_same_answer() -> None:
    answers = run(Book(), lambda writer: _post(writer, "a", "b", "a"))
    assert answers == [1, 2, 1]


def test_one_bad_wish_does_not_hurt_the_others(caplog: pytest.LogCaptureFixture) -> None:
    answers = run(Book(), lambda writer: _post(writer, "a", "bad", "b"))
    assert (answers[0], answers[2]) == (1, 2)
    assert isinstance(answers[1], ValueError)
    assert "ValueError" in caplog.text
    assert "somebody's own words" not in caplog.text


def test_an_unknown_kind_is_refused_at_once() -> None:
    async def act(writer: GroupCommit) -> None:
        with pytest.raises(KeyError):
            writer.post("nothing", STREAM, "a")

    run(Book(), act)


def test_tallies_are_few_and_the_last_one_comes() -> None:
    book = Book()

    async def act(writer: GroupCommit) -> None:
        for n in range(20):
            await writer.post("wish", STREAM, f"w{n}")

    run(book, act, pause=60)
    assert book.tallies == 1 + 1  # at once, and when the writer stops


def test_a_stop_writes_what_waits() -> None:
    ensure_stream(STREAM)
    writer = GroupCommit({"wish": Handler(Book().record)})

    async def act() -> list[Any]:
        waiting = [writer.post("wish", STREAM, f"w{n}") for n in range(10)]
        writer.start()
        await asyncio.to_thread(writer.stop)
        return await asyncio.gather(*waiting)

    assert asyncio.run(act()) == list(range(1, 11))
