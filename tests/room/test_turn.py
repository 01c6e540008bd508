"""Whose voice is the floor, in which language: by the scribe, and put right by people."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consilium.eventlog.queries import entries
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker, lease_token
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed
from consilium.kernel.roles import Role
from consilium.room.turns import turn_floor
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.room.conftest import member
from tests.support.cast import post, refusal
from tests.support.factories import PersonFactory, RoleGrantFactory
from tests.support.factories import member as holder
from tests.support.verify import verify_action


@pytest.fixture
def scribe(live: Seminar) -> Worker:
    lease = Lease.objects.create(
        seminar=live, kind="scribe", holder="scribe@here", seen_at=timezone.now(), number="z" * 26
    )
    return Worker(live, lease.kind, lease.number, lease.holder)


def turns(seminar: Seminar) -> list[tuple[str, str, str]]:
    found = [entry.data for entry in entries(seminar.id) if entry.kind == "floor.turned"]
    return [(data["person"], data["language"], data["how"]) for data in found]


def test_a_turn_is_told_once(live: Seminar, scribe: Worker) -> None:
    speaker = member(live, Role.PANELLIST).person
    with verify_action(live):
        turn_floor(scribe, speaker, language="kk", how="profile")
        turn_floor(scribe, speaker, language="kk", how="profile")
        turn_floor(scribe, speaker, language="ru", how="detected")
    assert turns(live) == [(speaker.id, "kk", "profile"), (speaker.id, "ru", "detected")]


def test_the_profile_says_it_when_the_scribe_does_not(live: Seminar, scribe: Worker) -> None:
    speaker = PersonFactory.create(languages_spoken=["tg", "ru"])
    RoleGrantFactory.create(seminar=live, person=speaker, role=Role.PRESENTER)
    assert turn_floor(scribe, speaker, language="", how="profile").language == "tg"
    silent = member(live, Role.PANELLIST).person
    type(silent).objects.filter(pk=silent.pk).update(languages_spoken=[])
    silent.refresh_from_db()
    assert turn_floor(scribe, silent, language="", how="profile").language == live.floor_language


def test_what_people_corrected_stands_until_another_speaks(live: Seminar, scribe: Worker) -> None:
    captioner = holder(live, Role.CAPTIONER)
    speaker, other = member(live, Role.PANELLIST).person, member(live, Role.ATTENDEE).person
    with verify_action(live):
        turn_floor(scribe, speaker, language="ru", how="profile")
        turn_floor(captioner, speaker, language="kk", how="corrected")
        kept = turn_floor(scribe, speaker, language="ru", how="detected")
    assert (kept.language, kept.how) == ("kk", "corrected")
    with verify_action(live):
        turn_floor(captioner, speaker, language="ky", how="corrected")
        turn_floor(scribe, other, language="ru", how="detected")
        turn_floor(scribe, speaker, language="ru", how="profile")
    assert [language for _person, language, _how in turns(live)] == ["ru", "kk", "ky", "ru", "ru"]


def test_a_corrected_language_comes_back_with_its_speaker(live: Seminar, scribe: Worker) -> None:
    """The scribe says so too, as one that it detected: it corrects nothing itself."""
    captioner = holder(live, Role.CAPTIONER)
    speaker, other = member(live, Role.PANELLIST).person, member(live, Role.ATTENDEE).person
    turn_floor(captioner, speaker, language="kk", how="corrected")
    with verify_action(live):
        kept = turn_floor(scribe, speaker, language="kk", how="detected")
        turn_floor(scribe, other, language="ru", how="profile")
        back = turn_floor(scribe, speaker, language="kk", how="detected")
    assert kept.how == "corrected" and (back.person, back.language) == (speaker.id, "kk")
    assert [language for _person, language, _how in turns(live)] == ["kk", "ru", "kk"]


def test_who_may_say_it(live: Seminar, scribe: Worker) -> None:
    speaker = member(live, Role.PANELLIST).person
    for who in (member(live, Role.PANELLIST), member(live, Role.ATTENDEE), holder(live, Role.INTERPRETER)):
        with pytest.raises(NotAllowed):
            turn_floor(who, speaker, language="kk", how="corrected")
    with pytest.raises(NotAllowed):
        turn_floor(member(live, Role.MODERATOR), speaker, language="kk", how="detected")
    with pytest.raises(NotAllowed):
        turn_floor(scribe, speaker, language="kk", how="corrected")
    with pytest.raises(Invalid):
        turn_floor(member(live, Role.MODERATOR), speaker, language="Kazakh", how="corrected")
    assert turns(live) == []
    Seminar.objects.filter(pk=live.pk).update(status="ended")
    with pytest.raises(Conflict):
        turn_floor(scribe, speaker, language="kk", how="profile")


def test_over_http(live: Seminar, scribe: Worker) -> None:
    speaker: Member = member(live, Role.PANELLIST)
    body: dict[str, Any] = {"person": speaker.person.id, "language": "kk", "how": "detected"}
    token = lease_token(Lease.objects.get(number=scribe.lease))
    path = f"/api/seminars/{live.id}/floor/turn"
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().post(path, body, content_type="application/json", headers=headers)
    assert answer.json() == body
    corrected = post(
        member(live, Role.MODERATOR), live, "floor/turn", {"person": speaker.person.id, "language": "ru"}
    )
    assert corrected.json()["how"] == "corrected"
    assert refusal(post(PersonFactory.create(), live, "floor/turn", body))[0] == 401
    assert refusal(post(None, live, "floor/turn", body))[0] == 401
    assert refusal(post(member(live, Role.ATTENDEE), live, "floor/turn", body))[0] == 403
    stranger = {"person": PersonFactory.create().id, "language": "ru"}
    assert refusal(post(member(live, Role.MODERATOR), live, "floor/turn", stranger))[0] == 404
    for broken in ("{", {}, {**body, "how": "guessed"}, {**body, "language": "KK"}, {**body, "person": "x"}):
        assert refusal(post(member(live, Role.MODERATOR), live, "floor/turn", broken))[0] in (400, 422)
