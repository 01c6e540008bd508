"""The room as a page: axe, keyboard, zoom, weight, low bandwidth, somebody without devices, an outsider."""

import re
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.pages import Weights, runs_over
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

QUESTION = "Which patient comes first?"
POLL = "What do you do first?"
PEOPLE = (
    Guest("moderator", "moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ"),
    Guest("other", "attendee", "Other Attendee", "TJ"),
)

# Presses a key in the moment in which the room stands, before anything of it is seen.
AT_ONCE = """
new MutationObserver((_, seen) => {
  if (!document.querySelector("footer.room-controls")) return;
  seen.disconnect();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
}).observe(document, { childList: true, subtree: true });
"""
# What has the focus after a key, before the next picture.
FOCUSED_BY = """
async (key) => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
  const { activeElement } = document;
  return activeElement.closest("dialog[open], [role=menu]")?.tagName ?? "";
}
"""


@dataclass(frozen=True)
class Furnished:
    """A live seminar with slides, a question, a message, a poll that is open and one that is published."""

    invited: Invited

    def link(self, name: str) -> str:
        return self.invited.links[name]


@pytest.fixture(scope="module")
def furnished(site: Site) -> Furnished:
    invited = site.invite("A furnished room", *PEOPLE, live=True)
    site.do("furnish", seminar=invited.id, persons=invited.persons, question=QUESTION, poll=POLL)
    return Furnished(invited)


