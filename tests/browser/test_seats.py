"""Seats in booths, given and taken back while pages are open; a turn that the moderators end."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.browser import Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.site import Guest, Invited, Site, until
from tests.support.voices import Choir, choir

PEOPLE = (Guest("moderator", "moderator", "Mira Moderator"), Guest("new", "interpreter", "New Interpreter"))


@pytest.fixture
def invited(site: Site) -> Invited:
    return site.invite("A seat given late", *PEOPLE, live=True)


@pytest.fixture
def moderator(invited: Invited) -> Iterator[Choir]:
    with choir() as voices:
        voices.come("moderator", invited.links["moderator"])
        yield voices


def test_who_is_given_a_seat_reads_and_writes_in_the_booth_without_a_reload(
    invited: Invited, moderator: Choir, visitors: Visitors
) -> None:
    def post(path: str, /, **body: object) -> str:
        return str(moderator.post("moderator", f"interpretation/{path}", **body).get("id", ""))

    def write(text: str) -> None:
        post("message", key=f"key-of-{len(text)}", booth=booth, text=text)

    visitor = visitors.come("new")
    page = visitor.page
    page.goto(invited.links["new"])
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_text("You have no booth yet")).to_be_visible()
    booth = post("booths", key="key-of-booth", name="Booth 1", languages=["uz"])
    write("Doses are on slide 19")

    post("booths/join", booth=booth, person=invited.persons["new"])
    messages = page.get_by_role("region", name="Booth messages")
    expect(messages).to_contain_text("Doses are on slide 19")  # of before one came
    field = page.get_by_label("Message to partner and coordinator")
    field.fill("I have read it")
    field.press("Enter")
    expect(messages).to_contain_text("I have read it")
    write("Begin when you like")
    expect(messages).to_contain_text("Begin when you like")

    post("booths/leave", booth=booth, person=invited.persons["new"])
    expect(page.get_by_text("You have no booth yet")).to_be_visible()
    post("booths/join", booth=booth, person=invited.persons["new"])
    write("Welcome back")
    expect(messages).to_contain_text("Welcome back")
    assert not visitor.errors


def test_a_moderator_takes_an_interpreter_off_air(
    site: Site, invited: Invited, moderator: Choir, visitors: Visitors
) -> None:
    moderator.come("new", invited.links["new"])
    booth = moderator.post(
        "moderator", "interpretation/booths", key="key-of-booth", name="Booth 1", languages=["uz"]
    )
    person = invited.persons["new"]
    moderator.post("moderator", "interpretation/booths/join", booth=booth["id"], person=person)
    moderator.post("new", "interpretation/take", language="uz")

    page = ModeratorPage(visitors.come("moderator"))
    page.come_in(invited.links["moderator"])
    page.page.get_by_role("button", name="Booths…").click()
    dialog = page.page.get_by_role("dialog", name="Booths and channels")
    button = dialog.get_by_role("button", name=re.compile("^Take off air.*New Interpreter"))
    button.click()
    expect(button).to_be_hidden()
    expect(dialog.get_by_role("button", name=re.compile("^Take the seat back"))).to_be_visible()
    until(
        lambda: "channel.returned" in (entry["kind"] for entry in site.log_of(invited.id)),
        "the channel is free",
    )
