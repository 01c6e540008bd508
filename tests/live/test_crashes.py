"""What is left when the live process is killed: everything that was acknowledged, once."""

import signal
import time

from tests.live.conftest import room
from tests.live.test_stream import facts, layouts
from tests.support.house import Browser, House, until


def test_kill_in_the_middle_of_a_stream(doomed: House) -> None:
    here = room(doomed)
    browsers = [Browser(doomed, doomed.token(here.id, person)).connected() for person in here.persons]
    names = [f"n{n}" for n in range(90)]
    for start in range(0, 90, 30):
        doomed.say(here.id, *facts(*names[start : start + 15]))
        doomed.kill()
        doomed.say(here.id, *facts(*names[start + 15 : start + 30]))  # the web process goes on
        doomed.start()
    for browser in browsers:
        browser.wait(lambda b: len(layouts(b)) >= 90)
        assert layouts(browser) == names
        assert browser.seqs == sorted(set(browser.seqs))
        browser.close()


def test_storm_of_two_hundred(doomed: House) -> None:
    """All come back at once after a kill; each gets exactly what it missed, within five seconds."""
    here = room(doomed, persons=20)
    tokens = [doomed.token(here.id, person) for person in here.persons]
    browsers = [Browser(doomed, tokens[n % 20]).connected() for n in range(200)]
    doomed.say(here.id, *facts("before"))
    for browser in browsers:
        browser.wait(lambda b: layouts(b) == ["before"])
    doomed.kill()
    doomed.say(here.id, *facts(*[f"missed{n}" for n in range(50)]))
    doomed.start()
    begun = time.monotonic()
    for browser in browsers:
        browser.wait(lambda b: len(layouts(b)) >= 51)
    assert time.monotonic() - begun < 5
    for browser in browsers:
        assert layouts(browser) == ["before", *[f"missed{n}" for n in range(50)]]
        browser.close()


def test_a_graceful_stop_is_quick_and_proper(doomed: House) -> None:
    here = room(doomed)
    browsers = [
        Browser(doomed, doomed.token(here.id, person), resume=False).connected() for person in here.persons
    ]
    until(lambda: len(doomed.do("presences", seminar=here.id)) == 3, "three are present")
    begun = time.monotonic()
    doomed.kill(signal.SIGTERM)
    assert time.monotonic() - begun < 2
    for browser in browsers:
        browser.wait(lambda b: b.ends == 1)
        assert browser.broken is None  # the response was ended, not torn
    assert not any(row["open"] for row in doomed.do("presences", seminar=here.id))


def test_acknowledged_ballots_outlive_a_kill(doomed: House) -> None:
    """Killed between two ballots at a moment nobody chose, three times: what was answered is there."""
    here = room(doomed, persons=30)
    poll = doomed.do("open_poll", seminar=here.id, person=here.persons[0], closes_in=59)
    acknowledged: dict[str, list[int]] = {}
    for n, person in enumerate(here.persons):
        body = {"token": doomed.token(here.id, person), "kind": "ballot", "poll": poll, "choices": [n % 2]}
        if n % 10 == 9:
            doomed.kill()
            doomed.start()
        status, answer = doomed.post("/bursts", body)
        assert (status, answer) == (200, {"result": "ok"})
        acknowledged[person] = [n % 2]
    doomed.kill()
    assert doomed.do("votes", poll=poll) == acknowledged


def tallies(browser: Browser) -> list[int]:
    return [entry["data"]["present"] for entry in browser.entries if entry["kind"] == "presence.tallied"]


def test_presence_left_open_by_a_kill_is_closed(doomed: House) -> None:
    here = room(doomed, persons=2)
    browser = Browser(doomed, doomed.token(here.id, here.persons[0])).connected()
    gone = Browser(doomed, doomed.token(here.id, here.persons[1]), resume=False).connected()
    browser.wait(lambda b: tallies(b)[-1:] == [2], "a tally of both")
    doomed.kill()
    gone.wait(lambda b: b.ends == 1)
    doomed.start()
    browser.wait(lambda b: tallies(b)[-1:] == [1], "a tally without who did not come back")
    rows = doomed.do("presences", seminar=here.id)
    assert [row["person"] for row in rows if row["open"]] == [here.persons[0]]
    browser.close()
