"""The booth with a real SFU and real pages: two interpreters work by keyboard alone, a third gives relay."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support.booth_page import STILL_TAKEN, TAKEN, BoothPage
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.ears import Ears
from tests.support.site import Guest, Invited, Site, until
from tests.support.voices import FLOOR_PITCH, Choir, choir

RELAY_PITCH = 1200
PEOPLE = (
    Guest("moderator", "moderator", "Mira Moderator"),
    Guest("panellist", "panellist", "Ananya Panellist", "IN"),
    Guest("ira", "interpreter", "Ira Interpreter"),
    Guest("pavel", "interpreter", "Pavel Partner"),
    Guest("li", "interpreter", "Li Relay"),
    Guest("new", "interpreter", "New Interpreter"),
)

KEYS_OFF = "if (location.host) localStorage.setItem('consilium.keys-off', '1');"


@dataclass(frozen=True)
class Seminar:
    """Live; the floor speaks. Ira and Pavel work into Russian and Kazakh; Li is on air in Hindi."""

    site: Site
    invited: Invited
    choir: Choir

    def link(self, name: str) -> str:
        return self.invited.links[name]

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The facts of this kind, in order."""
        return [entry["data"] for entry in self.site.log_of(self.invited.id) if entry["kind"] == kind]

    def tells(self, kind: str, count: int = 1) -> None:
        until(lambda: len(self.told(kind)) >= count, f"{kind} is in the log", 5)


@pytest.fixture
def seminar(site: Site) -> Iterator[Seminar]:
    invited = site.invite("Two in a booth", *PEOPLE, live=True)
    with choir() as voices:
        voices.come("moderator", invited.links["moderator"])
        voices.come("panellist", invited.links["panellist"], FLOOR_PITCH)
        voices.come("li", invited.links["li"], RELAY_PITCH)
        for tag in ("ru", "kk", "hi"):
            voices.post("moderator", "interpretation/channels", language=tag, kind="audio")
        _booth(voices, invited, "Booth 1", ["ru", "kk"], "ira", "pavel")
        _booth(voices, invited, "Booth 2", ["hi"], "li")
        voices.publish("panellist", "li")
        voices.post("li", "interpretation/take", language="hi")
        yield Seminar(site, invited, voices)


def _booth(voices: Choir, invited: Invited, name: str, languages: list[str], *team: str) -> None:
    key = f"key-of-{name.replace(' ', '-')}"
    made = voices.post("moderator", "interpretation/booths", key=key, name=name, languages=languages)
    for one in team:
        voices.post("moderator", "interpretation/booths/join", booth=made["id"], person=invited.persons[one])


def _come(visitors: Visitors, seminar: Seminar, name: str) -> BoothPage:
    booth = BoothPage(visitors.come(name))
    booth.come_in(seminar.link(name))
    return booth


def test_an_interpreter_works_by_keyboard_alone(seminar: Seminar, visitors: Visitors) -> None:
    ira = _come(visitors, seminar, "ira")
    expect(ira.bar).to_contain_text("Off air")
    _goes_on_air(ira, seminar)
    _coughs(ira)
    _mutes(ira, seminar)
    _hears_floor_and_relay(ira)
    _says_things_to_others(ira, seminar)
    _keys_leave_text_alone(ira, seminar)
    _swaps_languages(ira, seminar)
    ira.press("Space")
    expect(ira.bar).to_contain_text("Off air")
    seminar.tells("channel.returned")
    ira.visitor.is_silent()
    assert not ira.visitor.errors


def _goes_on_air(ira: BoothPage, seminar: Seminar) -> None:
    ira.press("Space")
    ira.is_on_air()
    ira.visitor.speaks()
    ira.moves(ira.meter("Outgoing level"))
    assert seminar.told("channel.taken")[-1] == {"language": "ru", "person": seminar.invited.persons["ira"]}


def _coughs(ira: BoothPage) -> None:
    ira.page.keyboard.down("c")
    expect(ira.bar).to_contain_text("Cough: silent")
    cough = ira.page.get_by_role("button", name=re.compile("^Cough"))
    for event in ("pointerenter", "pointerleave"):  # a pointer that passes over the button ends nothing
        cough.dispatch_event(event)
    ira.rests(ira.meter("Outgoing level"))
    ira.page.keyboard.up("c")
    ira.is_on_air()


def _mutes(ira: BoothPage, seminar: Seminar) -> None:
    ira.press("m")
    expect(ira.bar).to_contain_text("Muted")
    expect(ira.bar).to_contain_text("Listeners hear the floor")
    seminar.tells("channel.silenced")
    ira.press("m")
    ira.is_on_air()
    seminar.tells("channel.resumed")


