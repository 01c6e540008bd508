"""Following the log: order, resuming, audience, slow readers."""

import socket

from tests.live.conftest import room
from tests.support.house import SITE, Browser, House, until

LAYOUT = "layout.chosen"
TALLY = "presence.tallied"


def layouts(browser: Browser) -> list[str]:
    return [entry["data"]["layout"] for entry in browser.entries if entry["kind"] == LAYOUT]


def facts(*names: str, audience: str = "everyone") -> list[tuple[str, dict[str, str], str]]:
    return [(LAYOUT, {"layout": name}, audience) for name in names]


def test_entries_come_in_order_and_whole(house: House) -> None:
    here = room(house)
    browser = Browser(house, house.token(here.id, here.persons[0])).connected()
    names = [f"layout-{n}-Здравствуйте" for n in range(300)]
    for start in range(0, 300, 50):
        house.say(here.id, *facts(*names[start : start + 50]))
    browser.wait(lambda b: len(layouts(b)) == 300)
    assert layouts(browser) == names
    assert browser.seqs == sorted(set(browser.seqs))
    first = browser.entries[0]
    assert set(first) == {"seq", "at", "kind", "v", "data"}
    browser.close()


def test_nothing_is_lost_or_doubled_over_reconnections(house: House) -> None:
    here = room(house)
    browser = Browser(house, house.token(here.id, here.persons[0])).connected()
    names = [f"n{n}" for n in range(200)]
    for start in range(0, 200, 20):
        house.say(here.id, *facts(*names[start : start + 10]))
        browser.lose_line()
        house.say(here.id, *facts(*names[start + 10 : start + 20]))
    browser.wait(lambda b: len(layouts(b)) >= 200)
    assert layouts(browser) == names
    assert browser.ends > 1
    browser.close()


def test_after_and_last_event_id(house: House) -> None:
    here = room(house)
    seqs = house.say(here.id, *facts("a", "b", "c", "d"))
    browser = Browser(house, house.token(here.id, here.persons[0]), after=seqs[1])
    browser.wait(lambda b: "d" in layouts(b))
    assert layouts(browser) == ["c", "d"]
    browser.close()


def cue(id: str, language: str) -> tuple[str, dict[str, object], str]:
    said = {"id": id, "language": language, "text": "Так", "person": "", "source": "floor"}
    return "cue.finalised", {**said, "start": 0, "end": 900, "engine": "human"}, "everyone"


def cues(browser: Browser) -> list[str]:
    return [entry["data"]["id"] for entry in browser.entries if entry["kind"] == "cue.finalised"]


def test_each_reader_is_sent_the_captions_of_their_language_alone(house: House) -> None:
    """While it happens, from the ring, and from the log before it; and nothing else is missed for it."""
    here = room(house, persons=3)
    early, _, late = here.persons
    house.say(here.id, cue("e1", "en"), cue("k1", "kk"), *facts("one"))
    languages = {"en": ["e1", "e2"], "kk": ["k1", "k2"], "ru": [], "": ["e1", "k1", "e2", "k2"]}

    def browsers(person: str) -> dict[str, Browser]:
        return {
            language: Browser(house, house.token(here.id, person, language=language)).connected()
            for language in languages
        }

    before = browsers(early)
    house.say(here.id, cue("e2", "en"), cue("k2", "kk"), *facts("two"))
    after = browsers(late)
    for found in (before, after):
        for language, expected in languages.items():
            found[language].wait(lambda b: "two" in layouts(b))
            assert (cues(found[language]), layouts(found[language])) == (expected, ["one", "two"])
            found[language].close()


def test_each_audience_reads_its_own(house: House) -> None:
    here = room(house, persons=4)
    staff, asker, other, interpreter = here.persons
    browsers = {
        "staff": Browser(house, house.token(here.id, staff, staff=True)),
        "asker": Browser(house, house.token(here.id, asker)),
        "other": Browser(house, house.token(here.id, other)),
        "booth": Browser(house, house.token(here.id, interpreter, booths=("kk",))),
    }
    for browser in browsers.values():
        browser.connected()
    house.say(here.id, *facts("backstage", audience="staff"), *facts("mine", audience=f"person:{asker}"))
    house.say(here.id, *facts("kazakh", audience="booth:kk"), *facts("hindi", audience="booth:hi"))
    house.say(here.id, *facts("last"))
    late = Browser(house, house.token(here.id, asker))  # the same from the ring as while it happened
    expected = {
        "staff": ["backstage", "mine", "last"],
        "asker": ["mine", "last"],
        "other": ["last"],
        "booth": ["kazakh", "last"],
    }
    for name, browser in {**browsers, "late": late}.items():
        browser.wait(lambda b: "last" in layouts(b))
        assert layouts(browser) == expected.get(name, expected["asker"]), name
        browser.close()


