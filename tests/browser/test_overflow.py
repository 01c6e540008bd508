"""Beyond the seats: the same page some seconds behind, moved to the stage and back without a reload."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_pages import must_be_sound
from tests.support import site as sites
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until
from tests.support.takes import Bringing

PEOPLE = (
    Guest("moderator", "moderator", "Marat Moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee"),
    Guest("timur", "attendee", "Timur Attendee"),
)
PATIENT = 60_000  # milliseconds on a machine that is busy with other tests
WRITTEN = 5.0  # seconds from a segment's first moment until a recorder has brought it
BEGUN = 14  # seconds that a take is old: a recorder has brought its third segment just now
FURTHEST = 20  # seconds behind; the figure itself goes into build/overflow.json


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One seat; the takes are brought by the tests."""
    settings = {"SCRIBE_ENGINE": "none", "RECORDER": "none", "INTERACTIVE_SEATS": "1"}
    with sites.running(tmp_path_factory.mktemp("overflow") / "data", settings=settings) as running:
        yield running


def begin(site: Site, invited: Invited, folder: Path, ago: int = BEGUN) -> Bringing:
    """A take that grows as a recorder writes it, and of which there is something to watch."""
    take = site.do("record_take", seminar=invited.id, person=invited.persons["moderator"], ago=ago)
    bringing = Bringing(site.url, invited.id, take, folder, after=WRITTEN)
    bringing.go_on()
    until(lambda: bringing.brought >= 3, "there is something to watch", 40)
    return bringing


@pytest.fixture
def recorded(site: Site, folder: Path) -> Iterator[Invited]:
    """Live, with slides, and a take that goes on; its one seat is taken by Timur."""
    invited = site.invite("Beyond the seats", *PEOPLE, live=True)
    deck = site.do("deck", seminar=invited.id, person=invited.persons["ananya"])
    invited.persons["deck"] = deck
    site.do("show", seminar=invited.id, person=invited.persons["moderator"], deck=deck, page=1)
    bringing = begin(site, invited, folder)
    yield invited
    bringing.stop()


def show(site: Site, invited: Invited, page: int) -> float:
    """The moderator turns the slide; when, in seconds."""
    site.do(
        "show",
        seminar=invited.id,
        person=invited.persons["moderator"],
        deck=invited.persons["deck"],
        page=page,
    )
    return time.time()


def come(visitors: Visitors, invited: Invited, who: str, **how: Any) -> RoomPage:
    room = RoomPage(visitors.come(who, **how))
    room.come_in(invited.links[who])
    return room


def tile(page: Page) -> Any:
    return page.locator(".tile.broadcast")


def plays(page: Page) -> None:
    """The picture moves, some seconds behind."""
    expect(tile(page)).to_contain_text("s behind", timeout=PATIENT)
    clock = "document.querySelector('.broadcast video').currentTime"
    begun = page.evaluate(clock)
    until(lambda: page.evaluate(clock) > begun + 1, "it plays", 60)


def behind(page: Page) -> int:
    found = re.search(r"(\d+) s behind", tile(page).inner_text())
    return int(found.group(1)) if found else -1


def test_without_a_seat_one_watches_the_same_page(
    site: Site, visitors: Visitors, recorded: Invited, axe: str
) -> None:
    seated = come(visitors, recorded, "timur")
    expect(seated.page.locator(".signal")).to_be_visible()
    room = come(visitors, recorded, "aigul", size=DESKTOP)
    page = room.page
    notice = page.get_by_role("status").filter(has_text="All seats are taken")
    expect(notice).to_be_visible()
    plays(page)
    must_be_sound(page, axe, "the broadcast in the room")
    expect(room.slide(1)).to_be_visible(timeout=PATIENT)
    page.evaluate("window.__stayed = true")

    # nothing runs ahead of the picture: the slide turns when what was said then is heard
    until(lambda: 0 < behind(page) <= FURTHEST, "it is near", 60, seen=lambda: behind(page))
    lag = behind(page)
    turned = show(site, recorded, 2)
    expect(seated.slide(2)).to_be_visible()
    assert room.slide(1).is_visible()
    expect(room.slide(2)).to_be_visible(timeout=PATIENT)
    assert lag - 3 <= time.time() - turned <= lag + 6

    # one's own doings are there at once
    room.ask("Which patient comes first?")
    room.raise_hand()

    # with the floor one is in the room, and afterwards behind again; the page is the same
    moderator = ModeratorPage(visitors.come("moderator"))
    moderator.come_in(recorded.links["moderator"])
    moderator.give_floor("Aigul Attendee")
    expect(page.get_by_text("You have the floor")).to_be_visible()
    expect(tile(page)).to_have_count(0)
    expect(room.tool("Microphone")).to_have_attribute("aria-disabled", "false")
    room.switch_on_camera_and_microphone()
    expect(room.slide(2)).to_be_visible()
    page.get_by_role("button", name="Give it back").click()
    plays(page)
    assert page.evaluate("window.__stayed") is True


def test_a_seat_that_is_free_is_offered(site: Site, visitors: Visitors, recorded: Invited, axe: str) -> None:
    seated = come(visitors, recorded, "timur")
    expect(seated.page.locator(".signal")).to_be_visible()
    room = come(visitors, recorded, "aigul", size=PHONE)
    plays(room.page)
    must_be_sound(room.page, axe, "the broadcast on a phone")
    seated.tool("Leave").click()
    take = room.page.get_by_role("button", name="Take the seat")
    expect(take).to_be_visible(timeout=PATIENT + 40_000)
    take.click()
    expect(room.page.locator(".signal")).to_be_visible()
    expect(tile(room.page)).to_have_count(0)


