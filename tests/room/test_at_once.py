"""Many at once, on PostgreSQL: SQLite takes one writer at a time, so there the question does not arise."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from consilium.eventlog.queries import entries, last_seq
from consilium.interpretation import actions as booths
from consilium.interpretation import air
from consilium.interpretation.queries import snapshot
from consilium.kernel.audience import Reader
from consilium.kernel.refusals import Conflict
from consilium.kernel.roles import Role
from consilium.polls import actions as polls
from consilium.polls.models import Poll
from consilium.polls.rules import Ballot
from consilium.questions import actions as questions
from consilium.questions.models import Question
from consilium.room import actions as room
from consilium.room import seats
from consilium.room.models import Seat
from consilium.seminars.queries import Member
from consilium.sfu.door import SfuDown
from tests.support.cast import make_cast
from tests.support.factories import member
from tests.support.verify import verify_action

T = TypeVar("T")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time"),
]


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run all jobs in threads that start together, each with a connection of its own."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        try:
            start.wait(timeout=20)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_a_question_sent_many_times_is_one() -> None:
    cast = make_cast()
    made = at_once([lambda: questions.ask_question(cast.asker, key="key-0001", text="Once")] * 8)
    assert len({question.id for question in made}) == Question.objects.count() == 1
    assert [entry.seq for entry in entries(cast.seminar.id)] == [1]


def test_no_two_take_the_last_seat(settings: Settings) -> None:
    settings.INTERACTIVE_SEATS = 3
    cast = make_cast()
    crowd = [member(cast.seminar, Role.ATTENDEE) for _ in range(10)]

    def take(who: Member) -> Callable[[], bool]:
        return lambda: seats.take_seat(who, speaks=False)

    assert sorted(at_once([take(who) for who in crowd])) == [False] * 7 + [True] * 3
    assert Seat.objects.count() == 3
    told = [entry.data for entry in entries(cast.seminar.id) if entry.kind == "seats.tallied"]
    assert told == [{"free": 0}]


def test_every_ballot_that_was_acknowledged_is_counted() -> None:
    cast = make_cast()
    poll = polls.draft_poll(cast.moderator, key="poll-001", title="?", form="single", options=["A", "B"])
    polls.open_poll(cast.moderator, poll.id)
    voters = [member(cast.seminar, Role.ATTENDEE).person.id for _ in range(12)]

    def vote(person: str) -> Callable[[], str]:
        return lambda: polls.cast_ballots(cast.seminar.id, [Ballot(person, poll.id, (0,))])[0]

    def publish() -> str:
        polls.publish_poll(cast.moderator, poll.id)
        return "published"

    votes = [vote(person) for person in voters]
    answers = at_once([*votes[:6], publish, *votes[6:]])
    assert set(answers) <= {"ok", "closed", "published"}
    assert Poll.objects.get(pk=poll.pk).counts == [answers.count("ok"), 0]
    log = entries(cast.seminar.id)
    assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    assert log[-1].kind == "poll.published" and log[-1].data["counts"] == [answers.count("ok"), 0]


def test_two_moderators_do_not_tell_the_same_twice() -> None:
    cast = make_cast()
    question = questions.ask_question(cast.asker, key="key-0001", text="Once")
    chair = member(cast.seminar, Role.CHAIR)
    at_once(
        [lambda: questions.accept(cast.moderator, question.id), lambda: questions.accept(chair, question.id)]
    )
    assert [entry.kind for entry in entries(cast.seminar.id)] == ["question.asked", "question.opened"]


def test_the_end_is_the_last_that_is_told() -> None:
    cast = make_cast()
    crowd = [member(cast.seminar, Role.ATTENDEE) for _ in range(10)]

    def raise_hand(who: Member) -> Callable[[], None]:
        def act() -> None:
            with suppress(Conflict):
                room.raise_hand(who, raised=True)

        return act

    hands = [raise_hand(who) for who in crowd]
    at_once([*hands[:5], lambda: room.close_room(cast.seminar, by=cast.moderator), *hands[5:]])
    assert [entry.kind for entry in entries(cast.seminar.id)].index("seminar.ended") == (
        last_seq(cast.seminar.id) - 1
    )


def test_one_of_many_who_go_on_air_at_once_is_on_air() -> None:
    """And each who holds a channel was told so: the log says no more than the rows."""
    cast = make_cast()
    booth = booths.open_booth(cast.moderator, key="booth-0001", name="Russian", languages=["ru", "en"])
    team = [member(cast.seminar, Role.INTERPRETER) for _ in range(6)]
    for one in team:
        booths.join_booth(cast.moderator, booth.id, one.person)

    def press(who: Member, language: str) -> Callable[[], str]:
        def take() -> str:
            try:
                air.take(who, language)
            except (Conflict, SfuDown):
                return ""
            return who.person.id

        return take

    with verify_action(cast.seminar):
        at_once([press(who, language) for who in team for language in ("ru", "en")])
    channels = snapshot(cast.seminar, Reader("x")).channels.values()
    holders = [channel.holder for channel in channels if channel.holder]
    assert holders and len(holders) == len(set(holders))
