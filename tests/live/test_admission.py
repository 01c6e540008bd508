"""A seat in a booth that is given or taken back while its person follows the stream."""

import asyncio

import pytest

from consilium.kernel.audience import EVERY_BOOTH, EVERYONE, STAFF, Audience, Reader
from consilium.room.live.admission import COMMITTING, JOINED, LEFT, REMOVED, ROLES, Admission, pieces
from consilium.room.live.hub import Connection, Followers
from consilium.room.live.metrics import Metrics
from consilium.room.live.ring import Frame
from consilium.room.live.tokens import StreamToken
from tests.live.conftest import room
from tests.support.house import Browser, House, until
from tests.support.wire import Wire

AT = 1_000_000
LAYOUT = "layout.chosen"


def seat(seq: int, kind: str, person: str, booth: str = "kk") -> Frame:
    return Frame(seq, AT, EVERYONE, kind, person, f"{seq};".encode(), booth=booth)


def message(seq: int, booth: str = "kk") -> Frame:
    return Frame(seq, AT, Audience.booth(booth), "booth.message_posted", "", f"{seq};".encode(), booth=booth)


def token(person: str, *booths: str, issued: float = AT / 1000 - 60) -> StreamToken:
    return StreamToken("s", Reader(person, booths=frozenset(booths)), "", issued)


def test_what_follows_in_the_same_tick_goes_to_who_works_there_then() -> None:
    """Nothing of the booth after the entry that ends one's seat, not even within the tenth of a second."""

    async def flushed() -> dict[str, Wire]:
        followers = Followers(0, Admission(), Metrics())
        wires: dict[str, Wire] = {}
        for name, holds in {
            "leaves": token("leaves", "kk"),
            "stays": token("stays", "kk"),
            "comes": token("comes"),
            "coordinates": token("coordinates", EVERY_BOOTH),
        }.items():
            wires[name] = Wire()
            followers.add(Connection(wires[name], holds, Metrics()))
        followers.deliver(
            [message(1), seat(2, LEFT, "leaves"), message(3), seat(4, JOINED, "comes"), message(5)]
        )
        return wires

    wires = asyncio.run(flushed())
    assert wires["leaves"].written == b"1;2;" and wires["leaves"].ended
    assert wires["stays"].written == b"1;2;3;4;5;" and not wires["stays"].ended
    assert wires["comes"].written == b"2;4;" and wires["comes"].ended
    assert wires["coordinates"].written == b"1;2;3;4;5;" and not wires["coordinates"].ended


def test_tokens_that_say_otherwise_than_the_log_are_outdated_for_a_while() -> None:
    admission = Admission([seat(1, LEFT, "p", "kk"), seat(2, JOINED, "p", "hi")])
    assert admission.outdates(token("p", "kk", "hi"))
    assert admission.outdates(token("p"))
    assert not admission.outdates(token("p", "hi"))
    assert not admission.outdates(token("q", "kk"))
    assert not admission.outdates(token("p", EVERY_BOOTH))
    # signed by rows of before the commit, a moment after the entry's own
    assert admission.outdates(token("p", "kk", "hi", issued=AT / 1000 + 1))
    assert not admission.outdates(token("p", "kk", "hi", issued=(AT + COMMITTING) / 1000 + 1))
    assert not admission.outdates(token("p", issued=AT / 1000 + 1))  # as by a link that gives no booth
    admission.take(seat(3, JOINED, "p", "kk"))
    assert not admission.outdates(token("p", "kk", "hi"))
    assert not admission.refuses(token("p", "kk"))
    admission.take(seat(4, REMOVED, "p", ""))
    assert admission.refuses(token("p", "kk", "hi"))


def roles(seq: int, person: str, *, staff: bool) -> Frame:
    return Frame(seq, AT, Audience.person(person), ROLES, person, f"{seq};".encode(), staff=staff)


def working(person: str, issued: float = AT / 1000 - 60) -> StreamToken:
    return StreamToken("s", Reader(person, staff=True), "", issued)


def test_what_follows_in_the_same_tick_goes_to_the_staff_as_it_is_then() -> None:
    async def flushed() -> dict[str, Wire]:
        followers = Followers(0, Admission(), Metrics())
        wires = {name: Wire() for name in ("dismissed", "stays")}
        for name, wire in wires.items():
            followers.add(Connection(wire, working(name), Metrics()))
        behind = [Frame(seq, AT, STAFF, LAYOUT, "", f"{seq};".encode()) for seq in (1, 3)]
        followers.deliver([behind[0], roles(2, "dismissed", staff=False), behind[1]])
        return wires

    wires = asyncio.run(flushed())
    assert wires["dismissed"].written == b"1;2;" and wires["dismissed"].ended
    assert wires["stays"].written == b"1;2;3;" and not wires["stays"].ended


def test_tokens_of_roles_of_before_are_outdated_for_a_while() -> None:
    admission = Admission([roles(1, "p", staff=False), roles(2, "q", staff=True)])
    assert admission.outdates(working("p")) and admission.outdates(token("p"))
    assert admission.outdates(working("q")), "of a moderator who only interprets now"
    assert not admission.outdates(working("r"))
    # signed by rows of before the commit, a moment after the entry's own
    later = AT / 1000 + 1
    assert admission.outdates(working("p", issued=later))
    assert not admission.outdates(token("p", issued=later))
    assert not admission.outdates(working("q", issued=later))
    assert not admission.outdates(working("p", issued=(AT + COMMITTING) / 1000 + 1))  # a role given anew