def test_one_may_choose_it_and_come_back(visitors: Visitors, recorded: Invited, axe: str) -> None:
    room = come(visitors, recorded, "aigul")
    page = room.page
    expect(page.locator(".signal")).to_be_visible()
    room.tool("Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("switch", name="Watch a few seconds behind, steadier").click()
    must_be_sound(page, axe, "choosing the broadcast")
    dialog.get_by_role("button", name="Close").click()
    plays(page)
    other = come(visitors, recorded, "timur")  # the seat is for others meanwhile
    expect(other.page.locator(".signal")).to_be_visible()
    other.tool("Leave").click()
    page.reload()
    plays(page)


def test_without_a_recording_the_page_says_why_and_brings_one_in_later(
    site: Site, visitors: Visitors, folder: Path, axe: str
) -> None:
    invited = site.invite("Not recorded", *PEOPLE, live=True)
    seated = come(visitors, invited, "timur")
    expect(seated.page.locator(".signal")).to_be_visible()
    page = come(visitors, invited, "aigul").page
    expect(page.get_by_role("status").filter(has_text="nothing is being recorded")).to_be_visible()
    must_be_sound(page, axe, "waiting for a seat")
    bringing = begin(site, invited, folder, ago=0)
    try:
        plays(page)
    finally:
        bringing.stop()


def test_a_channel_that_is_opened_meanwhile_is_heard(site: Site, visitors: Visitors, folder: Path) -> None:
    """The page was there before it: the floor until there is something of it, and then the channel."""
    invited = site.invite("Opened late", *PEOPLE, live=True)
    take = site.do("record_take", seminar=invited.id, person=invited.persons["moderator"], ago=BEGUN)
    bringing = Bringing(site.url, invited.id, take, folder, after=WRITTEN, opened=1 << 20)
    bringing.go_on()
    try:
        seated = come(visitors, invited, "timur")
        expect(seated.page.locator(".signal")).to_be_visible()
        until(lambda: bringing.brought >= 3, "there is something to watch", 40)
        page = come(visitors, invited, "aigul").page
        plays(page)
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
        site.do(
            "keep_channel",
            seminar=invited.id,
            moderator=invited.persons["moderator"],
            language="kk",
            open=True,
        )
        page.get_by_role("button", name=re.compile("^Listen")).click(timeout=PATIENT)
        menu = page.get_by_role("menu", name="Hear the seminar in")
        menu.get_by_role("menuitemradio").filter(has_text="Қазақша").click()
        bringing.opened = bringing.brought + 2

        def hears() -> bool:
            page.wait_for_timeout(500)  # what it asks for is told meanwhile
            return any(name.endswith("-kk.m4s") for name in fetched)

        until(hears, "the channel is fetched", 60)
        plays(page)
    finally:
        bringing.stop()


def unplayable(route: Route) -> None:
    """What the site answers, with codecs that no browser has."""
    text = route.fetch().text()
    route.fulfill(
        content_type="application/vnd.apple.mpegurl", body=re.sub('CODECS="[^"]*"', 'CODECS="x9"', text)
    )


def test_what_is_broken_is_tried_again(site: Site, visitors: Visitors, recorded: Invited, axe: str) -> None:
    seated = come(visitors, recorded, "timur")
    expect(seated.page.locator(".signal")).to_be_visible()
    visitor = visitors.come("aigul")
    visitor.page.route("**/live.m3u8", unplayable)
    room = RoomPage(visitor)
    room.come_in(recorded.links["aigul"])
    expect(tile(room.page)).to_contain_text("cannot be played here", timeout=PATIENT)
    must_be_sound(room.page, axe, "a broadcast that is broken")
    visitor.page.unroute("**/live.m3u8")
    room.page.get_by_role("button", name="Try again").click()
    plays(room.page)


def test_by_files_beside_the_media(
    visitors: Visitors, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As with a CDN: the log and the slides are read there, and no stream is open."""
    settings = {"SCRIBE_ENGINE": "none", "RECORDER": "none", "INTERACTIVE_SEATS": "0"}
    settings["OVERFLOW_LOG"] = "segments"
    with sites.running(tmp_path_factory.mktemp("files") / "data", settings=settings) as site:
        invited = site.invite("By files", *PEOPLE, live=True)
        invited.persons["deck"] = site.do("deck", seminar=invited.id, person=invited.persons["ananya"])
        show(site, invited, 1)
        bringing = begin(site, invited, folder)
        try:
            visitor = visitors.come("aigul")
            asked: list[str] = []
            visitor.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
            room = RoomPage(visitor)
            room.come_in(invited.links["aigul"])
            plays(room.page)
            show(site, invited, 2)
            expect(room.slide(2)).to_be_visible(timeout=PATIENT)
            room.raise_hand()
            assert "log-en.json" in asked and any(name.startswith("slide-") for name in asked)
            expect(room.page.get_by_text("0 present")).to_be_visible(timeout=PATIENT)
        finally:
            bringing.stop()


def test_how_far_behind(visitors: Visitors, recorded: Invited) -> None:
    """The figure goes into build/overflow.json. Asked for are eight seconds."""
    seated = come(visitors, recorded, "timur")
    expect(seated.page.locator(".signal")).to_be_visible()
    page = come(visitors, recorded, "aigul").page
    plays(page)
    found: list[int] = []

    def look() -> bool:
        found.append(behind(page))
        page.wait_for_timeout(500)
        return len(found) >= 40  # five segments: what is behind rises and falls with each

    until(look, "a while has passed", 90)
    settled = sorted(found[10:])
    report = sites.ROOT / "build" / "overflow.json"
    report.write_text(json.dumps({"behind_s": found, "median": settled[len(settled) // 2]}) + "\n")
    assert settled[len(settled) // 2] <= FURTHEST
