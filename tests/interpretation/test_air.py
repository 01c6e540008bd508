"""Who is on air: one in a channel, one channel a person, handovers by agreement, whatever is pressed when."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consilium.eventlog.queries import entries
from consilium.interpretation import actions, air, rules
from consilium.interpretation.queries import snapshot
from consilium.interpretation.state import Channel, settled
from consilium.kernel.audience import EVERY_BOOTH, Reader
from consilium.kernel.refusals import Conflict, NotAllowed, Refused, Unknown
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.interpretation.conftest import House
from tests.support.sfu import FakeSfu
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
COORDINATOR = Reader("c", staff=True, booths=frozenset({EVERY_BOOTH}))
START = timezone.now().replace(microsecond=0)
COUNTDOWN = timedelta(milliseconds=rules.COUNTDOWN)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def channel(house: House, language: str = "ru", moment: datetime | None = None) -> Channel:
    found = snapshot(house.cast.seminar, COORDINATOR).channels[language]
    return settled(found, milliseconds(moment or timezone.now()))


def on_the_floor(house: House) -> set[str]:
    return set(snapshot(house.cast.seminar, COORDINATOR).voiced)


def refused(action: object, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        action()  # type: ignore[operator]
    assert refusal.value.code == code


def test_on_air_and_off(house: House) -> None:
    with verify_action(house.cast.seminar):
        air.take(house.lee, "ru", at=at(0))
        air.take(house.lee, "ru", at=at(1))
        air.silence(house.lee, "ru", at=at(2))
        air.silence(house.lee, "ru", at=at(3))
        air.resume(house.lee, "ru", at=at(4))
        air.mark_pivot(house.lee, "ru", pivot=True, at=at(5))
        air.give_back(house.lee, "ru", at=at(6))
        air.give_back(house.lee, "ru", at=at(7))
    told = [entry.kind for entry in entries(house.id)][-5:]
    assert told == [
        "channel.taken",
        "channel.silenced",
        "channel.resumed",
        "pivot.marked",
        "channel.returned",
    ]


def test_who_is_heard_is_not_pushed_aside(house: House) -> None:
    air.take(house.lee, "ru")
    FakeSfu.join(house.id, house.lee.person.id, None)  # type: ignore[arg-type]
    refused(lambda: air.take(house.mira, "ru"), "on_air")
    air.silence(house.lee, "ru")
    with verify_action(house.cast.seminar):
        air.take(house.mira, "ru")
    assert channel(house).holder == house.mira.person.id


def test_who_has_lost_the_line_is_followed_at_once(house: House) -> None:
    """The SFU has them no longer, though its notice never came."""
    air.take(house.lee, "ru")
    with verify_action(house.cast.seminar):
        air.take(house.mira, "ru")
    assert channel(house).holder == house.mira.person.id


def test_a_second_channel_gives_the_first_back(house: House) -> None:
    with verify_action(house.cast.seminar):
        air.take(house.lee, "ru")
        air.take(house.lee, "en")
    assert (channel(house).holder, channel(house, "en").holder) == ("", house.lee.person.id)


def test_a_handover_is_asked_agreed_and_happens_by_itself(house: House) -> None:
    air.take(house.lee, "ru", at=at(0))
    with verify_action(house.cast.seminar):
        air.ask_handover(house.lee, "ru", house.mira.person.id, at=at(1))
        refused(lambda: air.agree_handover(house.lee, "ru", at=at(2)), "not_yours")
        air.agree_handover(house.mira, "ru", at=at(2))
        air.agree_handover(house.mira, "ru", at=at(2.5))
    moment = at(2) + COUNTDOWN
    before, after = channel(house, moment=moment - timedelta(milliseconds=1)), channel(house, moment=moment)
    assert (before.holder, after.holder) == (house.lee.person.id, house.mira.person.id)
    with verify_action(house.cast.seminar):  # late: it is not theirs any longer
        refused(lambda: air.silence(house.lee, "ru", at=moment), "not_on_air")
        air.silence(house.mira, "ru", at=moment)


def test_the_partner_may_ask_and_both_may_cancel(house: House) -> None:
    air.take(house.lee, "ru", at=at(0))
    with verify_action(house.cast.seminar):
        air.ask_handover(house.mira, "ru", house.mira.person.id, at=at(1))
        air.cancel_handover(house.lee, "ru", at=at(2))
        air.cancel_handover(house.lee, "ru", at=at(2))
        air.ask_handover(house.mira, "ru", house.mira.person.id, at=at(3))
        air.agree_handover(house.lee, "ru", at=at(4))
        air.cancel_handover(house.mira, "ru", at=at(5))
    assert channel(house, moment=at(60)).holder == house.lee.person.id


def test_two_who_ask_each_other_have_agreed(house: House) -> None:
    air.take(house.lee, "ru", at=at(0))
    with verify_action(house.cast.seminar):
        air.ask_handover(house.lee, "ru", house.mira.person.id, at=at(1))
        air.ask_handover(house.mira, "ru", house.mira.person.id, at=at(1.1))
    assert channel(house, moment=at(60)).holder == house.mira.person.id


def test_others_have_no_say(house: House) -> None:
    air.take(house.lee, "ru")
    cast = house.cast
    for who in (house.third, cast.asker, cast.panellist, cast.moderator):
        refused(lambda who=who: air.take(who, "ru"), "not_in_booth")
        refused(lambda who=who: air.ask_handover(who, "ru", who.person.id), "not_in_booth")
    with pytest.raises(NotAllowed):
        air.cancel_handover(house.third, "ru") if channel(house).next else air.silence(house.third, "ru")
    with pytest.raises(Unknown):
        air.take(house.lee, "kk")
    air.give_back(cast.moderator, "ru")  # who coordinates may end a turn
    assert channel(house).holder == ""


def test_who_leaves_booth_role_or_line_is_off_air(house: House) -> None:
    moderator = house.cast.moderator
    air.take(house.lee, "ru")
    with verify_action(house.cast.seminar):
        actions.leave_booth(moderator, house.booth.id, house.lee.person.id)
    assert channel(house).holder == ""
    actions.join_booth(moderator, house.booth.id, house.lee.person)
    air.take(house.lee, "ru")
    with verify_action(house.cast.seminar):
        actions.change_booth(moderator, house.booth.id, name="English", languages=["en"])
    assert channel(house).holder == ""
    air.take(house.lee, "en")
    with verify_action(house.cast.seminar):
        air.release(house.cast.seminar, house.lee.person.id)
    assert channel(house, "en").holder == ""
    air.take(house.mira, "en")
    with verify_action(house.cast.seminar):
        actions.close_booth(moderator, house.booth.id)
        actions.close_booth(moderator, house.booth.id)
    assert channel(house, "en").holder == ""


def test_the_next_one_follows_who_goes_before_the_moment(house: House) -> None:
    air.take(house.lee, "ru", at=at(0))
    air.ask_handover(house.lee, "ru", house.mira.person.id, at=at(1))
    air.agree_handover(house.mira, "ru", at=at(2))
    with verify_action(house.cast.seminar):
        air.give_back(house.lee, "ru", at=at(3))
    assert channel(house, moment=at(3)).holder == house.mira.person.id


def test_into_the_floor_and_back(house: House) -> None:
    """Nobody is heard in two places: their channel is silent meanwhile."""
    air.take(house.lee, "ru", at=at(0))
    with verify_action(house.cast.seminar):
        actions.set_voice(house.lee, on=True, at=at(1))
        actions.set_voice(house.lee, on=True, at=at(2))
    assert channel(house, moment=at(2)).silenced
    with verify_action(house.cast.seminar):
        actions.set_voice(house.lee, on=False, at=at(3))
    assert not channel(house, moment=at(3)).silenced


def test_nobody_goes_onto_the_floor_while_their_turn_is_counted_down(house: House) -> None:
    """They would be heard in two places from its end on."""
    air.take(house.lee, "ru", at=at(0))
    air.ask_handover(house.lee, "ru", house.mira.person.id, at=at(1))
    air.agree_handover(house.mira, "ru", at=at(2))
    with verify_action(house.cast.seminar):
        refused(lambda: actions.set_voice(house.mira, on=True, at=at(3)), "handing_over")
        actions.set_voice(house.lee, on=True, at=at(3))  # who goes may
    assert on_the_floor(house) == {house.lee.person.id}
    with verify_action(house.cast.seminar):  # the turn has come
        actions.set_voice(house.mira, on=True, at=at(6))
    assert channel(house, moment=at(6)).silenced


def test_nothing_happens_when_the_seminar_is_over(house: House) -> None:
    Seminar.objects.filter(pk=house.id).update(status=Seminar.Status.ENDED)
    pressed: list[Callable[[], object]] = [
        lambda: air.take(house.lee, "ru"),
        lambda: actions.slow_down(house.lee),
        lambda: actions.set_ready(house.lee, ready=True),
        lambda: actions.open_channel(house.cast.moderator, "kk"),
    ]
    for action in pressed:
        with pytest.raises(Conflict):
            action()


PRESSED = st.lists(
    st.tuples(
        st.sampled_from(["take", "silence", "resume", "give_back", "ask", "agree", "cancel", "voice", "off"]),
        st.sampled_from(["lee", "mira"]),
        st.sampled_from(["ru", "en"]),
        st.sampled_from([0.1, 1.0, 4.0]),
    ),
    max_size=14,
)


@given(pressed=PRESSED)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_whatever_is_pressed_nobody_is_on_air_twice(
    house: House, pressed: list[tuple[str, str, str, float]]
) -> None:
    """Any order of keys: the log folds to the rows, no person holds two channels, or is heard in one and on
    the floor: neither now nor when the countdown that may run is over.
    """
    now = at(0)
    for language in ("ru", "en"):
        for one in (house.lee, house.mira):
            air.give_back(one, language, at=now)
    with verify_action(house.cast.seminar):
        for key, name, language, pause in pressed:
            now += timedelta(seconds=pause)
            _press(house, key, getattr(house, name), language, now)
            for moment in (now, now + COUNTDOWN):
                on_air = [channel(house, tag, moment) for tag in ("ru", "en")]
                held = [one.holder for one in on_air if one.holder]
                assert len(held) == len(set(held)), (key, name, language)
                heard = {one.holder for one in on_air if one.holder and not one.silenced}
                assert not heard & on_the_floor(house), (key, name, language)


def _press(house: House, key: str, who: Member, language: str, now: datetime) -> None:
    other = house.mira if who is house.lee else house.lee
    steps = {
        "take": lambda: air.take(who, language, at=now),
        "silence": lambda: air.silence(who, language, at=now),
        "resume": lambda: air.resume(who, language, at=now),
        "give_back": lambda: air.give_back(who, language, at=now),
        "ask": lambda: air.ask_handover(who, language, other.person.id, at=now),
        "agree": lambda: air.agree_handover(who, language, at=now),
        "cancel": lambda: air.cancel_handover(who, language, at=now),
        "voice": lambda: actions.set_voice(who, on=True, at=now),
        "off": lambda: actions.set_voice(who, on=False, at=now),
    }
    with contextlib.suppress(Refused):
        steps[key]()