@pytest.mark.parametrize("count", [0, 1, 3])
def test_frames_are_cut_behind_what_changes_a_reader(count: int) -> None:
    frames = [message(n) for n in range(count)]
    assert [list(piece) for piece in pieces(frames)] == ([frames] if frames else [])
    left = seat(9, LEFT, "p")
    assert [len(piece) for piece in pieces([*frames, left, left, *frames])] == (
        [count + 1, 1, *([count] if count else [])]
    )


def layouts(browser: Browser) -> list[str]:
    return [entry["data"]["layout"] for entry in browser.entries if entry["kind"] == LAYOUT]


def test_a_seat_that_is_taken_back_or_given_changes_what_its_person_is_sent(house: House) -> None:
    here = room(house)
    leaves, comes, stays = here.persons
    old = {
        leaves: house.token(here.id, leaves, booths=("kk",), age=60),
        comes: house.token(here.id, comes, age=60),
    }
    browsers = {person: Browser(house, old[person]).connected() for person in old}
    partner = Browser(house, house.token(here.id, stays, booths=("kk",), age=60)).connected()
    house.say(here.id, (LAYOUT, {"layout": "before"}, "booth:kk"))
    browsers[leaves].wait(lambda b: layouts(b) == ["before"])
    house.say(
        here.id,
        ("booth.left", {"booth": "kk", "person": leaves}, "everyone"),
        ("booth.joined", {"booth": "kk", "person": comes}, "everyone"),
        (LAYOUT, {"layout": "after"}, "booth:kk"),
        (LAYOUT, {"layout": "last"}, "everyone"),
    )
    for person, browser in browsers.items():  # sent away, and not let in again by the token of before
        browser.wait(lambda b: b.statuses[-1] == 401)
        status, _headers, body = house.get(f"/stream?token={old[person]}")
        assert status == 401 and "outdated" in body
    fresh = {
        leaves: Browser(house, house.token(here.id, leaves)),
        comes: Browser(house, house.token(here.id, comes, booths=("kk",))),
    }
    partner.wait(lambda b: layouts(b) == ["before", "after", "last"])
    fresh[comes].wait(lambda b: layouts(b)[-2:] == ["after", "last"])
    fresh[leaves].wait(lambda b: "last" in layouts(b))
    assert layouts(fresh[leaves]) == ["last"]
    assert "after" not in layouts(browsers[leaves])
    assert browsers[leaves].kinds()[-1] in ("booth.left", "presence.tallied")
    for browser in (*browsers.values(), *fresh.values(), partner):
        browser.close()


def test_whose_role_is_taken_back_reads_nothing_of_the_staff_s_any_longer(house: House) -> None:
    here = room(house)
    dismissed, stays, _listener = here.persons
    old = house.token(here.id, dismissed, staff=True, age=60)
    browser = Browser(house, old).connected()
    partner = Browser(house, house.token(here.id, stays, staff=True, age=60)).connected()
    house.say(
        here.id,
        ("roles.changed", {"person": dismissed, "staff": False}, f"person:{dismissed}"),
        (LAYOUT, {"layout": "behind"}, "staff"),
        (LAYOUT, {"layout": "last"}, "everyone"),
    )
    browser.wait(lambda b: b.statuses[-1] == 401)
    fresh = Browser(house, house.token(here.id, dismissed, age=-1))  # of the next second
    partner.wait(lambda b: layouts(b) == ["behind", "last"])
    fresh.wait(lambda b: layouts(b) == ["last"])
    assert layouts(browser) == [] and "roles.changed" in browser.kinds()
    for each in (browser, partner, fresh):
        each.close()


def test_a_seat_taken_back_before_the_live_process_began_still_counts(doomed: House) -> None:
    here = room(doomed)
    old = doomed.token(here.id, here.persons[0], booths=("kk",), age=60)
    doomed.say(here.id, ("booth.left", {"booth": "kk", "person": here.persons[0]}, "everyone"))
    assert doomed.get(f"/stream?token={old}")[0] == 401


def test_who_loses_the_role_while_on_air_is_out_of_the_booth_by_itself(house: House) -> None:
    here = room(house)
    interpreter, moderator, listener = here.persons
    house.do("on_air", seminar=here.id, person=interpreter, coordinator=moderator)
    browser = Browser(house, house.token(here.id, listener)).connected()
    browser.wait(lambda b: "channel.taken" in b.kinds())
    house.do("dismiss", seminar=here.id, person=interpreter)
    browser.wait(lambda b: "channel.returned" in b.kinds(), "the channel is free")
    kinds = [kind for kind in browser.kinds() if kind.partition(".")[0] in ("booth", "channel")]
    assert kinds[-2:] == ["booth.left", "channel.returned"]
    browser.close()
    # there is none in this house: what it would be told is tested beside the duty
    until(lambda: "sfu.unreachable" in house.log.read_text(), "the SFU is asked to take the microphone")
