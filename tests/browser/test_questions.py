"""Questions around the room: what was answered before while one types, and what is answered after the end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound, sign_in
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

ASKED = "Which dose of heparin for a child with kidney failure?"
ANSWER = "75 units per kilogram, then by the laboratory."
LEFT_OPEN = "How long may the cannula stay? " + "And in the cold of the high mountains? " * 12
PEOPLE = (
    Guest("moderator", "moderator", "Marat Moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ"),
    Guest("other", "attendee", "Other Attendee", "TJ"),
)


@pytest.fixture(scope="module")
def live(site: Site) -> Invited:
    """A live seminar in which a question was answered in writing."""
    invited = site.invite("Heparin, day by day", *PEOPLE, live=True)
    site.do("ask", seminar=invited.id, person=invited.persons["aigul"], text=ASKED, answer=ANSWER)
    until(lambda: site.do("is_indexed", seminar=invited.id), "the index knows the answer", 40)
    return invited


@pytest.fixture(scope="module")
def over(site: Site) -> Invited:
    """An ended seminar that left a question open."""
    invited = site.invite("Oxygen at altitude", *PEOPLE, live=True)
    site.do("ask", seminar=invited.id, person=invited.persons["aigul"], text=LEFT_OPEN)
    site.do("finish", seminar=invited.id)
    return invited


def types(page: Page, text: str) -> None:
    field = page.locator("#ask")
    field.fill("")
    field.press_sequentially(text)


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "en"), (PHONE, "en"), (PHONE, "ur")])
def test_what_was_answered_before_is_offered_while_one_types(
    visitors: Visitors, live: Invited, axe: str, size: dict[str, int], language: str
) -> None:
    room = RoomPage(visitors.come("other", size=size, language=language))
    page = room.page
    page.goto(live.links["other"])
    page.locator("button.primary").last.click()
    expect(page.locator("#ask")).to_be_visible()
    offer = page.locator(".before a")
    types(page, "heparin")
    expect(offer).to_have_count(0)
    types(page, "dose of heparin for a child")
    expect(offer).to_contain_text(ASKED)
    expect(page.locator(".before .answer")).to_have_text(ANSWER)
    expect(page.locator(".before [role=status]")).not_to_be_empty()
    expect(page.locator("#ask")).to_be_focused()
    assert offer.get_attribute("target") == "_blank" and "/seminars/" in str(offer.get_attribute("href"))
    page.locator("#ask").evaluate("field => field.scrollIntoView({ block: 'center' })")
    must_be_sound(page, axe, f"answered before {size['width']} {language}")
    expect(page.locator("#ask")).to_be_in_viewport()
    for _step in ("to the button", "to the choice of a name", "to hiding the offer", "to the offer"):
        page.keyboard.press("Tab")
    expect(offer).to_be_focused()
    page.locator("#ask").press("Escape")
    expect(offer).to_have_count(0)
    expect(page.locator("#ask")).to_have_value("dose of heparin for a child")


def test_a_lost_line_offers_nothing_and_asking_goes_on(visitors: Visitors, live: Invited) -> None:
    room = RoomPage(visitors.come("other"))
    room.come_in(live.links["other"])
    room.open_tab("Questions")
    room.page.route(re.compile("/search/answered"), lambda route: route.abort())
    with room.page.expect_request(re.compile("/search/answered")):
        types(room.page, "which dose of heparin at night?")
    room.page.get_by_role("button", name="Ask", exact=True).click()
    expect(room.question("which dose of heparin at night?")).to_be_visible()
    expect(room.page.locator(".before a")).to_have_count(0)
    assert not room.visitor.errors


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_desk_has_no_violations(
    visitors: Visitors, over: Invited, axe: str, scheme: Scheme, size: dict[str, int]
) -> None:
    for language in ("en", "ur"):
        page = visitors.come(language, size=size, scheme=scheme, language=language).page
        page.request.get(over.links["ananya"])
        page.goto(f"{over.links['ananya'].partition('/join/')[0]}/seminars/{over.slug}/questions")
        expect(page.locator("textarea").first).to_be_visible()
        must_be_sound(page, axe, f"desk {scheme} {size['width']} {language}")


def test_answered_by_keyboard_after_the_end_and_read_by_its_asker(
    site: Site, visitors: Visitors, over: Invited, axe: str
) -> None:
    desk = visitors.come("ananya").page
    desk.request.get(over.links["ananya"])
    desk.goto(f"{site.url}/seminars/{over.slug}")
    desk.get_by_role("link", name="Unanswered questions").press("Enter")
    desk.get_by_label("Answer", exact=True).first.focus()
    desk.keyboard.type("A week, if it is clean.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Your answer is published.")).to_be_visible()
    expect(desk.get_by_text("No question is left unanswered")).to_be_visible()
    must_be_sound(desk, axe, "desk, all answered")
    asker = visitors.come("aigul", size=PHONE).page
    sign_in(site, asker, f"aigul@{over.slug}.example")
    asker.goto(f"{site.url}/questions")
    expect(asker.get_by_text("A week, if it is clean.")).to_be_visible()
    expect(asker.get_by_text("Written later")).to_be_visible()
    must_be_sound(asker, axe, "my questions")


def test_a_dismissed_question_is_taken_back_by_keyboard(site: Site, visitors: Visitors, axe: str) -> None:
    """What is done more seldom is fetched when it is opened, and so is the list of what was dismissed."""
    text = "Is vitamin C of any use?"
    invited = site.invite("Dismissed and back", *PEOPLE, live=True)
    site.do("ask", seminar=invited.id, person=invited.persons["aigul"], text=text)
    desk = ModeratorPage(visitors.come("moderator"))
    desk.come_in(invited.links["moderator"])
    card = desk.page.locator("[data-question]").filter(has_text=text)
    card.get_by_role("button", name="More for this question").press("Enter")
    expect(card.get_by_label("Put to")).to_be_visible()
    card.get_by_role("button", name="Dismiss").press("Enter")
    expect(card).to_have_count(0)
    desk.page.get_by_role("button", name="Dismissed").press("Enter")
    dialog = desk.page.get_by_role("dialog", name="Dismissed questions")
    expect(dialog).to_contain_text(text)
    must_be_sound(desk.page, axe, "dismissed questions")
    dialog.get_by_role("button", name="Take back").press("Enter")
    expect(card).to_be_visible()