def test_the_log_serves_what_no_ring_holds(house: House) -> None:
    """Entries from before anyone followed are only in the database, with the same audience."""
    here = room(house)
    for _ in range(3):
        house.say(here.id, *facts(*[f"n{n}" for n in range(300)]), *facts("hidden", audience="staff"))
    browser = Browser(house, house.token(here.id, here.persons[0]))
    browser.wait(lambda b: len(layouts(b)) == 900)
    assert "hidden" not in layouts(browser)
    browser.close()


def test_no_stream_for_strangers(house: House) -> None:
    here = room(house)
    person = here.persons[0]
    good = house.token(here.id, person)
    old = house.token(here.id, person, age=16 * 60)
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    claims, date, mark = good.split(":")
    for token in (
        old,
        forged,
        "",
        "x" * 5000,
        claims,
        f"{claims}:{date}",
        f"{old.split(':')[0]}:{date}:{mark}x",
    ):
        status, _headers, body = house.get(f"/stream?token={token}")
        assert status == 401, token
        assert "error" in body
        assert LAYOUT not in body


def test_broken_positions(house: House) -> None:
    here = room(house)
    token = house.token(here.id, here.persons[0])
    for after in ("-1", "x", "1e3", "9" * 30, "٣"):
        assert (
            house.get(f"/stream?token={token}&after={after.encode().hex() if after == '٣' else after}")[0]
            == 400
        )
    assert house.get(f"/stream?token={token}", {"Last-Event-ID": "no"})[0] == 400
    assert house.get(f"/stream?token={token}&after=999")[0] == 409  # a page ahead of the log


def test_only_the_site_itself_may_read(house: House) -> None:
    here = room(house)
    token = house.token(here.id, here.persons[0])
    for origin, allowed in ((SITE, SITE), ("http://evil.example", None), ("null", None)):
        _status, headers, _body = house.get(f"/stream?token={token}&after=x", {"Origin": origin})
        assert headers.get("access-control-allow-origin") == allowed
        assert headers["vary"] == "origin"


def test_other_addresses_and_methods(house: House) -> None:
    assert house.get("/")[0] == 404
    assert house.get("/bursts")[0] == 405
    assert house.post("/stream", {})[0] == 405
    assert house.get("/healthz")[2] == '{"status": "ok"}'
    assert house.get("/metrics", {"X-Forwarded-For": "198.51.100.1"})[0] == 404


def test_a_slow_reader_is_dropped_and_resumes(house: House) -> None:
    here = room(house)
    token = house.token(here.id, here.persons[0])
    quick = Browser(house, house.token(here.id, here.persons[1])).connected()
    before = house.metric("dropped_total")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", house.port))
        slow.sendall(f"GET /stream?token={token} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: house.metric("connections") >= 2, "the slow reader is there")
        large, said = "x" * 60_000, 0
        while house.metric("dropped_total") == before:  # the kernel's own buffers may take megabytes first
            assert said < 300, "a reader 18 MB behind is dropped"
            house.say(here.id, *facts(large))
            said += 1
    quick.wait(lambda b: len(layouts(b)) == said)
    back = Browser(house, token, after=3)
    back.wait(lambda b: len(layouts(b)) >= said - 3)
    assert len(back.seqs) == len(set(back.seqs))
    quick.close()
    back.close()


def test_who_was_removed_is_out(house: House) -> None:
    here = room(house)
    staff, removed = here.persons[:2]
    moderator = Browser(house, house.token(here.id, staff, staff=True)).connected()
    browser = Browser(house, house.token(here.id, removed, age=2)).connected()
    house.say(here.id, ("participant.removed", {"person": removed}, f"person:{removed}"))
    browser.wait(lambda b: b.statuses[-1] == 403)
    assert "participant.removed" in browser.kinds()
    token = house.token(here.id, removed, age=2)
    assert house.post("/bursts", {"token": token, "kind": "ballot"})[0] == 401
    house.say(here.id, *facts("later"))
    moderator.wait(lambda b: "later" in layouts(b))
    assert "later" not in layouts(browser)
    moderator.close()
