"""Ballots and upvotes over HTTP: idempotent, acknowledged after the commit, hostile bodies refused."""

import json
import threading
from typing import Any

import pytest

from consilium.kernel.audience import Reader
from consilium.room.live.bursts import Allowance
from consilium.room.live.tokens import StreamToken
from tests.live.conftest import Room, room
from tests.support.house import SITE, Browser, House, until


@pytest.fixture
def here(house: House) -> Room:
    return room(house, persons=30)


def ballot(house: House, here: Room, person: str, poll: str, *choices: int) -> dict[str, Any]:
    return {"token": house.token(here.id, person), "kind": "ballot", "poll": poll, "choices": list(choices)}


def tallied(browser: Browser) -> list[dict[str, Any]]:
    return [entry["data"] for entry in browser.entries if entry["kind"] == "ballots.tallied"]


def test_a_ballot_counts_once(house: House, here: Room) -> None:
    poll = house.do("open_poll", seminar=here.id, person=here.persons[0], closes_in=59)
    staff = Browser(house, house.token(here.id, here.persons[0], staff=True)).connected()
    attendee = Browser(house, house.token(here.id, here.persons[1])).connected()
    body = ballot(house, here, here.persons[1], poll, 1)
    assert house.post("/bursts", body) == (200, {"result": "ok"})
    assert house.post("/bursts", body) == (200, {"result": "already"})
    assert house.post("/bursts", body, {"Content-Type": "text/plain", "Origin": SITE})[0] == 200
    assert house.do("votes", poll=poll) == {here.persons[1]: [1]}
    staff.wait(lambda b: any(e["kind"] == "ballots.tallied" and e["data"]["voters"] == 1 for e in b.entries))
    house.say(here.id, ("layout.chosen", {"layout": "last"}, "everyone"))
    attendee.wait(lambda b: "layout.chosen" in b.kinds())
    assert "ballots.tallied" not in attendee.kinds()
    staff.close()
    attendee.close()


def test_many_at_once_and_few_tallies(house: House, here: Room) -> None:
    poll = house.do("open_poll", seminar=here.id, person=here.persons[0], closes_in=59)
    staff = Browser(house, house.token(here.id, here.persons[0], staff=True)).connected()
    bodies = [ballot(house, here, person, poll, n % 2) for n, person in enumerate(here.persons)]
    answers: list[tuple[int, Any]] = []
    threads = [
        threading.Thread(target=lambda b=body: answers.append(house.post("/bursts", b))) for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(200, {"result": "ok"})] * 30
    staff.wait(lambda b: bool(tallied(b)) and tallied(b)[-1]["voters"] == 30)
    assert tallied(staff)[-1]["counts"] == [15, 15]
    assert len(tallied(staff)) < 10
    staff.close()


def test_what_cannot_be(house: House, here: Room) -> None:
    poll = house.do("open_poll", seminar=here.id, person=here.persons[0], closes_in=59)
    person = here.persons[2]
    assert house.post("/bursts", ballot(house, here, person, poll, 7))[0] == 422
    assert house.post("/bursts", ballot(house, here, person, "0" * 26, 0))[0] == 404
    other = room(house)
    stranger = ballot(house, other, other.persons[0], poll, 0)  # a token of another seminar
    assert house.post("/bursts", stranger)[0] == 404
    upvote = {"token": house.token(here.id, person), "kind": "upvote", "question": "0" * 26}
    assert house.post("/bursts", upvote)[0] == 404
    assert house.do("votes", poll=poll) == {}


def test_a_poll_closes_when_its_time_is_over(house: House, here: Room) -> None:
    poll = house.do("open_poll", seminar=here.id, person=here.persons[0], closes_in=1)
    browser = Browser(house, house.token(here.id, here.persons[1]))
    browser.wait(lambda b: "poll.closed" in b.kinds())
    assert house.post("/bursts", ballot(house, here, here.persons[1], poll, 0))[0] == 409
    browser.close()


