"""What one types or presses is not lost: to a weak line, a refusal, or a keyboard of another script."""

import re
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.support.browser import DESKTOP, Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.pages import held
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

QUESTION = "Which patient comes first?"
POLL = "What do you do first?"
PICTURES = re.compile(r"/decks/.*\.webp$")
PEOPLE = (
    Guest("moderator", "moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ"),
    Guest("other", "attendee", "Other Attendee", "TJ"),
)


@pytest.fixture(scope="module")
def furnished(site: Site) -> Invited:
    invited = site.invite("A weak line", *PEOPLE, live=True)
    site.do("furnish", seminar=invited.id, persons=invited.persons, question=QUESTION, poll=POLL)
    return invited


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def _refuse(route: Route) -> None:
    route.fulfill(status=409, json={"error": "not_now", "message": "Not now, please."})


def _press(page: Page, key: str, code: str, *, held_down: bool = False) -> None:
    """As a keyboard of another script does it."""
    page.locator("body").dispatch_event("keydown", {"key": key, "code": code, "repeat": held_down})


def test_what_is_typed_while_a_question_is_on_its_way_stays(visitors: Visitors, furnished: Invited) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(furnished.links["aigul"])
    field = room.page.get_by_label("Ask in your own language")
    field.fill("How warm is it in Talgar?")
    with held(room.page, "**/questions"):
        room.page.get_by_role("button", name="Ask", exact=True).press("Enter")
        expect(field).to_have_value("")
        expect(field).to_be_focused()
        room.page.keyboard.type("And at night")
    expect(room.question("How warm is it in Talgar?")).to_be_visible()
    expect(room.page.get_by_role("status").filter(has_text="Your question has been sent.")).to_have_count(1)
    expect(field).to_have_value("And at night")


def test_a_question_changed_after_its_answer_was_lost_is_another(
    visitors: Visitors, furnished: Invited
) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(furnished.links["aigul"])
    field = room.page.get_by_label("Ask in your own language")
    ask = room.page.get_by_role("button", name="Ask", exact=True)
    field.fill("How long does a bottle last?")
    room.page.route("**/questions", _lose_the_answer)
    ask.click()
    expect(room.page.get_by_role("alert")).to_contain_text("There is no line at the moment.")
    expect(field).to_have_value("How long does a bottle last?")
    room.page.unroute("**/questions")
    field.fill("How long does a cylinder last?")
    ask.click()
    expect(room.question("How long does a cylinder last?")).to_be_visible()
    expect(room.question("How long does a bottle last?")).to_be_visible()
    expect(field).to_have_value("")


def test_a_refusal_is_told_in_the_dialog(visitors: Visitors, furnished: Invited) -> None:
    moderator = ModeratorPage(visitors.come("moderator", size=DESKTOP))
    moderator.come_in(furnished.links["moderator"])
    page = moderator.page
    page.route("**/end", _refuse)
    moderator.tool("End").press("Enter")
    dialog = page.get_by_role("dialog", name="End the seminar for everyone?")
    dialog.get_by_role("button", name="End the seminar").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Not now, please.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    moderator.tool("End").press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)


def test_who_could_not_be_removed_is_not_gone(visitors: Visitors, furnished: Invited) -> None:
    RoomPage(visitors.come("aigul")).come_in(furnished.links["aigul"])
    moderator = ModeratorPage(visitors.come("moderator", size=DESKTOP))
    moderator.come_in(furnished.links["moderator"])
    page = moderator.page
    page.route("**/remove", _refuse)
    page.get_by_role("button", name="Everyone here").click()
    page.get_by_role("button", name=re.compile("^Remove….*Aigul Attendee")).click()
    dialog = page.get_by_role("dialog", name="Remove Aigul Attendee from the room?")
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Not now, please.")


