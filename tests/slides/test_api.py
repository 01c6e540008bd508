"""The API of slides: for outsiders, for members, with broken, huge, hostile and doubled input."""

import json

import pytest
from django.test import Client

from consilium.eventlog.queries import entries
from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.slides.models import Deck
from tests.slides.conftest import ClientOf, ready
from tests.support.factories import ContributionFactory, SeminarFactory, SessionFactory, member

pytestmark = pytest.mark.django_db


def post(client: Client, seminar: Seminar, what: str, body: object) -> tuple[int, dict[str, object]]:
    data = body if isinstance(body, str) else json.dumps(body)
    answer = client.post(f"/api/seminars/{seminar.id}/slides/{what}", data, "application/json")
    return answer.status_code, answer.json()


def test_outsiders_are_told_nothing(seminar: Seminar, deck: Deck, client_of: ClientOf) -> None:
    stranger = client_of(member(SeminarFactory.create(), Role.ORGANISER))
    for client in (Client(), stranger):
        assert client.get(f"/api/seminars/{seminar.id}/slides/decks").status_code == 401
        assert post(client, seminar, "show", {"deck": deck.id, "page": 1})[0] == 401
        assert post(client, seminar, "withdraw", {"deck": deck.id})[0] == 401
    assert len(entries(seminar.id)) == 1


def test_members_get_pages_with_text(
    seminar: Seminar, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    found = client_of(attendee).get(f"/api/seminars/{seminar.id}/slides/decks").json()["decks"]
    assert [(item["id"], item["mine"], item["contribution"]) for item in found] == [(deck.id, False, "")]
    page = found[0]["slides"][1]
    assert (page["number"], page["text"], page["width"], page["height"]) == (2, "Triage", 1920, 1080)
    assert client_of(attendee).get(page["url"]).status_code == 200


def test_a_presenter_turns_pages(
    seminar: Seminar, organiser: Member, presenter: Member, deck: Deck, client_of: ClientOf
) -> None:
    talk = ContributionFactory.create(session=SessionFactory.create(seminar=seminar))
    others = ready(organiser, ["Of another talk"], contribution=talk)
    client = client_of(presenter)
    found = client.get(f"/api/seminars/{seminar.id}/slides/decks").json()["decks"]
    assert {item["id"]: item["mine"] for item in found} == {deck.id: True, others.id: False}
    before = len(entries(seminar.id))
    body = {"deck": deck.id, "page": 2}
    assert post(client, seminar, "show", body) == (200, body)
    assert post(client, seminar, "show", body) == (200, body)
    assert len(entries(seminar.id)) == before + 1
    status, refusal = post(client, seminar, "show", {"deck": others.id, "page": 1})
    assert (status, refusal["error"]) == (403, "may_not_show")


def test_what_is_refused(
    seminar: Seminar, organiser: Member, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    client = client_of(organiser)
    for body, status in (
        ("{", 400),
        ({}, 422),
        ({"deck": deck.id}, 422),
        ({"deck": deck.id, "page": 0}, 422),
        ({"deck": deck.id, "page": 4}, 422),
        ({"deck": deck.id, "page": 10**30}, 422),
        ({"deck": deck.id, "page": "two"}, 422),
        ({"deck": "../../etc/passwd", "page": 1}, 422),
        ({"deck": "x" * 100_000, "page": 1}, 422),
        ({"deck": "0" * 26, "page": 1}, 404),
    ):
        assert post(client, seminar, "show", body)[0] == status, body
    assert post(client_of(attendee), seminar, "show", {"deck": deck.id, "page": 1})[0] == 403
    assert post(client_of(attendee), seminar, "withdraw", {"deck": deck.id})[0] == 403
    assert len(entries(seminar.id)) == 1


def test_withdraw_twice(seminar: Seminar, organiser: Member, deck: Deck, client_of: ClientOf) -> None:
    client = client_of(organiser)
    for _ in range(2):
        assert post(client, seminar, "withdraw", {"deck": deck.id}) == (200, {"deck": deck.id})
    assert len(entries(seminar.id)) == 2
    assert client.get(f"/api/seminars/{seminar.id}/slides/decks").json() == {"decks": []}


def test_a_forged_post_is_refused(seminar: Seminar, organiser: Member, deck: Deck) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser.person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        f"/api/seminars/{seminar.id}/slides/withdraw", json.dumps({"deck": deck.id}), "application/json"
    )
    assert answer.status_code == 403
    assert Deck.objects.get().withdrawn_at is None