def _hears_floor_and_relay(ira: BoothPage) -> None:
    ears = Ears(ira.page, (FLOOR_PITCH, RELAY_PITCH))
    ears.hears(FLOOR_PITCH)
    ira.moves(ira.meter("Incoming level"))
    ira.press(_key(ira, "Relay: हिन्दी"))
    expect(ira.source("Relay: हिन्दी")).to_be_checked()
    ears.hears(RELAY_PITCH)
    ira.press("1")
    expect(ira.source("Floor")).to_be_checked()
    ears.hears(FLOOR_PITCH)
    expect(ira.console.get_by_text(re.compile("no loss"))).to_be_visible()


def _says_things_to_others(ira: BoothPage, seminar: Seminar) -> None:
    ira.press("s")
    seminar.tells("slowdown.asked")
    expect(ira.console).to_contain_text("told just now")
    ira.press("l")
    seminar.tells("message.posted")
    assert "show the slide" in seminar.told("message.posted")[-1]["text"]
    ira.press("f")
    expect(ira.bar).to_contain_text("You speak into the floor")
    seminar.tells("interpreter.voiced")
    ira.press("f")
    ira.is_on_air()


def _keys_leave_text_alone(ira: BoothPage, seminar: Seminar) -> None:
    silenced = len(seminar.told("channel.silenced"))
    ira.press("/")
    ira.page.keyboard.type("mm cc")
    search = ira.page.get_by_label("Search the glossary")
    expect(search).to_have_value("mm cc")
    ira.press("Escape")
    ira.page.locator("body").dispatch_event("keydown", {"key": ".", "code": "Slash"})  # a Cyrillic keyboard's
    expect(search).to_be_focused()
    ira.press("Escape")
    ira.press("Shift+F6")
    ira.press("F6")
    ira.press("?")
    expect(ira.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    ira.press("m")
    ira.press("Escape")
    ira.is_on_air()
    assert len(seminar.told("channel.silenced")) == silenced


def _swaps_languages(ira: BoothPage, seminar: Seminar) -> None:
    ira.press("o")
    expect(ira.bar).to_contain_text("Қазақша")
    ira.is_on_air()
    assert seminar.told("channel.taken")[-1]["language"] == "kk"
    ira.press("o")
    expect(ira.bar).to_contain_text("Русский")


def test_without_single_keys_one_coughs_on_the_button(seminar: Seminar, visitors: Visitors) -> None:
    ira = BoothPage(visitors.come("ira", script=KEYS_OFF))
    ira.come_in(seminar.link("ira"))
    ira.tab_to("Mic off")
    ira.press("Space")
    ira.is_on_air()
    ira.press("Shift+Tab")
    ira.press("Shift+Tab")
    expect(ira.page.get_by_role("button", name=re.compile("^Cough"))).to_be_focused()
    for key in (" ", "Enter"):
        ira.page.keyboard.down(key)
        expect(ira.bar).to_contain_text("Cough: silent")
        ira.rests(ira.meter("Outgoing level"))
        ira.page.keyboard.up(key)
        ira.is_on_air()
    assert not ira.visitor.errors


def test_two_interpreters_hand_over_by_keyboard(seminar: Seminar, visitors: Visitors) -> None:
    ira, pavel = _come(visitors, seminar, "ira"), _come(visitors, seminar, "pavel")
    persons = seminar.invited.persons
    pavel.press("a")
    expect(ira.panel("Turn")).to_contain_text("Partner ready")
    ira.press("Space")
    ira.is_on_air()
    expect(pavel.bar).to_contain_text("Ira Interpreter is on air")
    _hears_the_partner(pavel)

    ira.press("h")
    expect(pavel.panel("Turn")).to_contain_text("Ira Interpreter asks you to take over")
    pavel.press("Escape")
    expect(ira.panel("Turn").get_by_role("button", name=re.compile("^Hand over now"))).to_be_visible()

    ira.press("h")
    expect(pavel.panel("Turn")).to_contain_text("asks you to take over")
    for booth in (ira, pavel):
        booth.remember()
    pavel.press("h")
    pavel.is_on_air()
    expect(ira.bar).to_contain_text("Pavel Partner is on air")
    assert ira.has_said("Handover in")
    assert pavel.has_said("On air in")
    ira.visitor.is_silent()
    pavel.visitor.speaks()

    ira.press("h")  # offers to take it back
    expect(pavel.panel("Turn")).to_contain_text("Ira Interpreter offers to take over")
    pavel.press("h")
    ira.is_on_air()
    assert [one["to"] for one in seminar.told("handover.agreed")] == [persons["pavel"], persons["ira"]]

    pavel.press("/")
    pavel.press("Tab")
    _writes(pavel, "Slide 19 has dosages")
    expect(ira.panel("Booth messages")).to_contain_text("Slide 19 has dosages")
    assert not ira.visitor.errors + pavel.visitor.errors


def _hears_the_partner(pavel: BoothPage) -> None:
    pavel.press(_key(pavel, "Partner"))
    expect(pavel.source("Partner")).to_be_checked()
    pavel.moves(pavel.panel("I hear").get_by_role("meter").last)
    pavel.press("1")


def _key(booth: BoothPage, source: str) -> str:
    """The key that stands beside a source."""
    return booth.source(source).get_attribute("aria-keyshortcuts") or ""


def _writes(booth: BoothPage, text: str) -> None:
    field = booth.page.get_by_label("Message to partner and coordinator")
    for _ in range(5):
        if field.evaluate("field => field === document.activeElement"):
            break
        booth.press("Tab")
    booth.page.keyboard.type(text)
    booth.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_booth_has_no_violations(seminar: Seminar, visitors: Visitors, axe: str, scheme: Scheme) -> None:
    for size in ({"width": 1440, "height": 900}, DESKTOP, PHONE):
        booth = BoothPage(visitors.come(f"ira-{size['width']}", size=size, scheme=scheme))
        booth.come_in(seminar.link("ira"))
        page = booth.page
        page.evaluate("scheme => document.documentElement.setAttribute('data-theme', scheme)", scheme)
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name=re.compile("^Mic on"))).to_be_visible()
        must_be_sound(page, axe, f"booth {scheme} {size['width']}")
        if size["width"] == 1440:
            assert _fits(page), "the booth scrolls at 1440 x 900"
        page.keyboard.press("Space")
        page.context.close()


