"""Who may interpret no longer leaves the booth, however the role was lost, and holds no channel."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.interpretation import actions, air
from consilium.interpretation.queries import snapshot, with_lost_seats
from consilium.interpretation.state import InterpretationState
from consilium.kernel.audience import Reader
from consilium.kernel.roles import Role
from consilium.room import actions as room
from consilium.room.live.kinds import duties
from consilium.seminars import planning
from consilium.seminars.actions import invite, revoke_link
from consilium.seminars.models import JoinLink, RoleGrant, Seminar
from consilium.seminars.queries import Member, roles_of
from consilium.sfu.grants import LISTENER, WITH_FLOOR
from tests.interpretation.conftest import House
from tests.support.cast import post
from tests.support.factories import JoinLinkFactory, RoleGrantFactory, member
from tests.support.sfu import FakeSfu
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def state(house: House) -> InterpretationState:
    return snapshot(house.cast.seminar, Reader("x"))


def dismiss(house: House, who: Member) -> None:
    """The organiser takes the role back."""
    seminar = house.cast.seminar
    organiser = member(seminar, Role.ORGANISER)
    grant = RoleGrant.objects.get(seminar=seminar, person=who.person, role=Role.INTERPRETER)
    planning.remove_role(seminar, grant.id, by=organiser)


def test_who_loses_the_role_is_off_air_and_the_partner_takes_over(house: House) -> None:
    air.take(house.lee, "ru")
    assert with_lost_seats([house.id]) == []
    dismiss(house, house.lee)
    assert with_lost_seats([house.id]) == [house.id]
    with verify_action(house.cast.seminar):
        actions.release_lost_seats(house.id)
    assert state(house).booths[house.booth.id].team == (house.mira.person.id,)
    assert state(house).channels["ru"].holder == ""
    air.take(house.mira, "ru")
    assert with_lost_seats([house.id]) == []
    with verify_action(house.cast.seminar):
        actions.release_lost_seats(house.id)
    assert state(house).channels["ru"].holder == house.mira.person.id


def test_the_sfu_takes_the_microphone_of_who_lost_the_seat(house: House) -> None:
    FakeSfu.join(house.id, house.lee.person.id, WITH_FLOOR)
    RoleGrantFactory.create(seminar=house.cast.seminar, person=house.lee.person, role=Role.ATTENDEE)
    dismiss(house, house.lee)
    duty = duties()["booths.lost"]
    assert duty.due([house.id]) == [house.id]
    assert duty.handler.record(house.id, [None]) == ["ok"]
    assert duty.after is not None
    duty.after(house.id)
    assert FakeSfu.rooms[house.id][house.lee.person.id].grant == LISTENER


def test_who_was_to_be_next_is_not(house: House) -> None:
    air.take(house.lee, "ru")
    air.ask_handover(house.lee, "ru", house.mira.person.id)
    agreed = timezone.now()
    air.agree_handover(house.mira, "ru", at=agreed)
    dismiss(house, house.mira)
    with verify_action(house.cast.seminar):
        actions.release_lost_seats(house.id, at=agreed + timedelta(seconds=1))  # the countdown is of three
    found = state(house).channels["ru"]
    assert (found.holder, found.next) == (house.lee.person.id, "")


def run_out(link: JoinLink, house: House) -> None:
    JoinLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def withdraw(link: JoinLink, house: House) -> None:
    revoke_link(house.cast.seminar, link.id, by=member(house.cast.seminar, Role.ORGANISER))


def close_account(link: JoinLink, house: House) -> None:
    link.person.is_active = False
    link.person.save(update_fields=["is_active"])


@pytest.mark.parametrize("lose", [run_out, withdraw, close_account])
def test_a_link_that_works_no_longer_gives_no_seat(
    house: House, lose: Callable[[JoinLink, House], None]
) -> None:
    seminar = house.cast.seminar
    link = JoinLinkFactory.create(seminar=seminar, role=Role.INTERPRETER)
    guest = Member(seminar, link.person, roles_of(seminar, link.person), link=link.id)
    actions.join_booth(house.cast.moderator, house.booth.id, guest.person)
    air.take(guest, "en")
    assert with_lost_seats([house.id]) == []
    lose(link, house)
    assert with_lost_seats([house.id]) == [house.id]
    with verify_action(seminar):
        actions.release_lost_seats(house.id)
    assert state(house).channels["en"].holder == ""
    assert guest.person.id not in state(house).booths[house.booth.id].team


@pytest.mark.parametrize("lose", [run_out, withdraw])
def test_an_invited_interpreter_s_link_ends_and_so_does_what_was_taken_by_it(
    house: House, lose: Callable[[JoinLink, House], None]
) -> None:
    seminar = house.cast.seminar
    organiser = member(seminar, Role.ORGANISER)
    link = invite(seminar, by=organiser, email="i@example.org", name="I", role=Role.INTERPRETER)
    guest = Member(seminar, link.person, frozenset({Role.INTERPRETER}), link=link.id)
    actions.join_booth(house.cast.moderator, house.booth.id, guest.person)
    room.enter(guest)
    air.take(guest, "en")
    FakeSfu.join(house.id, guest.person.id, WITH_FLOOR, link.id)
    lose(link, house)
    duty = duties()["places.lost"]
    assert duty.due([house.id]) == [house.id]
    with verify_action(seminar):
        assert duty.handler.record(house.id, [None]) == ["ok"]
    assert duty.after is not None
    duty.after(house.id)
    assert state(house).channels["en"].holder == ""
    assert guest.person.id not in state(house).booths[house.booth.id].team
    assert guest.person.id not in FakeSfu.rooms[house.id]
    actions.join_booth(house.cast.moderator, house.booth.id, guest.person)
    assert duty.due([house.id]) == [], "their true person may be given the seat again"


def test_what_is_over_stays_as_it_was(house: House) -> None:
    dismiss(house, house.lee)
    Seminar.objects.filter(pk=house.id).update(status=Seminar.Status.ENDED)
    assert with_lost_seats([house.id]) == []
    actions.release_lost_seats(house.id)
    assert house.lee.person.id in state(house).booths[house.booth.id].team


def test_a_moderator_takes_the_seat_back_of_who_is_no_member_any_longer(house: House) -> None:
    dismiss(house, house.lee)
    seat = {"booth": house.booth.id, "person": house.lee.person.id}
    for _twice in range(2):
        answer = post(house.cast.moderator, house.cast.seminar, "interpretation/booths/leave", seat)
        assert answer.status_code == 200, answer.content
    assert state(house).booths[house.booth.id].team == (house.mira.person.id,)