def test_a_language_that_was_refused_is_not_shown_as_chosen(visitors: Visitors, furnished: Invited) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(furnished.links["aigul"])
    room.page.route("**/translation/recognise", _refuse)
    room.question(QUESTION).get_by_role("button", name="In English").click()
    dialog = room.page.get_by_role("dialog", name="Language and translation")
    written = dialog.get_by_label("Written in")
    before = written.input_value()
    written.select_option("ru")
    expect(dialog.get_by_role("alert")).to_contain_text("Not now, please.")
    expect(written).to_have_value(before)


def test_an_answer_left_half_written_is_there_again(visitors: Visitors, furnished: Invited) -> None:
    moderator = ModeratorPage(visitors.come("moderator", size=DESKTOP))
    moderator.come_in(furnished.links["moderator"])
    page = moderator.page
    cards = page.get_by_role("region", name="New", exact=True).get_by_role("listitem")
    card = cards.filter(has_text=QUESTION)
    card.get_by_role("button", name="More for this question").click()
    dialog = page.get_by_role("dialog", name="Answer in writing")
    card.get_by_role("button", name="Reply").click()
    dialog.get_by_role("textbox").fill("The one who")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    card.get_by_role("button", name="Reply").click()
    expect(dialog.get_by_role("textbox")).to_have_value("The one who")
    page.route("**/answers", _refuse)
    dialog.get_by_role("button", name="Send the answer").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Not now, please.")
    expect(dialog.get_by_role("textbox")).to_have_value("The one who")


def test_keys_of_other_scripts_are_known_and_a_held_one_acts_once(
    visitors: Visitors, furnished: Invited
) -> None:
    room = RoomPage(visitors.come("other"))
    room.come_in(furnished.links["other"])
    page = room.page
    hands: list[Request] = []
    page.on("request", lambda request: hands.append(request) if request.url.endswith("/hand") else None)
    _press(page, "р", "KeyH")  # Russian
    for _ in range(5):
        _press(page, "р", "KeyH", held_down=True)
    expect(room.tool("Lower hand")).to_be_visible()
    assert len(hands) == 1
    _press(page, "۲", "Digit2")  # Persian
    expect(page.get_by_role("tab", name=re.compile("^Poll"))).to_have_attribute("aria-selected", "true")
    _press(page, "ض", "KeyQ")
    expect(page.get_by_label("Ask in your own language")).to_be_focused()
    _press(page, "ArrowLeft", "ArrowLeft")
    expect(room.slide(1)).to_be_visible()
    for _ in range(5):
        _press(page, "ArrowRight", "ArrowRight", held_down=True)
    expect(room.slide(1)).to_be_visible()


def test_the_focus_stays_where_a_button_has_nothing_more_to_do(
    visitors: Visitors, furnished: Invited
) -> None:
    room = RoomPage(visitors.come("other"))
    room.come_in(furnished.links["other"])
    page = room.page
    following = page.get_by_role("button", name="Next slide")
    following.focus()
    for _ in range(20):  # there are fewer pages
        page.keyboard.press("Enter")
    expect(following).to_be_disabled()
    expect(following).to_be_focused()

    room.open_tab("Poll")
    page.get_by_label("Mask").last.check()
    answer = page.get_by_role("button", name="Answer", exact=True).last
    answer.press("Enter")
    counted = page.get_by_role("status").filter(has_text="Your answer is counted.")
    expect(counted).to_be_visible()
    expect(page.get_by_role("button", name="Change my answer")).to_be_focused()


def _is_seen(picture: Locator) -> bool:
    return bool(picture.evaluate("image => image.complete && image.naturalWidth > 0"))


def test_a_slide_that_did_not_come_comes_by_itself(visitors: Visitors, furnished: Invited) -> None:
    room = RoomPage(visitors.come("other"))
    page = room.page
    page.route(PICTURES, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.resource_type == "image"):
        room.come_in(furnished.links["other"])
    page.unroute(PICTURES)
    until(partial(_is_seen, page.locator(".stage .slide img")), "the slide is there")
