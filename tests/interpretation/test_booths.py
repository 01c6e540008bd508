"""Channels, booths, seats, messages, the slow-down signal: as the log tells them, and for outsiders."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import entries_for
from consilium.interpretation import actions, rules
from consilium.interpretation.models import Booth
from consilium.interpretation.queries import booths_of, snapshot
from consilium.kernel.audience import EVERY_BOOTH, Reader
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.roles import Role
from consilium.room import queries as room
from consilium.room.actions import close_room, open_room, remove
from consilium.seminars.models import Seminar
from consilium.sfu.grants import LISTENER, WITH_FLOOR
from tests.interpretation.conftest import House
from tests.support.cast import make_cast, post, refusal
from tests.support.factories import member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def test_channels_and_booths_change_while_live(house: House) -> None:
    moderator = house.cast.moderator
    with verify_action(house.cast.seminar):
        actions.open_channel(moderator, "kk")
        actions.open_channel(moderator, "kk")
        actions.open_channel(moderator, "ils")
        made = actions.open_booth(moderator, key="booth-0002", name="Kazakh", languages=["kk", "kk", "ru"])
        again = actions.open_booth(moderator, key="booth-0002", name="other", languages=["en"])
        actions.join_booth(moderator, made.id, house.third.person)
        actions.join_booth(moderator, made.id, house.third.person)
        actions.change_booth(moderator, made.id, name="Kazakh, Russian", languages=["kk", "ru"])
        actions.close_channel(moderator, "ils")
        actions.close_channel(moderator, "ils")
        actions.leave_booth(house.third, made.id, house.third.person.id)
    assert made.id == again.id
    state = snapshot(house.cast.seminar, Reader("x"))
    assert sorted(state.channels) == ["en", "kk", "ru"]
    assert state.booths[made.id].languages == ("kk", "ru") and state.booths[made.id].team == ()


def test_a_sign_language_is_a_video_channel(house: House) -> None:
    actions.open_channel(house.cast.moderator, "rsl")
    assert snapshot(house.cast.seminar, Reader("x")).channels["rsl"].kind == "sign"


def test_announced_languages_open_with_the_room() -> None:
    planned = [
        {"tag": "ru", "mode": "interpreter"},
        {"tag": "kk", "mode": "captions"},
        {"tag": "!", "mode": "interpreter"},
    ]
    cast = make_cast(Seminar.Status.PUBLISHED, languages=planned)
    with verify_action(cast.seminar):
        open_room(cast.seminar, by=cast.moderator)
    assert list(snapshot(cast.seminar, Reader("x")).channels) == ["ru"]


def test_only_who_coordinates_sets_up(house: House) -> None:
    for who in (house.lee, house.cast.panellist, house.cast.asker):
        for action in (
            lambda who=who: actions.open_channel(who, "kk"),
            lambda who=who: actions.close_channel(who, "ru"),
            lambda who=who: actions.open_booth(who, key="booth-0009", name="x", languages=["kk"]),
            lambda who=who: actions.close_booth(who, house.booth.id),
            lambda who=who: actions.join_booth(who, house.booth.id, house.third.person),
            lambda who=who: actions.leave_booth(who, house.booth.id, house.mira.person.id),
        ):
            with pytest.raises(NotAllowed):
                action()


def test_what_cannot_be_a_booth_is_refused(house: House) -> None:
    moderator, booth = house.cast.moderator, house.booth.id
    for name, languages in (
        ("", ["ru"]),
        ("x" * 200, ["ru"]),
        ("x", []),
        ("x", ["ru", "en", "kk", "ky", "tg"]),
        ("x", ["no such"]),
    ):
        with pytest.raises(Invalid):
            actions.open_booth(moderator, key="booth-0003", name=name, languages=languages)
    with pytest.raises(Conflict):
        actions.join_booth(moderator, booth, house.cast.asker.person)
    with pytest.raises(Unknown):
        actions.join_booth(moderator, "z" * 26, house.third.person)
    elsewhere = make_cast()
    with pytest.raises(Unknown):
        actions.join_booth(elsewhere.moderator, booth, house.third.person)
    actions.close_booth(elsewhere.moderator, booth)
    assert not Booth.objects.get(pk=booth).closed


def test_booth_messages_stay_in_the_booth(house: House) -> None:
    seminar = house.cast.seminar
    with verify_action(seminar):
        first = actions.post_message(house.lee, key="message-1", booth=house.booth.id, text="Doses on 19.\n")
        again = actions.post_message(house.lee, key="message-1", booth=house.booth.id, text="other")
        actions.post_message(house.cast.moderator, key="message-2", booth=house.booth.id, text="Uzbek next")
    assert first.id == again.id and first.text == "Doses on 19."
    for outsider in (house.third, house.cast.panellist, house.cast.asker):
        with pytest.raises(NotAllowed):
            actions.post_message(outsider, key="message-3", booth=house.booth.id, text="x")
        reader = room.reader_of(outsider, "en")
        assert all(entry.kind != "booth.message_posted" for entry in entries_for(reader, seminar.id))
        assert snapshot(seminar, reader).messages == {}
    for insider in (house.lee, house.mira, house.cast.moderator):
        read = entries_for(room.reader_of(insider, "en"), seminar.id)
        assert sum(entry.kind == "booth.message_posted" for entry in read) == 2


def test_too_many_and_unfit_messages(house: House) -> None:
    for text in ("", " \n ", "x" * 501, "half \ud800"):
        with pytest.raises(Invalid):
            actions.post_message(house.lee, key="message-x", booth=house.booth.id, text=text)
    for number in range(rules.POSTED_AT_MOST):
        actions.post_message(house.lee, key=f"message-{number}", booth=house.booth.id, text="x")
    with pytest.raises(TooMany):
        actions.post_message(house.lee, key="message-z", booth=house.booth.id, text="x")


def test_slow_down_is_anonymous_and_counts_booths(house: House) -> None:
    now, seminar = timezone.now(), house.cast.seminar
    other = actions.open_booth(house.cast.moderator, key="booth-0002", name="Kazakh", languages=["kk"])
    actions.join_booth(house.cast.moderator, other.id, house.third.person)
    with verify_action(seminar):
        actions.slow_down(house.lee, at=now)
        actions.slow_down(house.mira, at=now + timedelta(seconds=1))  # the same booth
        actions.slow_down(house.third, at=now + timedelta(seconds=2))
        actions.slow_down(house.lee, at=now + timedelta(seconds=11))
    told = LogEntry.objects.filter(stream=seminar.id, kind="slowdown.asked")
    assert [(entry.actor, entry.data) for entry in told] == [("", {})] * 3
    with pytest.raises(NotAllowed):
        actions.slow_down(house.cast.moderator)


def test_which_booth_asked_is_forgotten(house: House) -> None:
    """Its moment is that of the fact, which names no booth."""
    now, seminar = timezone.now(), house.cast.seminar
    other = actions.open_booth(house.cast.moderator, key="booth-0002", name="Kazakh", languages=["kk"])
    actions.join_booth(house.cast.moderator, other.id, house.third.person)
    actions.slow_down(house.lee, at=now)
    actions.slow_down(house.third, at=now + timedelta(seconds=11))
    kept = set(Booth.objects.filter(seminar=seminar, slowdown_at__gt=0).values_list("id", flat=True))
    assert kept == {other.id}
    close_room(seminar, by=house.cast.moderator)
    assert not Booth.objects.exclude(slowdown_at=0).exists()


def test_ready_is_for_the_staff(house: House) -> None:
    with verify_action(house.cast.seminar):
        actions.set_ready(house.mira, ready=True)
        actions.set_ready(house.mira, ready=True)
        actions.set_ready(house.mira, ready=False)
        actions.set_ready(house.mira, ready=True)
    assert snapshot(house.cast.seminar, Reader("x")).ready == {}
    assert list(snapshot(house.cast.seminar, Reader("x", staff=True)).ready) == [house.mira.person.id]


def test_who_has_a_seat_may_publish_and_reads_the_booth(house: House) -> None:
    seminar, moderator = house.cast.seminar, house.cast.moderator
    assert room.grant_of(seminar, house.lee.person) == WITH_FLOOR
    assert room.grant_of(seminar, house.third.person) == LISTENER
    assert booths_of(house.lee) == {house.booth.id}
    assert booths_of(moderator) == {EVERY_BOOTH} and booths_of(house.cast.asker) == frozenset()
    actions.close_booth(moderator, house.booth.id)
    assert room.grant_of(seminar, house.lee.person) == LISTENER and booths_of(house.lee) == frozenset()


def test_who_is_removed_from_the_room_is_off_air(house: House) -> None:
    from consilium.interpretation import air

    air.take(house.lee, "ru")
    with verify_action(house.cast.seminar):
        remove(house.cast.seminar, house.lee.person, by=house.cast.moderator)
    assert snapshot(house.cast.seminar, Reader("x")).channels["ru"].holder == ""


ROUTES: dict[str, dict[str, Any]] = {
    "channels": {"language": "kk"},
    "channels/close": {"language": "ru"},
    "booths": {"key": "booth-0077", "name": "x", "languages": ["ru"]},
    "booths/change": {"booth": "b" * 26, "name": "x", "languages": ["ru"]},
    "booths/close": {"booth": "b" * 26},
    "booths/join": {"booth": "b" * 26, "person": "p" * 26},
    "booths/leave": {"booth": "b" * 26, "person": "p" * 26},
    "take": {"language": "ru"},
    "silence": {"language": "ru"},
    "resume": {"language": "ru"},
    "return": {"language": "ru"},
    "handover/ask": {"language": "ru", "to": "p" * 26},
    "handover/agree": {"language": "ru"},
    "handover/cancel": {"language": "ru"},
    "pivot": {"language": "ru", "pivot": True},
    "ready": {"ready": True},
    "voice": {"on": True},
    "slowdown": {},
    "message": {"key": "message-1", "booth": "b" * 26, "text": "x"},
}


@pytest.mark.parametrize("route", ROUTES)
def test_outsiders_and_the_audience_are_refused(house: House, route: str) -> None:
    body = {**ROUTES[route]}
    if "booth" in body:
        body["booth"] = house.booth.id
    path = f"interpretation/{route}"
    for outsider in house.cast.outsiders:
        assert post(outsider, house.cast.seminar, path, body).status_code == 401
    before = LogEntry.objects.filter(stream=house.id).count()
    answer = post(house.cast.asker, house.cast.seminar, path, body)
    harmless = route == "handover/cancel"  # nothing to cancel: nothing happens
    assert answer.status_code in ((200,) if harmless else (403, 404)), answer.content
    assert LogEntry.objects.filter(stream=house.id).count() == before


@pytest.mark.parametrize("route", [route for route, body in ROUTES.items() if body])
def test_broken_bodies_are_refused(house: House, route: str) -> None:
    path = f"interpretation/{route}"
    for body in ({}, {**ROUTES[route], "more": 1}, dict.fromkeys(ROUTES[route], ["x"] * 9000), "{", "[]"):
        answer = post(house.lee, house.cast.seminar, path, body)
        assert answer.status_code in (400, 422), (body, answer.content)
        refusal(answer)


def test_a_handover_over_http(house: House) -> None:
    seminar = house.cast.seminar

    def call(who: Any, route: str, **body: Any) -> int:
        return int(post(who, seminar, f"interpretation/{route}", body).status_code)

    assert call(house.lee, "take", language="ru") == 200
    assert call(house.lee, "handover/ask", language="ru", to=house.mira.person.id) == 200
    assert call(house.mira, "handover/agree", language="ru") == 200
    assert call(house.mira, "slowdown") == 200
    third = member(seminar, Role.INTERPRETER)
    seat = {"booth": house.booth.id, "person": third.person.id}
    assert call(house.cast.moderator, "booths/join", **seat) == 200
    assert call(house.cast.moderator, "booths/leave", **seat) == 200
