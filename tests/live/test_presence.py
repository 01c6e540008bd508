"""Who is here: tallied by state for everyone, one interval for two tabs and for a short loss."""

from tests.live.conftest import room
from tests.support.house import Browser, House


def present(browser: Browser) -> list[int]:
    return [entry["data"]["present"] for entry in browser.entries if entry["kind"] == "presence.tallied"]


def test_two_tabs_and_a_short_loss_are_one_interval(house: House) -> None:
    here = room(house, persons=2)
    first = Browser(house, house.token(here.id, here.persons[0])).connected()
    second = Browser(house, house.token(here.id, here.persons[0])).connected()
    first.lose_line()
    first.wait(lambda b: len(b.statuses) == 2)
    other = Browser(house, house.token(here.id, here.persons[1])).connected()
    other.wait(lambda b: present(b)[-1:] == [2], "a tally of two")
    rows = house.do("presences", seminar=here.id)
    assert sorted(row["person"] for row in rows) == sorted(here.persons)
    assert all(row["open"] for row in rows)
    tally = next(entry for entry in reversed(other.entries) if entry["kind"] == "presence.tallied")
    assert tally["data"] == {"present": 2, "states": {"KZ": 2}}
    for browser in (first, second):
        browser.close()
    other.wait(lambda b: present(b)[-1:] == [1], "a tally of one, after the grace")
    assert [row["open"] for row in house.do("presences", seminar=here.id)] == [False, True]
    other.close()


def test_a_seat_that_is_free_again_is_told(house: House) -> None:
    """Its person has gone: who watches the broadcast may take it."""
    here = room(house, persons=2)
    house.do("fill", seminar=here.id, person=here.persons[0])
    watcher = Browser(house, house.token(here.id, here.persons[1])).connected()
    watcher.wait(lambda b: "seats.tallied" in b.kinds(), "a free seat")
    told = next(entry for entry in watcher.entries if entry["kind"] == "seats.tallied")
    assert told["data"]["free"] > 0
    watcher.close()
