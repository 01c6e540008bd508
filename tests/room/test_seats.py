"""Seats of the audience: who needs one, how many there are, and that no two take the last."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.eventlog.queries import entries
from consilium.kernel.roles import Role
from consilium.room import actions, seats
from consilium.room.models import Presence, Seat
from consilium.room.rules import needs_seat
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.room.conftest import member
from tests.support.cast import post, refusal
from tests.support.factories import PersonFactory
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
Enter = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def one_seat(settings: Settings) -> None:
    settings.INTERACTIVE_SEATS = 1


@pytest.fixture
def first(live: Seminar) -> Member:
    return member(live, Role.ATTENDEE)


@pytest.fixture
def second(live: Seminar) -> Member:
    return member(live, Role.ATTENDEE, 1)


def come(who: Member) -> Any:
    return post(who, who.seminar, "sfu-token")


def told(seminar: Seminar) -> list[int]:
    return [entry.data["free"] for entry in entries(seminar.id) if entry.kind == "seats.tallied"]


def arrive(who: Member) -> Presence:
    """They follow the stream, as the live process writes it down."""
    now = timezone.now()
    return Presence.objects.create(seminar=who.seminar, person=who.person, opened_at=now, seen_at=now)


def grow_old(seminar: Seminar) -> None:
    """A while after the seats were taken."""
    Seat.objects.filter(seminar=seminar).update(taken_at=timezone.now() - 2 * seats.SETTLING)


def test_who_needs_one() -> None:
    assert needs_seat(frozenset({Role.ATTENDEE}), speaks=False)
    assert not needs_seat(frozenset({Role.ATTENDEE}), speaks=True)
    for role in set(Role) - {Role.ATTENDEE}:
        assert not needs_seat(frozenset({Role.ATTENDEE, role}), speaks=False)


def test_the_last_seat(live: Seminar, first: Member, second: Member) -> None:
    with verify_action(live):
        assert come(first).status_code == 200
        assert refusal(come(second)) == (409, "no_seat")
    assert come(first).status_code == 200  # it is theirs already
    assert told(live) == [0] and Seat.objects.count() == 1


def test_who_works_here_is_let_in_whatever_the_number(live: Seminar, first: Member) -> None:
    assert come(first).status_code == 200
    for role in (Role.MODERATOR, Role.PANELLIST):
        assert come(member(live, role)).status_code == 200
    assert Seat.objects.count() == 1


def test_given_the_floor_one_is_let_in_and_afterwards_not(
    live: Seminar, first: Member, second: Member
) -> None:
    moderator = member(live, Role.MODERATOR)
    assert come(first).status_code == 200
    assert refusal(come(second))[1] == "no_seat"
    actions.give_floor(live, second.person, by=moderator)
    assert come(second).status_code == 200
    actions.take_floor(live, second.person, by=moderator)
    assert refusal(come(second))[1] == "no_seat"


def test_a_seat_is_free_when_its_person_has_gone(live: Seminar, first: Member, second: Member) -> None:
    presence = arrive(first)
    come(first)
    grow_old(live)
    assert refusal(come(second))[1] == "no_seat" and seats.freed_among([live.id]) == []
    Presence.objects.filter(pk=presence.pk).update(closed_at=timezone.now())
    assert seats.freed_among([live.id]) == [live.id]
    with verify_action(live):
        seats.settle(live.id)
    assert told(live) == [0, 1] and seats.freed_among([live.id]) == []
    assert come(second).status_code == 200 and told(live) == [0, 1, 0]


def test_a_short_loss_of_the_line_costs_nobody_their_seat(
    live: Seminar, first: Member, second: Member
) -> None:
    come(first)  # no presence yet: the page has its ticket before its stream is open
    Seat.objects.update(taken_at=timezone.now() - seats.SETTLING + timedelta(seconds=5))
    assert refusal(come(second))[1] == "no_seat"


def test_who_comes_back_late_has_no_right_to_the_seat_of_before(
    live: Seminar, first: Member, second: Member
) -> None:
    assert seats.take_seat(first, speaks=False)
    grow_old(live)
    assert seats.take_seat(second, speaks=False)
    assert not seats.take_seat(first, speaks=False)
    assert seats.take_seat(second, speaks=False)


def test_giving_it_up(live: Seminar, first: Member, second: Member) -> None:
    come(first)
    with verify_action(live):
        assert post(first, live, "seat/release").status_code == 200
        assert post(first, live, "seat/release").status_code == 200
    assert told(live) == [0] and seats.freed_among([live.id]) == [live.id]
    with verify_action(live):
        seats.settle(live.id)
    assert told(live) == [0, 1]
    assert come(second).status_code == 200
    assert refusal(come(first))[1] == "no_seat"


def test_who_comes_and_goes_tells_nobody_all_the_time(live: Seminar, first: Member) -> None:
    for _ in range(10):
        come(first)
        post(first, live, "seat/release")
    come(first)
    assert told(live) == [0]


def test_who_is_refused_learns_that_it_is_full(live: Seminar, first: Member, settings: Settings) -> None:
    """Also when the number was made smaller while it went on."""
    settings.INTERACTIVE_SEATS = 0
    assert refusal(come(first)) == (409, "no_seat") and told(live) == [0]


def test_outsiders(live: Seminar) -> None:
    for outsider in (PersonFactory.create(), None):
        assert refusal(post(outsider, live, "seat/release"))[0] == 401
    assert Seat.objects.count() == 0
