"""A seminar is recorded: who sees it, who has to read it, who starts and stops it; by the real recorder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support import site as sites
from tests.support.browser import PHONE, Visitors
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Site

SOON = 30_000  # milliseconds until the first segment is there


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {"SCRIBE_ENGINE": "none"}
    with sites.running(tmp_path_factory.mktemp("recording") / "data", settings=settings) as running:
        yield running


def mark(page: Page, words: str = "Recording") -> None:
    expect(page.locator(".badge").filter(has_text=words)).to_be_visible(timeout=SOON)


def test_everybody_knows_that_they_are_recorded(site: Site, visitors: Visitors, axe: str) -> None:
    guests = [Guest("moderator", "moderator"), Guest("aigul", "attendee"), Guest("late", "attendee")]
    invited = site.invite("Recorded", *guests, live=True)
    desk = RoomPage(visitors.come("moderator"))
    desk.come_in(invited.links["moderator"])
    aigul = RoomPage(visitors.come("aigul", size=PHONE))
    aigul.come_in(invited.links["aigul"])
    expect(aigul.page.get_by_text("Recording")).to_have_count(0)

    desk.page.get_by_role("button", name="Record", exact=True).click()
    notice = aigul.page.get_by_role("status").filter(has_text="can be watched later")
    expect(notice).to_be_visible()
    must_be_sound(aigul.page, axe, "a notice of the recording")
    notice.get_by_role("button", name="Understood").click()
    expect(notice).to_have_count(0)
    mark(aigul.page)
    aigul.page.reload()
    mark(aigul.page)
    expect(aigul.page.get_by_text("can be watched later")).to_have_count(0)

    late = visitors.come("late").page
    late.goto(invited.links["late"])
    expect(late.get_by_text("This seminar is recorded")).to_be_visible()
    must_be_sound(late, axe, "entering what is recorded")
    late.get_by_role("button", name="Enter the room").click()
    mark(late)
    expect(late.get_by_text("Understood")).to_have_count(0)

    running = desk.page.get_by_role("button", name="Recording 0:")
    expect(running).to_be_visible(timeout=SOON)
    must_be_sound(desk.page, axe, "the desk records")
    running.click()
    dialog = desk.page.get_by_role("dialog", name="Stop recording?")
    must_be_sound(desk.page, axe, "before the recording is stopped")
    dialog.get_by_role("button", name="Stop recording").click()
    expect(desk.page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(aigul.page.locator(".badge").filter(has_text="Recording")).to_have_count(0)
    kinds = [e["kind"] for e in site.log_of(invited.id) if e["kind"].startswith("recording.")]
    assert kinds == ["recording.started", "recording.reported", "recording.stopped"]
