"""Stage, floor and hands through the API: who may, what follows, and what the log says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import entries, entries_for
from consilium.kernel.facts import to_json
from consilium.kernel.refusals import Conflict
from consilium.kernel.roles import Role
from consilium.room import actions
from consilium.room.queries import room_state
from consilium.room.rules import RAISED_AT_MOST, RAISED_WITHIN
from consilium.room.state import RoomState, fold
from consilium.seminars.models import JoinLink, Seminar
from consilium.seminars.queries import Member
from consilium.sfu.grants import LISTENER, ON_STAGE, WITH_FLOOR, Grant
from tests.room.conftest import member
from tests.support.cast import post as send
from tests.support.cast import refusal
from tests.support.factories import JoinLinkFactory, PersonFactory
from tests.support.factories import member as new_member
from tests.support.sfu import FakeSfu

Enter = Callable[[Member], Client]


def post(client: Client, seminar: Seminar, path: str, body: object = None) -> Any:
    return client.post(f"/api/seminars/{seminar.id}/{path}", body or {}, content_type="application/json")


def kinds(seminar: Seminar, who: Member | None = None) -> list[str]:
    found = entries_for(who.reader, seminar.id) if who else entries(seminar.id)
    return [entry.kind for entry in found]


@pytest.fixture
def moderator(seminar: Seminar) -> Member:
    return member(seminar, Role.MODERATOR)


@pytest.fixture
def attendee(seminar: Seminar) -> Member:
    return member(seminar, Role.ATTENDEE)


@pytest.fixture
def other(seminar: Seminar) -> Member:
    return member(seminar, Role.ATTENDEE, 1)


def test_starting_seats_every_speaker(live: Seminar, moderator: Member) -> None:
    panellist = member(live, Role.PANELLIST)
    stage = room_state(live, moderator.reader).stage.stage
    assert set(stage) == {moderator.person.id, panellist.person.id}


def test_an_attendee_is_given_the_floor_and_loses_it(
    live: Seminar, moderator: Member, attendee: Member, client_of: Enter
) -> None:
    chair, pupil = client_of(moderator), client_of(attendee)
    FakeSfu.join(live.id, attendee.person.id, LISTENER)
    assert post(pupil, live, "hand", {"raised": True}).status_code == 200
    given = post(chair, live, "floor", {"person": attendee.person.id, "given": True})
    assert given.json() == {"sfu": True}
    assert FakeSfu.rooms[live.id][attendee.person.id].grant == WITH_FLOOR
    assert room_state(live, moderator.reader).stage.hands == {}
    assert post(chair, live, "floor", {"person": attendee.person.id, "given": False}).status_code == 200
    assert FakeSfu.rooms[live.id][attendee.person.id].grant == LISTENER
    assert kinds(live)[-3:] == ["hand.raised", "floor.given", "floor.returned"]


@pytest.mark.parametrize("end", [actions.take_floor, actions.remove])
def test_a_grant_that_was_long_on_its_way_is_not_the_last_word(
    live: Seminar, moderator: Member, attendee: Member, end: Callable[..., None]
) -> None:
    def change_their_mind() -> None:
        end(live, attendee.person, by=moderator)
        assert actions.sync_stage(live)

    FakeSfu.join(live.id, attendee.person.id, LISTENER)
    actions.give_floor(live, attendee.person, by=moderator)
    FakeSfu.meanwhile.append(change_their_mind)
    assert actions.sync_stage(live)
    found = FakeSfu.rooms[live.id].get(attendee.person.id)
    assert found is None if end is actions.remove else found and found.grant == LISTENER


def test_what_is_done_twice_is_one_fact(
    live: Seminar, moderator: Member, attendee: Member, client_of: Enter
) -> None:
    chair, pupil = client_of(moderator), client_of(attendee)
    before = len(kinds(live))
    for _ in range(2):
        post(pupil, live, "hand", {"raised": True})
        post(chair, live, "floor", {"person": attendee.person.id, "given": True})
    assert kinds(live)[before:] == ["hand.raised", "floor.given"]


def test_the_floor_is_right_though_the_sfu_is_down(
    live: Seminar, moderator: Member, attendee: Member, client_of: Enter
) -> None:
    FakeSfu.join(live.id, attendee.person.id, LISTENER)
    FakeSfu.down = True
    given = post(client_of(moderator), live, "floor", {"person": attendee.person.id, "given": True})
    assert (given.status_code, given.json()) == (200, {"sfu": False})
    assert attendee.person.id in room_state(live, attendee.reader).stage.floor


def test_a_hand_goes_up_and_down_a_few_times_a_minute_at_most(
    live: Seminar, attendee: Member, other: Member
) -> None:
    for _ in range(RAISED_AT_MOST):
        for raised in (True, True, False):
            assert send(attendee, live, "hand", {"raised": raised}).status_code == 200
    before = kinds(live)
    assert refusal(send(attendee, live, "hand", {"raised": True})) == (429, "too_many")
    assert send(attendee, live, "hand", {"raised": False}).status_code == 200
    assert kinds(live) == before and before.count("hand.raised") == RAISED_AT_MOST
    assert send(other, live, "hand", {"raised": True}).status_code == 200
    LogEntry.objects.update(at=F("at") - RAISED_WITHIN)
    assert send(attendee, live, "hand", {"raised": True}).status_code == 200


def test_a_hand_is_seen_by_its_owner_and_the_staff_alone(
    live: Seminar, moderator: Member, attendee: Member, other: Member, client_of: Enter
) -> None:
    post(client_of(attendee), live, "hand", {"raised": True})
    assert attendee.person.id in room_state(live, moderator.reader).stage.hands
    assert attendee.person.id in room_state(live, attendee.reader).stage.hands
    assert room_state(live, other.reader).stage.hands == {}
    assert "hand.raised" not in kinds(live, other)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("floor", {"given": True}),
        ("stage", {"on": True}),
        ("mute", {"source": "microphone"}),
        ("remove", {}),
        ("readmit", {}),
        ("layout", {"layout": "gallery"}),
        ("start", {}),
        ("end", {}),
    ],
)
def test_an_attendee_directs_nothing(
    live: Seminar, attendee: Member, other: Member, client_of: Enter, path: str, body: dict[str, object]
) -> None:
    before = kinds(live)
    someone = {} if path in ("layout", "start", "end") else {"person": other.person.id}
    answer = post(client_of(attendee), live, path, {**someone, **body})
    assert answer.status_code == 403
    assert set(answer.json()) == {"error", "message"}
    assert kinds(live) == before


@pytest.mark.parametrize("path", ["snapshot", "people?ids=x"])
def test_a_stranger_reads_nothing(live: Seminar, client: Client, path: str) -> None:
    assert client.get(f"/api/seminars/{live.id}/{path}").status_code == 401
    assert client.get(f"/api/seminars/{'0' * 26}/{path}").status_code == 401


@pytest.mark.parametrize(
    "path", ["hand", "floor", "floor/return", "stage", "sfu-token", "stream-token", "end"]
)
def test_a_stranger_does_nothing(live: Seminar, client: Client, path: str) -> None:
    assert post(client, live, path, {"raised": True}).status_code == 401


def test_a_person_of_another_seminar_is_unknown(live: Seminar, moderator: Member, client_of: Enter) -> None:
    stranger = PersonFactory.create()
    answer = post(client_of(moderator), live, "floor", {"person": stranger.id, "given": True})
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [{}, {"raised": "perhaps"}, {"raised": None}, [], "x" * 100_000])
def test_broken_bodies_are_refused(live: Seminar, attendee: Member, client_of: Enter, body: object) -> None:
    answer = post(client_of(attendee), live, "hand", body)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"error", "message"}


def test_unsafe_methods_need_the_csrf_token(live: Seminar, attendee: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(attendee.person, backend="django.contrib.auth.backends.ModelBackend")
    assert post(client, live, "hand", {"raised": True}).status_code == 403
    assert room_state(live, attendee.reader).stage.hands == {}


def test_who_was_removed_gets_no_token_until_readmitted(
    live: Seminar, moderator: Member, attendee: Member, client_of: Enter
) -> None:
    chair, pupil = client_of(moderator), client_of(attendee)
    FakeSfu.join(live.id, attendee.person.id, LISTENER)
    post(chair, live, "remove", {"person": attendee.person.id})
    assert attendee.person.id not in FakeSfu.rooms[live.id]
    assert post(pupil, live, "sfu-token").status_code == 403
    asked = {"key": "removed-1", "text": "May I still ask?", "anonymous": False}
    assert post(pupil, live, "questions", asked).status_code == 403
    post(chair, live, "readmit", {"person": attendee.person.id})
    assert post(pupil, live, "sfu-token").status_code == 200


def test_whose_link_was_revoked_leaves_the_sfu_at_the_next_look(live: Seminar, sfu: type[FakeSfu]) -> None:
    link = JoinLinkFactory.create(seminar=live)
    sfu.join(live.id, link.person.id, LISTENER)
    assert actions.sync_stage(live)
    assert link.person.id in sfu.rooms[live.id]
    JoinLink.objects.update(revoked_at=link.created_at)
    assert actions.sync_stage(live)
    assert link.person.id not in sfu.rooms[live.id]


def test_workers_stay(live: Seminar, sfu: type[FakeSfu]) -> None:
    sfu.join(live.id, "scribe-1", Grant(hidden=True))
    assert actions.sync_stage(live)
    assert "scribe-1" in sfu.rooms[live.id]


def test_called_off_the_stage_one_is_not_seated_again_by_coming_back(
    live: Seminar, moderator: Member, client_of: Enter
) -> None:
    panellist = member(live, Role.PANELLIST)
    FakeSfu.join(live.id, panellist.person.id, ON_STAGE)
    post(client_of(moderator), live, "stage", {"person": panellist.person.id, "on": False})
    assert FakeSfu.rooms[live.id][panellist.person.id].grant == LISTENER
    post(client_of(panellist), live, "sfu-token")
    assert panellist.person.id not in room_state(live, panellist.reader).stage.stage


def test_before_the_start_only_the_staff_enters(seminar: Seminar, attendee: Member, client_of: Enter) -> None:
    assert post(client_of(attendee), seminar, "sfu-token").status_code == 409
    assert post(client_of(member(seminar, Role.PANELLIST)), seminar, "sfu-token").status_code == 200


MOVES: list[tuple[str, dict[str, object]]] = [
    ("layout", {"layout": "gallery"}),
    ("stage", {"on": True}),
    ("floor", {"given": True}),
    ("floor", {"given": False}),
    ("hand", {"raised": True}),
]


def tell(seminar: Seminar, path: str, body: dict[str, object]) -> Any:
    moderator, pupil = member(seminar, Role.MODERATOR), member(seminar, Role.ATTENDEE)
    someone = {"person": pupil.person.id} if path in ("stage", "floor") else {}
    return send(pupil if path == "hand" else moderator, seminar, path, {**someone, **body})


@pytest.mark.parametrize(("path", "body"), MOVES)
def test_nothing_moves_after_the_end(
    live: Seminar, moderator: Member, path: str, body: dict[str, object]
) -> None:
    tell(live, "floor", {"given": True})
    actions.close_room(live, by=moderator)
    before = kinds(live)
    assert refusal(tell(live, path, body)) == (409, "not_live")
    assert kinds(live) == before and before[-1] == "seminar.ended"


@pytest.mark.parametrize(("path", "body"), MOVES)
def test_a_rehearsal_has_a_stage_and_a_layout(seminar: Seminar, path: str, body: dict[str, object]) -> None:
    rehearsed = path in ("layout", "stage") or body == {"given": False}
    assert tell(seminar, path, body).status_code == (200 if rehearsed else 409)


def test_whether_it_is_live_is_asked_when_it_counts(live: Seminar, moderator: Member) -> None:
    """The request began before the end, and writes after it."""
    actions.close_room(Seminar.objects.get(pk=live.pk), by=moderator)
    attendee, before = member(live, Role.ATTENDEE), kinds(live)
    moves: list[Callable[[], object]] = [
        lambda: actions.raise_hand(attendee, raised=True),
        lambda: actions.give_floor(live, attendee.person, by=moderator),
        lambda: actions.set_stage(live, attendee.person, on=True, by=moderator),
        lambda: actions.choose_layout(live, "gallery", by=moderator),
        lambda: actions.enter(new_member(live, Role.PANELLIST)),
    ]
    for move in moves:
        with pytest.raises(Conflict, match="not_live"):
            move()
    assert kinds(live) == before


def test_without_the_sfu_the_token_says_so(live: Seminar, attendee: Member, client_of: Enter) -> None:
    FakeSfu.down = True
    answer = post(client_of(attendee), live, "sfu-token")
    assert answer.status_code == 503
    assert answer.json()["error"] == "sfu_down"


def test_folding_the_log_gives_what_the_rows_give(
    live: Seminar, moderator: Member, attendee: Member, other: Member, client_of: Enter
) -> None:
    chair, pupil = client_of(moderator), client_of(attendee)
    steps: list[tuple[Client, str, object]] = [
        (pupil, "hand", {"raised": True}),
        (chair, "floor", {"person": attendee.person.id, "given": True}),
        (chair, "layout", {"layout": "gallery"}),
        (client_of(other), "hand", {"raised": True}),
        (pupil, "floor/return", None),
        (chair, "stage", {"person": other.person.id, "on": True}),
        (chair, "remove", {"person": other.person.id}),
        (chair, "readmit", {"person": other.person.id}),
        (chair, "end", None),
    ]
    for client, path, body in steps:
        assert post(client, live, path, body).status_code == 200
    live.refresh_from_db()
    for who in (moderator, attendee, other):
        state = RoomState()
        for entry in entries_for(who.reader, live.id):
            state = fold(state, entry)
        assert to_json(state) == to_json(room_state(live, who.reader))
