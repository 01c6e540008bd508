"""Polls over HTTP: outsiders, the wrong role, broken, huge, hostile and doubled input."""

import pytest

from consilium.eventlog.queries import entries
from consilium.polls.models import Poll
from tests.support.cast import Cast, make_cast, post, refusal

pytestmark = pytest.mark.django_db
POLL = {"key": "poll-0001", "title": "What first?", "form": "single", "options": ["Mask", "Refer"]}


def draft(cast: Cast, **values: object) -> str:
    answer = post(cast.moderator, cast.seminar, "polls", {**POLL, **values})
    assert answer.status_code == 200
    made: str = answer.json()["id"]
    return made


def operations(poll: str) -> list[tuple[str, object]]:
    edited = {key: POLL[key] for key in ("form", "options")} | {"title": "What next?"}
    return [
        (f"polls/{poll}/edit", edited),
        (f"polls/{poll}/open", {"minutes": 5}),
        (f"polls/{poll}/close", None),
        (f"polls/{poll}/publish", None),
    ]


def test_everything_works_and_may_be_repeated(cast: Cast) -> None:
    poll, spare = draft(cast), draft(cast, key="poll-0002")
    assert draft(cast) == poll
    for path, body in [*operations(poll), (f"polls/{spare}/discard", None)]:
        assert post(cast.moderator, cast.seminar, path, body).status_code == 200, path
        before = len(entries(cast.seminar.id))
        assert post(cast.moderator, cast.seminar, path, body).status_code == 200, path
        assert len(entries(cast.seminar.id)) == before
    assert post(cast.moderator, cast.seminar, f"polls/{draft(cast, key='poll-0003')}/open").status_code == 200


def test_outsiders_learn_nothing_and_attendees_run_no_polls(cast: Cast) -> None:
    poll = draft(cast)
    for path, body in [("polls", POLL), *operations(poll), (f"polls/{poll}/discard", None)]:
        for outsider in cast.outsiders:
            assert refusal(post(outsider, cast.seminar, path, body)) == (401, "not_a_member")
        for who in (cast.asker, cast.panellist):
            assert refusal(post(who, cast.seminar, path, body))[0] == 403
    assert len(entries(cast.seminar.id)) == 1


def test_polls_of_others(cast: Cast) -> None:
    poll = draft(make_cast())
    for path, body in operations(poll):
        assert refusal(post(cast.moderator, cast.seminar, path, body)) == (404, "no_such_poll")
    for pk in ("%00", "0" * 26, "x" * 3000):
        assert refusal(post(cast.moderator, cast.seminar, f"polls/{pk}/close"))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {**POLL, "title": ""},
        {**POLL, "title": "\u200b"},
        {**POLL, "title": "a\0"},
        {**POLL, "title": "x" * 301},
        {**POLL, "form": "ranking"},
        {**POLL, "form": None},
        {**POLL, "options": []},
        {**POLL, "options": ["A"]},
        {**POLL, "options": "AB"},
        {**POLL, "options": ["A", 7]},
        {**POLL, "options": ["A", ""]},
        {**POLL, "options": ["A", "x" * 201]},
        {**POLL, "options": ["A", "a "]},
        {**POLL, "options": [str(number) for number in range(11)]},
        {**POLL, "options": [str(number) for number in range(100_000)]},
        {**POLL, "key": ""},
        {**POLL, "key": None},
    ],
)
def test_what_is_no_poll(cast: Cast, body: object) -> None:
    assert refusal(post(cast.moderator, cast.seminar, "polls", body))[0] == 422
    assert Poll.objects.count() == 0


@pytest.mark.parametrize("minutes", [0, -1, 1441, 10**30, "soon", 1.5, []])
def test_how_long_it_cannot_be_open(cast: Cast, minutes: object) -> None:
    answer = post(cast.moderator, cast.seminar, f"polls/{draft(cast)}/open", {"minutes": minutes})
    assert refusal(answer)[0] == 422
    assert Poll.objects.get().status == "draft"


def test_the_wrong_order(cast: Cast) -> None:
    poll = draft(cast)
    assert refusal(post(cast.moderator, cast.seminar, f"polls/{poll}/publish")) == (409, "wrong_status")