def test_presence_is_checked_and_answered(house: House, here: Room) -> None:
    one, other = here.persons[:2]
    browser = Browser(house, house.token(here.id, one)).connected()
    house.do("watch_presence", seminar=here.id)
    browser.wait(lambda b: "check.called" in b.kinds())
    called = [entry["data"] for entry in browser.entries if entry["kind"] == "check.called"]
    assert [check["seconds"] for check in called] == [60]
    answer = {"token": house.token(here.id, one), "kind": "present", "check": called[0]["id"]}
    assert house.post("/bursts", answer) == (200, {"result": "ok"})
    assert house.post("/bursts", answer) == (200, {"result": "already"})
    assert house.post("/bursts", answer | {"check": "0" * 26})[0] == 404
    glance = {"kind": "glance", "tab": "tab-00001", "number": 0, "visible": False, "ago": 5000}
    for _ in range(2):
        body = glance | {"token": house.token(here.id, other)}
        assert house.post("/bursts", body) == (200, {"result": "ok"})
    answers, glances = house.do("watched", seminar=here.id)
    assert answers == [[one, 0]]
    assert [found[:3] for found in glances] == [[other, 0, False]] and 5 <= glances[0][3] < 60
    house.say(here.id, ("layout.chosen", {"layout": "last"}, "everyone"))
    browser.wait(lambda b: "layout.chosen" in b.kinds())
    assert set(browser.kinds()) <= {"presence.tallied", "checks.planned", "check.called", "layout.chosen"}
    browser.close()


def test_a_take_that_nobody_records_is_told(house: House, here: Room) -> None:
    """Its recorder's machine is gone: who follows the room learns it, once."""
    take = house.do("abandoned_take", seminar=here.id, person=here.persons[0])
    browser = Browser(house, house.token(here.id, here.persons[1]))
    browser.wait(lambda b: "recording.reported" in b.kinds())
    told = [e["data"] for e in house.do("entries", seminar=here.id) if e["kind"] == "recording.reported"]
    assert told == [{"take": take, "status": "broken"}]
    browser.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"token": 7}',
        b"[" * 4000,
        json.dumps({"kind": "ballot", "token": "x" * 5000}).encode(),
        b" " * 5000,
    ],
)
def test_hostile_bodies(house: House, body: bytes) -> None:
    assert house.post("/bursts", body)[0] in (400, 401)
    assert house.get("/healthz")[0] == 200


def test_wrong_shapes_under_a_good_token(house: House, here: Room) -> None:
    token = house.token(here.id, here.persons[0])
    wrong: list[dict[str, Any]] = [
        {},
        {"kind": "presence"},
        {"kind": ["ballot"]},
        {"kind": "ballot"},
        {"kind": "ballot", "poll": None, "choices": [0]},
        {"kind": "ballot", "poll": "0" * 26, "choices": "0"},
        {"kind": "ballot", "poll": "0" * 26, "choices": [True]},
        {"kind": "ballot", "poll": "0" * 26, "choices": [0] * 100},
        {"kind": "upvote", "question": {"id": 1}},
        {"kind": "upvote", "question": "0" * 26, "up": "yes"},
        {"kind": "present", "check": "0" * 25 + "\0"},
        {"kind": "glance", "tab": "tab-00001", "number": 0, "visible": "yes", "ago": 0},
    ]
    for body in wrong:
        assert house.post("/bursts", {"token": token, **body})[0] == 400, body


def test_tokens_of_bursts(house: House, here: Room) -> None:
    person = here.persons[3]
    body = {"kind": "upvote", "question": "0" * 26}
    old = house.token(here.id, person, age=16 * 60)
    assert house.post("/bursts", {"token": old, **body})[0] == 401
    assert house.post("/bursts", {"token": old[:-2], **body})[0] == 401
    assert house.post("/bursts", body)[0] == 401
    browser = Browser(house, house.token(here.id, person)).connected()
    until(lambda: house.post("/bursts", {"token": old, **body})[0] == 404, "an old token serves who is here")
    browser.close()


def test_other_sites_may_not_vote(house: House, here: Room) -> None:
    body = {"token": house.token(here.id, here.persons[4]), "kind": "upvote", "question": "0" * 26}
    assert house.post("/bursts", body, {"Origin": "http://evil.example"})[0] == 403
    assert house.post("/bursts", body, {"Origin": "null"})[0] == 403


def test_too_many_wishes(house: House, here: Room) -> None:
    body = {"token": house.token(here.id, here.persons[5]), "kind": "upvote", "question": "0" * 26}
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(house.post("/bursts", body)[0])) for _ in range(80)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {404, 429}
    other = {**body, "token": house.token(here.id, here.persons[6])}
    assert house.post("/bursts", other)[0] == 404


def test_the_allowance_grows_again() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    token = StreamToken("seminar", Reader("person"))
    assert [allowance.take(token) for _ in range(21)] == [True] * 20 + [False]
    now[0] += 1
    assert [allowance.take(token) for _ in range(6)] == [True] * 5 + [False]
    assert allowance.take(StreamToken("seminar", Reader("other")))
    assert allowance.take(StreamToken("another", Reader("person")))
    now[0] += 3600
    assert [allowance.take(token) for _ in range(21)] == [True] * 20 + [False]