def _fits(page: Page) -> bool:
    """Whether the page is one screen."""
    fits: bool = page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    return fits


def test_who_has_no_booth_is_told_so_and_gets_one_while_live(seminar: Seminar, visitors: Visitors) -> None:
    page = visitors.come("new").page
    page.goto(seminar.link("new"))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_text("You have no booth yet")).to_be_visible()
    _booth(seminar.choir, seminar.invited, "Booth 3", ["uz"], "new")
    expect(page.get_by_role("region", name="Console")).to_be_visible()
    seminar.choir.post("moderator", "interpretation/channels/close", language="uz")
    expect(page.get_by_role("region", name="Console")).to_contain_text("This channel is not open yet")


def test_a_seat_taken_back_closes_the_microphone(seminar: Seminar, visitors: Visitors) -> None:
    ira = BoothPage(visitors.come("ira", script=TAKEN))
    ira.come_in(seminar.link("ira"))
    ira.press("Space")
    ira.is_on_air()
    assert ira.page.evaluate(STILL_TAKEN)
    booth = seminar.told("booth.joined")[0]["booth"]
    seminar.choir.post(
        "moderator", "interpretation/booths/leave", booth=booth, person=seminar.invited.persons["ira"]
    )
    expect(ira.page.get_by_text("You have no booth yet")).to_be_visible()
    until(lambda: not ira.page.evaluate(STILL_TAKEN), "the microphone is given back")
    ira.press("Space")
    assert not ira.page.evaluate(STILL_TAKEN), "who has no booth speaks"


def test_a_channel_is_taken_from_who_is_in_the_room_no_longer(seminar: Seminar, visitors: Visitors) -> None:
    """As after a notice of the SFU that was lost: Pavel holds the channel, and the SFU does not have him."""
    seminar.choir.come("pavel", seminar.link("pavel"))
    seminar.choir.post("pavel", "interpretation/take", language="ru")
    ira = _come(visitors, seminar, "ira")
    expect(ira.bar).to_contain_text("No interpreter now: listeners hear the floor")
    ira.press("Space")
    ira.is_on_air()
    assert seminar.told("channel.taken")[-1]["person"] == seminar.invited.persons["ira"]


def test_without_a_microphone_the_booth_says_what_to_press(seminar: Seminar, visitors: Visitors) -> None:
    page = visitors.come("ira", devices=False).page
    page.goto(seminar.link("ira"))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_role("region", name="Console")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("alert")).to_contain_text("The browser gives no microphone")
    expect(page.get_by_role("region", name="Console").get_by_role("status")).to_contain_text("Off air")
    assert not any(one["language"] == "ru" for one in seminar.told("channel.taken"))
