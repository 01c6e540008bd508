"""Rows of presence through a database that fails now and then: nobody is forgotten, nobody stays for ever."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.eventlog.group_commit import FULL, GroupCommit, Handler
from consilium.kernel.audience import Reader
from consilium.room.live.presence import KIND, SEEN, STALE, Attendance, Rows, Seen, Stay
from consilium.room.live.tokens import StreamToken
from consilium.room.models import Presence
from consilium.seminars.models import Seminar
from tests.support.factories import PersonFactory, SeminarFactory

pytestmark = pytest.mark.django_db(transaction=True)
AGAIN = 0.05


class Weak:
    """The rows, with a database that is away for as many batches as `failures` says."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.failures = 0
        self.asked = 0

    def record(self, seminar: str, stays: Sequence[Stay]) -> list[str]:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise OperationalError
        return self._rows.record(seminar, stays)


class Late(GroupCommit):
    """A writer that is behind at the first wish."""

    behind = 1

    @property
    def waiting(self) -> int:
        self.behind -= 1
        return FULL if self.behind >= 0 else super().waiting


@pytest.fixture
def seminar() -> Seminar:
    return SeminarFactory.create(status=Seminar.Status.LIVE, started_at=timezone.now())


@pytest.fixture
def person() -> Person:
    return PersonFactory.create()


def attend(act: Callable[[Attendance, Weak], Coroutine[Any, Any, Any]], kind: type[GroupCommit]) -> None:
    rows = Rows("live")
    weak = Weak(rows)
    writer = kind({KIND: Handler(weak.record), SEEN: Handler(rows.renew)})
    writer.start()
    try:
        asyncio.run(act(Attendance(writer, grace=0.0, again=AGAIN), weak))
    finally:
        writer.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(0.02)


def token(seminar: Seminar, person: Person) -> StreamToken:
    return StreamToken(seminar.id, Reader(person.id), "KZ")


def test_an_end_that_was_not_taken_is_posted_again(seminar: Seminar, person: Person) -> None:
    async def act(attendance: Attendance, weak: Weak) -> None:
        attendance.came(token(seminar, person))
        await until(lambda: Presence.objects.count() == 1)
        weak.failures = 2
        attendance.went(token(seminar, person))
        await until(lambda: not Presence.objects.filter(closed_at=None).exists())
        assert weak.failures == 0

    attend(act, GroupCommit)
    row = Presence.objects.get()
    assert row.closed_at == row.seen_at and row.person_id == person.id and row.state == "KZ"


@pytest.mark.parametrize("kind", [GroupCommit, Late])
def test_a_coming_that_was_not_taken_is_posted_again(
    seminar: Seminar, person: Person, kind: type[GroupCommit]
) -> None:
    async def act(attendance: Attendance, weak: Weak) -> None:
        weak.failures = 1 if kind is GroupCommit else 0
        attendance.came(token(seminar, person))
        await until(lambda: Presence.objects.filter(closed_at=None).count() == 1)

    attend(act, kind)


def test_who_left_before_their_coming_was_taken_does_not_stay(seminar: Seminar, person: Person) -> None:
    """The end comes first then; the coming, told again behind it, opens nothing."""
    rows, now = Rows("live"), timezone.now()
    came = Stay("0" * 26, person.id, "KZ", now - timedelta(minutes=9))
    left = Stay(came.id, person.id, "KZ", came.came, now)
    for batch in ([left], [came], [came, left], [came]):
        rows.record(seminar.id, batch)
    row = Presence.objects.get()
    assert (row.opened_at, row.seen_at, row.closed_at) == (came.came, now, now)


def test_only_what_is_held_is_renewed(seminar: Seminar, person: Person) -> None:
    """A row whose end is lost is not prolonged: it ends when its person was last seen."""
    rows, now = Rows("live"), timezone.now()
    held, lost = (Stay(letter * 26, person.id, "KZ", now) for letter in "01")
    rows.record(seminar.id, [held, lost])
    later = now + STALE + timedelta(seconds=1)
    rows.renew("", [Seen(later, (held.id,)), Seen(now, (held.id, lost.id))])
    assert Presence.objects.get(pk=held.id).seen_at == later
    assert Presence.objects.get(pk=lost.id).closed_at == now


def test_a_row_that_can_never_be_is_given_up(seminar: Seminar, person: Person) -> None:
    gone = token(seminar, person)
    person.delete()

    async def act(attendance: Attendance, weak: Weak) -> None:
        attendance.came(gone)
        await until(lambda: weak.asked == 2)  # in a batch, and alone
        await asyncio.sleep(3 * AGAIN)
        assert weak.asked == 2

    attend(act, GroupCommit)
    assert not Presence.objects.exists()
