"""The room's page and its snapshot, as a member, as a guest and as an outsider."""

import json
import zlib
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consilium.kernel.roles import Role
from consilium.room.queries import STREAM_SALT, people_of
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, link_token
from tests.room.conftest import member
from tests.support.factories import JoinLinkFactory, PersonFactory, SeminarFactory

Enter = Callable[[Member], Client]


def page(seminar: Seminar) -> str:
    return reverse("room:room", args=[seminar.slug])


def test_a_join_link_leads_into_the_room_at_one_click(live: Seminar, client: Client) -> None:
    link = JoinLinkFactory.create(seminar=live, role=Role.ATTENDEE)
    answer = client.get(f"/join/{link_token(link)}", follow=True)
    assert answer.redirect_chain[-1][0] == page(live)
    assert answer.status_code == 200
    assert f'data-seminar="{live.id}"' in answer.content.decode()
    snapshot = client.get(f"/api/seminars/{live.id}/snapshot").json()
    assert snapshot["me"] == {
        "id": link.person.id, "roles": ["attendee"], "staff": False, "moderator": False, "speaker": False
    }  # fmt: skip


def test_a_stranger_is_sent_to_sign_in_and_a_signed_in_one_to_the_seminar(
    live: Seminar, client: Client
) -> None:
    assert client.get(page(live)).headers["Location"].startswith(reverse(settings.LOGIN_URL))
    client.force_login(PersonFactory.create(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(page(live)).headers["Location"] == reverse("seminars:seminar", args=[live.slug])


def test_a_draft_has_no_room_and_neither_has_nonsense(db: None, client: Client) -> None:
    assert client.get(page(SeminarFactory.create(status=Seminar.Status.DRAFT))).status_code == 404
    assert client.get("/seminars/no-such-seminar/room").status_code == 404


def test_the_page_holds_no_inline_script_or_style(live: Seminar, client_of: Enter) -> None:
    answer = client_of(member(live, Role.MODERATOR)).get(page(live))
    text = answer.content.decode()
    assert "<script>" not in text and "style=" not in text and "onclick" not in text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_an_attendee_snapshot_tells_nothing_of_the_staff(live: Seminar, client_of: Enter) -> None:
    attendee, moderator = member(live, Role.ATTENDEE), member(live, Role.MODERATOR)
    client_of(moderator).post(
        f"/api/seminars/{live.id}/chat",
        {"key": "backstage-1", "text": "Two minutes left", "backstage": True},
        content_type="application/json",
    )
    snapshot = client_of(attendee).get(f"/api/seminars/{live.id}/snapshot").json()
    assert snapshot["staff"] == []
    assert "Two minutes left" not in json.dumps(snapshot)
    seen = client_of(moderator).get(f"/api/seminars/{live.id}/snapshot").json()
    assert "Two minutes left" in json.dumps(seen)
    assert "@" not in json.dumps(snapshot["people"])


def test_the_stream_token_is_signed_and_says_who_reads_what(live: Seminar, client_of: Enter) -> None:
    attendee = member(live, Role.ATTENDEE)
    path = f"/api/seminars/{live.id}/stream-token"
    token = client_of(attendee).post(path, {}, content_type="application/json").json()["token"]
    claims = signing.loads(token, salt=STREAM_SALT)
    assert claims == {"s": live.id, "p": attendee.person.id, "staff": False, "b": [], "l": "en", "c": "KZ"}


@pytest.mark.parametrize(("read", "language"), [("kk", "kk"), ("", ""), (None, "ru")])
def test_one_reads_the_language_one_asks_for_else_that_of_the_pages(
    live: Seminar, client_of: Enter, read: str | None, language: str
) -> None:
    client = client_of(member(live, Role.ATTENDEE))
    client.cookies["django_language"] = "ru"
    path = f"/api/seminars/{live.id}"
    query = {} if read is None else {"read": read}
    snapshot = client.get(f"{path}/snapshot", query).json()
    ticket = client.post(f"{path}/stream-token", {"read": read}, content_type="application/json").json()
    for token in (snapshot["stream"]["token"], ticket["token"]):
        assert signing.loads(token, salt=STREAM_SALT)["l"] == language
    assert snapshot["read"] == language


@pytest.mark.parametrize("read", ["KK", "x", "kk'--", "kk" * 40, "../kk"])
def test_what_is_no_language_is_not_read(live: Seminar, client_of: Enter, read: str) -> None:
    client = client_of(member(live, Role.ATTENDEE))
    path = f"/api/seminars/{live.id}"
    assert client.get(f"{path}/snapshot", {"read": read}).status_code == 422
    posted = client.post(f"{path}/stream-token", {"read": read}, content_type="application/json")
    assert posted.status_code == 422


def test_cards_are_given_of_this_seminars_persons_alone(live: Seminar, client_of: Enter) -> None:
    attendee, other = member(live, Role.ATTENDEE), member(live, Role.ATTENDEE, 1)
    stranger = PersonFactory.create()
    ids = f"{other.person.id},{stranger.id},nonsense,,{'z' * 26}"
    cards = client_of(attendee).get(f"/api/seminars/{live.id}/people?ids={ids}").json()
    assert set(cards) == {other.person.id}
    assert set(cards[other.person.id]) == {"name", "title", "specialty", "institution", "state"}


def test_many_cards_cost_no_more_questions_than_one(
    live: Seminar, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [member(live, Role.ATTENDEE).person.id for _ in range(40)]
    strangers = [PersonFactory.create().id for _ in range(3)]
    with CaptureQueriesContext(connection) as one:
        assert set(people_of(live, ids[:1])) == {ids[0]}
    with django_assert_num_queries(len(one)):
        assert set(people_of(live, ids + strangers)) == set(ids)


def test_the_line_test_is_for_members_and_cannot_be_compressed(
    live: Seminar, client: Client, client_of: Enter
) -> None:
    url = reverse("room:line_test", args=[live.slug])
    assert client.get(url).status_code == 404
    answer = client_of(member(live, Role.ATTENDEE)).get(url)
    assert len(answer.content) == 65536 <= len(zlib.compress(answer.content))
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_revoked_link_stops_at_once(live: Seminar, client: Client) -> None:
    link = JoinLinkFactory.create(seminar=live)
    client.get(f"/join/{link_token(link)}")
    assert client.get(f"/api/seminars/{live.id}/snapshot").status_code == 200
    link.revoked_at = link.created_at
    link.save()
    assert client.get(f"/api/seminars/{live.id}/snapshot").status_code == 401