def has_choice_of_theme(page: Page, scheme: Scheme) -> None:
    """The room is dark unless one chooses otherwise."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("scheme => document.documentElement.setAttribute('data-theme', scheme)", scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_attendee_s_room_has_no_violations(
    site: Site, visitors: Visitors, furnished: Furnished, axe: str, scheme: Scheme, size: dict[str, int]
) -> None:
    room = RoomPage(visitors.come("aigul", size=size, scheme=scheme))
    room.page.goto(furnished.link("aigul"))
    has_choice_of_theme(room.page, scheme)
    expect(room.page.get_by_role("button", name="Enter the room")).to_be_visible()
    must_be_sound(room.page, axe, f"check {scheme}")
    room.page.get_by_role("button", name="Enter the room").click()
    for tab in ("Questions", "Poll", "Chat", "Agenda"):
        room.open_tab(tab)
        must_be_sound(room.page, axe, f"{tab} {scheme} {size['width']}")
    room.tool("Settings").click()
    expect(room.page.get_by_role("dialog")).to_be_visible()
    must_be_sound(room.page, axe, f"settings {scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_moderator_s_room_has_no_violations(
    site: Site, visitors: Visitors, furnished: Furnished, axe: str, scheme: Scheme, size: dict[str, int]
) -> None:
    page = visitors.come("moderator", size=size, scheme=scheme).page
    page.goto(furnished.link("moderator"))
    has_choice_of_theme(page, scheme)
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    must_be_sound(page, axe, f"moderator {scheme} {size['width']}")


def test_a_panellist_s_room_has_no_violations(
    site: Site, visitors: Visitors, furnished: Furnished, axe: str
) -> None:
    room = RoomPage(visitors.come("ananya"))
    room.come_in(furnished.link("ananya"))
    room.switch_on_camera_and_microphone()
    must_be_sound(room.page, axe, "panellist")


def test_the_room_works_at_twice_the_size(site: Site, visitors: Visitors, furnished: Furnished) -> None:
    room = RoomPage(visitors.come("large", scale=2))
    room.come_in(furnished.link("aigul"))
    assert runs_over(room.page) <= 0
    for tab in ("Questions", "Poll", "Chat", "Agenda"):
        room.open_tab(tab)
        expect(room.page.get_by_role("tabpanel", name=re.compile(f"^{tab}"))).to_be_visible()
    room.open_tab("Questions")
    room.page.get_by_label("Ask in your own language").scroll_into_view_if_needed()
    expect(room.page.get_by_label("Ask in your own language")).to_be_in_viewport()


def _has_media_client(weights: Weights) -> bool:
    return any("livekit" in script for script in weights.scripts())


@pytest.mark.parametrize("name", ["aigul", "moderator"])
def test_the_room_s_scripts_are_light(
    site: Site, visitors: Visitors, furnished: Furnished, name: str
) -> None:
    page = visitors.come(name).page
    weights = Weights(page)
    page.goto(furnished.link(name))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    until(partial(_has_media_client, weights), "all is loaded")
    scripts = weights.scripts()
    assert sum(scripts.values()) <= 200_000, scripts


def test_a_dialog_that_cannot_be_fetched_says_so_and_comes_when_tried_again(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    page = visitors.come("moderator").page
    page.goto(furnished.link("moderator"))
    page.get_by_role("button", name="Enter the room").click()
    opener = page.get_by_role("button", name="New poll")
    page.route("**/PollForm-*.js", lambda route: route.abort())
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="New poll")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.unroute("**/PollForm-*.js")
    dialog.get_by_role("button", name="Try again").press("Enter")
    expect(dialog.get_by_label("Question")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_tab_that_cannot_be_fetched_says_so_and_comes_when_tried_again(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    page = visitors.come("moderator").page
    page.goto(furnished.link("moderator"))
    page.get_by_role("button", name="Enter the room").click()
    page.route("**/CaptionDesk-*.js", lambda route: route.abort())
    page.get_by_role("tab", name="Captions").click()
    panel = page.get_by_role("tabpanel", name="Captions")
    expect(panel.get_by_role("alert")).to_be_visible()
    page.unroute("**/CaptionDesk-*.js")
    panel.get_by_role("button", name="Try again").press("Enter")
    expect(panel.get_by_text("Captions begin when somebody speaks.")).to_be_visible()
    expect(panel).to_be_focused()


def test_the_menu_for_reading_comes_by_itself_once_the_line_is_back(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    page = visitors.come("aigul").page
    page.route("**/reading-*.js", lambda route: route.abort())
    page.goto(furnished.link("aigul"))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_label("Ask in your own language")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Read"))).to_have_count(0)
    page.unroute("**/reading-*.js")
    expect(page.get_by_role("button", name=re.compile("^Read"))).to_be_visible(timeout=15_000)


def test_a_view_that_cannot_be_fetched_says_so(site: Site, visitors: Visitors, furnished: Furnished) -> None:
    page = visitors.come("moderator").page
    page.route("**/Moderator-*.js", lambda route: route.abort())
    page.goto(furnished.link("moderator"))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_role("alert")).to_contain_text("The room could not be opened.")
    page.unroute("**/Moderator-*.js")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("region", name="Backstage", exact=True)).to_be_visible()


def test_a_question_is_asked_by_keyboard_alone(site: Site, visitors: Visitors, furnished: Furnished) -> None:
    room = RoomPage(visitors.come("keys"))
    page = room.page
    page.goto(furnished.link("other"))
    _tab_to(page, page.get_by_role("button", name="Enter the room"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("tablist").first).to_be_visible()
    _tab_to(page, page.get_by_label("Ask in your own language"))
    page.keyboard.type("May one ask by keyboard?")
    _tab_to(page, page.get_by_role("button", name="Ask", exact=True))
    page.keyboard.press("Enter")
    expect(room.question("May one ask by keyboard?")).to_be_visible()
    _tab_to(page, room.question(QUESTION).get_by_role("button", name=re.compile("^Vote")))
    page.keyboard.press("Space")
    expect(room.question(QUESTION).get_by_role("button", name=re.compile("^Vote"))).to_have_attribute(
        "aria-pressed", "true"
    )
    _tab_to(page, page.get_by_role("tab", name=re.compile("^Questions")))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=re.compile("^Poll"))).to_be_focused()


def test_keys_are_heard_and_the_focus_goes_before_the_next_picture(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    """A fast hand, or a slow machine: what is pressed next must not go where one is no longer."""
    room = RoomPage(visitors.come("aigul", script=AT_ONCE))
    room.come_in(furnished.link("aigul"))
    keys = room.page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    room.page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    assert room.page.evaluate(FOCUSED_BY, "?") == "DIALOG"
    room.page.keyboard.press("Escape")
    expect(room.page.locator("#read")).to_be_visible()
    assert room.page.evaluate(FOCUSED_BY, "r")
    assert not room.visitor.errors


def test_words_not_sent_yet_are_kept_over_the_tabs(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    """With them that the name is withheld: coming back to the words must not tell it."""
    room = RoomPage(visitors.come("drafting"))
    room.come_in(furnished.link("other"))
    page = room.page
    page.get_by_label("Ask in your own language").fill("Half a question")
    page.get_by_label("Without my name").check()
    room.open_tab("Chat")
    room.open_tab("Questions")
    expect(page.get_by_label("Ask in your own language")).to_have_value("Half a question")
    expect(page.get_by_label("Without my name")).to_be_checked()


def _tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_low_bandwidth_does_not_receive_video(site: Site, visitors: Visitors) -> None:
    invited = site.invite("On a weak line", *PEOPLE, live=True)
    panellist = RoomPage(visitors.come("ananya"))
    panellist.come_in(invited.links["ananya"])
    panellist.switch_on_camera_and_microphone()
    aigul = RoomPage(visitors.come("aigul"))
    aigul.page.goto(invited.links["aigul"])
    aigul.page.get_by_role("switch", name=re.compile("^Low bandwidth")).click()
    aigul.page.get_by_role("button", name="Enter the room").click()
    aigul.visitor.hears()
    assert aigul.visitor.media().decoded == 0
    aigul.page.get_by_role("switch", name="Low bandwidth").click()
    aigul.visitor.sees()


def test_without_camera_and_microphone_one_comes_in_all_the_same(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    room = RoomPage(visitors.come("bare", devices=False))
    room.come_in(furnished.link("aigul"))
    expect(room.question(QUESTION)).to_be_visible()


def test_an_outsider_does_not_get_in(site: Site, visitors: Visitors, furnished: Furnished) -> None:
    page = visitors.come("outsider").page
    page.goto(f"{site.url}/seminars/{furnished.invited.slug}/room")
    expect(page.get_by_role("tablist")).to_have_count(0)
    assert "/accounts/login" in page.url
    answer = page.request.get(f"{site.url}/api/seminars/{furnished.invited.id}/snapshot")
    assert answer.status == 401


def test_who_is_no_member_any_longer_is_told_so_instead_of_a_lost_line(
    site: Site, visitors: Visitors, furnished: Furnished
) -> None:
    page = visitors.come("aigul").page
    ended = {"error": "not_a_member", "message": "Your link has ended."}
    page.route("**/stream?*", lambda route: route.abort())
    page.route("**/stream-token", lambda route: route.fulfill(status=401, json=ended))
    page.goto(furnished.link("aigul"))
    page.get_by_role("button", name="Enter the room").click()
    notice = page.get_by_role("alert").filter(has_text="Your link has ended.")
    expect(notice).to_be_visible()
    page.unroute("**/stream?*")
    page.unroute("**/stream-token")
    notice.get_by_role("button", name="Try again").press("Enter")
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    expect(notice).to_have_count(0)
