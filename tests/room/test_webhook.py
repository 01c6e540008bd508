"""Notices of the SFU: signed ones make the stage agree, all others change nothing."""

import base64
import hashlib
import json

import pytest
from django.conf import settings
from django.test import Client
from livekit import api

from consilium.interpretation import actions as interpretation
from consilium.interpretation import air
from consilium.interpretation.models import Channel
from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.sfu.grants import LISTENER, ON_STAGE
from tests.room.conftest import member
from tests.support.factories import member as new_member
from tests.support.sfu import FakeSfu


def notice(seminar: Seminar, kind: str = "participant_joined", id: str = "EV_1") -> bytes:
    return json.dumps({"event": kind, "id": id, "room": {"name": seminar.id}}).encode()


def signature(body: bytes, secret: str | None = None) -> str:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    token = api.AccessToken(settings.LIVEKIT_API_KEY, secret or settings.LIVEKIT_API_SECRET)
    return token.with_sha256(digest).to_jwt()


def send(client: Client, body: bytes, authorization: str) -> int:
    kind = "application/webhook+json"
    return client.post(
        "/livekit/webhook", body, content_type=kind, headers={"Authorization": authorization}
    ).status_code


def test_who_joins_with_an_old_grant_gets_what_they_may_have_now(live: Seminar, client: Client) -> None:
    attendee = member(live, Role.ATTENDEE)
    FakeSfu.join(live.id, attendee.person.id, ON_STAGE)
    body = notice(live)
    assert send(client, body, signature(body)) == 204
    assert FakeSfu.rooms[live.id][attendee.person.id].grant == LISTENER


def test_a_repeated_notice_is_taken_once(live: Seminar, client: Client) -> None:
    attendee, body = member(live, Role.ATTENDEE), notice(live)
    send(client, body, signature(body))
    FakeSfu.join(live.id, attendee.person.id, ON_STAGE)
    assert send(client, body, signature(body)) == 204
    assert FakeSfu.rooms[live.id][attendee.person.id].grant == ON_STAGE


def test_a_changed_body_a_wrong_secret_and_no_signature_are_refused(live: Seminar, client: Client) -> None:
    body = notice(live)
    assert send(client, body + b" ", signature(body)) == 401
    assert send(client, body, signature(body, "another-secret-" * 3)) == 401
    assert send(client, body, "") == 401
    assert send(client, b"\xff\xfe", "x") == 401


@pytest.mark.parametrize("room", ["unknown", "", "../../etc/passwd", "x" * 10_000])
def test_a_room_that_is_no_seminar_is_ignored(db: None, client: Client, room: str) -> None:
    body = json.dumps({"event": "participant_joined", "id": "EV_2", "room": {"name": room}}).encode()
    assert send(client, body, signature(body)) == 204


def test_a_huge_notice_is_refused_unread(db: None, client: Client) -> None:
    body = b"x" * 300_000
    assert send(client, body, signature(body)) == 413


def test_the_sfu_says_again_that_somebody_has_come_when_it_could_not_be_asked(
    live: Seminar, client: Client
) -> None:
    """Otherwise who is off the stage, and comes with an old token, would publish until the next notice."""
    attendee = member(live, Role.ATTENDEE)
    FakeSfu.join(live.id, attendee.person.id, ON_STAGE)
    FakeSfu.down = True
    body = notice(live, id="EV_3")
    assert send(client, body, signature(body)) == 503
    FakeSfu.down = False
    assert send(client, body, signature(body)) == 204
    assert FakeSfu.rooms[live.id][attendee.person.id].grant == LISTENER


def test_the_sfu_says_again_that_somebody_is_gone_when_it_could_not_be_asked(
    live: Seminar, client: Client
) -> None:
    """Otherwise a channel would be held by a line that is dead, until somebody takes it."""
    moderator, interpreter = member(live, Role.MODERATOR), new_member(live, Role.INTERPRETER)
    booth = interpretation.open_booth(moderator, key="booth-0001", name="Kazakh", languages=["kk"])
    interpretation.join_booth(moderator, booth.id, interpreter.person)
    air.take(interpreter, "kk")
    gone = {"event": "participant_left", "id": "EV_4", "room": {"name": live.id}}
    body = json.dumps({**gone, "participant": {"identity": interpreter.person.id}}).encode()
    FakeSfu.down = True
    assert send(client, body, signature(body)) == 503
    assert Channel.objects.get(seminar=live, language="kk").holder == interpreter.person
    FakeSfu.down = False
    assert send(client, body, signature(body)) == 204
    assert Channel.objects.get(seminar=live, language="kk").holder is None
