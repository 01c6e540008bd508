"""The room for our own programs: what everyone may know, in every language, and a way to listen unseen."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client

from consilium.jobs import actions as jobs
from consilium.jobs.queries import lease_token
from consilium.kernel.roles import Role
from consilium.room.live.tokens import TokenReader
from consilium.seminars.models import Seminar
from consilium.translation import glossary
from consilium.translation.glossary_files import Line
from consilium.translation.queries import SPOKEN
from tests.room.conftest import member
from tests.support.factories import PersonFactory, SeminarFactory
from tests.support.factories import member as holder

pytestmark = pytest.mark.django_db


def hire(*other: str) -> str:
    taken = jobs.lease("scribe", worker="scribe@one", holding=other)
    assert taken
    return lease_token(taken.lease)


def call(method: str, seminar: Seminar, path: str, token: str, status: int = 200) -> Any:
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {token}"}
    address = f"/api/seminars/{seminar.id}/worker/{path}"
    answer = client.generic(method, address, headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_worker_sees_the_room_and_who_speaks_what(live: Seminar) -> None:
    panellist = member(live, Role.PANELLIST).person
    panellist.languages_spoken = ["kk", "ru"]
    panellist.save()
    found = call("GET", live, "snapshot", hire())
    assert panellist.id in found["state"]["stage"]["stage"]
    assert found["languages"][panellist.id] == ["kk", "ru"]
    token = TokenReader(timedelta(minutes=1)).read(found["stream"]["token"])
    assert (token.seminar, token.reader.person, token.reader.staff) == (live.id, "", False)
    assert token.reader.language == ""


def test_a_worker_learns_the_terms_that_are_likely_to_be_said(live: Seminar) -> None:
    moderator = member(live, Role.MODERATOR)
    glossary.add_term(moderator, {"ru": ["гипоксия", "гипоксии"], "kk": ["гипоксия"]})
    glossary.add_term(moderator, {"ru": ["сатурация"], "en": ["saturation"]})
    glossary.add_term(moderator, {"en": ["SpO2"]}, keep=True)
    found = call("GET", live, "snapshot", hire())["terms"]
    assert found == {
        "ru": ["гипоксия", "сатурация"], "kk": ["гипоксия"], "en": ["saturation"], "": ["SpO2"]
    }  # fmt: skip
    organiser = holder(live, Role.ORGANISER)
    glossary.import_terms(organiser, [Line(n, {"ru": (f"t{n}",), "en": (f"t{n}",)}) for n in range(100)])
    assert len(call("GET", live, "snapshot", hire())["terms"]["ru"]) == SPOKEN


def test_a_worker_learns_the_languages_of_members_alone(live: Seminar) -> None:
    attendee, stranger = member(live, Role.ATTENDEE).person, PersonFactory.create()
    found = call("GET", live, f"languages?ids={attendee.id},{stranger.id},nonsense", hire())
    assert list(found) == [attendee.id]


def test_a_worker_listens_unseen(live: Seminar) -> None:
    claims = jwt.decode(call("POST", live, "sfu-token", hire())["token"], options={"verify_signature": False})
    assert claims["sub"].startswith("scribe-")
    assert (
        claims["video"]["hidden"] and claims["video"]["canPublishData"] and not claims["video"]["canPublish"]
    )


def test_a_token_is_for_one_seminar_and_one_holder(live: Seminar) -> None:
    token = hire()
    other = SeminarFactory.create(status=Seminar.Status.LIVE)
    for method, path in (("GET", "snapshot"), ("POST", "stream-token"), ("POST", "sfu-token")):
        call(method, other, path, token, 401)
        call(method, live, path, "nonsense", 401)
    hire(other.id)  # back under the same name: the token of before is void
    call("GET", live, "snapshot", token, 401)


def test_a_member_is_no_worker_and_a_worker_no_member(live: Seminar) -> None:
    client = Client()
    client.force_login(member(live, Role.MODERATOR).person, "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/api/seminars/{live.id}/worker/snapshot").status_code == 401
    headers = {"Authorization": f"Bearer {hire()}"}
    assert Client().get(f"/api/seminars/{live.id}/snapshot", headers=headers).status_code == 401
