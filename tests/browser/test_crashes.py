"""`kill -9` of each part while people are in the room: no acknowledged fact is lost or doubled."""

import time

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Visitors
from tests.support.crowd import Crowd, doubled
from tests.support.moderator_page import ModeratorPage
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

# Seconds from the kill. Python is slow to start: a spare web process is there; without it one waits longer.
BACK = {"web": 5.0, "live": 5.0, "sfu": 5.0, "web*": 15.0}
BEEP = 1.0  # the fake microphone is heard once a second
BUSY = 30.0  # seconds that one of two may take on a busy machine: that is not ours
PEOPLE = (
    Guest("moderator", "moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ"),
    *(Guest(name, "attendee") for name in ("first", "second", "third", "fourth")),
)


@pytest.mark.parametrize("part", list(BACK))
def test_everybody_is_back_and_nothing_is_lost_or_doubled(site: Site, visitors: Visitors, part: str) -> None:
    invited = site.invite(f"Crash of {part}", *PEOPLE, live=True)
    room = _gather(visitors, invited)
    aigul = room[2]
    crowd = Crowd([invited.links[name] for name in ("first", "second", "third", "fourth")], every=4)
    crowd.start()
    until(lambda: len(crowd.acknowledged) >= 3, "messages are acknowledged")
    times: list[float] = []
    for time_of in ("first", "second"):
        killed = time.monotonic()
        site.kill(part)
        text = f"after the {time_of} crash of {part}"
        crowd.say(text)
        for page in room:
            page.open_tab("Chat")
            expect(page.message(text)).to_have_count(1, timeout=BUSY * 1000)
        aigul.visitor.sees(within=BUSY)
        aigul.visitor.hears(within=BUSY)
        times.append(time.monotonic() - killed)
        aigul.say(f"Aigul {text}")
    print(f"\nback from a crash of {part} after {[round(each, 1) for each in times]} s")  # noqa: T201
    assert min(times) <= BACK[part] + BEEP
    assert all(page.page.evaluate("window.__never_reloaded") for page in room)
    crowd.finish_writing()
    _compare(site, crowd, invited)


def _gather(visitors: Visitors, invited: Invited) -> tuple[ModeratorPage, RoomPage, RoomPage]:
    """All have the chat before them; the panellist is seen and heard."""
    room = (
        ModeratorPage(visitors.come("moderator")),
        RoomPage(visitors.come("panellist")),
        RoomPage(visitors.come("aigul", size=PHONE)),
    )
    for page, name in zip(room, ("moderator", "ananya", "aigul"), strict=True):
        page.come_in(invited.links[name])
        page.open_tab("Chat")
        page.page.evaluate("window.__never_reloaded = true")
    room[1].switch_on_camera_and_microphone()
    room[2].visitor.sees()
    return room


def _compare(site: Site, crowd: Crowd, invited: Invited) -> None:
    """The log against what was acknowledged and what each follower received."""
    entries = site.log_of(invited.id)
    crowd.stop(max(entry["seq"] for entry in entries if entry["audience"] == "everyone"))
    assert not crowd.errors
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    written = [entry["data"]["text"] for entry in entries if entry["kind"] == "message.posted"]
    assert not set(crowd.acknowledged) - set(written), "lost"
    assert not doubled(written)
    everyone = [entry["seq"] for entry in entries if entry["audience"] == "everyone"]
    for seqs in crowd.received:
        assert [seq for seq in seqs if seq <= everyone[-1]] == everyone
