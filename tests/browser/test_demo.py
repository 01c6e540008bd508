"""What a newcomer sees alone at one browser: `consilium up --demo`, an attendee's link, a whole seminar."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support import site as sites
from tests.support.browser import Visitors
from tests.support.room_page import RoomPage
from tests.support.site import Site

SOON = 60_000  # milliseconds: the bots take their time


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with sites.running(tmp_path_factory.mktemp("demo") / "data", demo=True) as running:
        yield running


def test_the_demo_is_alive(demo: Site, visitors: Visitors) -> None:
    room = RoomPage(visitors.come("newcomer"))
    room.come_in(demo.demo_links()["attendee"])
    room.visitor.sees()
    room.visitor.hears()
    stage = room.page.get_by_role("region", name=re.compile("^Slide [1-8] of 8"))
    expect(stage).to_be_visible(timeout=SOON)
    shown = str(stage.get_attribute("aria-label"))
    expect(room.page.get_by_role("region", name=shown)).to_be_hidden(timeout=SOON)
    questions = room.page.get_by_role("tabpanel").get_by_role("listitem")
    expect(questions.nth(3)).to_be_visible(timeout=SOON)
    expect(questions.first.get_by_role("button", name=re.compile("^Vote, [1-9]"))).to_be_visible(timeout=SOON)
    expect(room.page.get_by_text("A poll is open")).to_be_visible(timeout=SOON)
    room.open_tab("Chat")
    expect(room.page.get_by_role("tabpanel").get_by_role("listitem").first).to_be_visible(timeout=SOON)
    assert not room.visitor.errors


def test_each_role_has_a_way_in(demo: Site, visitors: Visitors) -> None:
    for role, link in demo.demo_links().items():
        page = visitors.come(role).page
        page.goto(link)
        expect(page.get_by_role("button", name="Enter the room")).to_be_visible()


def test_the_bots_leave_the_question_of_a_person_alone(demo: Site, visitors: Visitors) -> None:
    room = RoomPage(visitors.come("newcomer"))
    room.come_in(demo.demo_links()["attendee"])
    room.ask("Will this stay as it is?")
    votes = room.question("Will this stay as it is?").get_by_role("button", name=re.compile("^Vote, [1-9]"))
    expect(votes).to_be_visible(
        timeout=SOON
    )  # bots of the audience upvote it, the bot at the desk does nothing
    seminar = str(room.page.locator("#room").get_attribute("data-seminar"))
    entries = demo.log_of(seminar)
    asked = next(e["data"]["id"] for e in entries if e["data"].get("text") == "Will this stay as it is?")
    kinds = {e["kind"] for e in entries if e["data"].get("id") == asked or e["data"].get("question") == asked}
    assert kinds == {"question.asked"}


def test_everything_stops_within_five_seconds(demo: Site) -> None:
    assert demo.stop() < 5
