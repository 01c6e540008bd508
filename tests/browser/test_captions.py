"""Captions in real browsers: each reader in their language, put right for all of them, off by a key."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_pages import must_be_sound
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.pages import held
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site

PEOPLE = (
    Guest("moderator", "moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN", "hi"),
    Guest("captioner", "captioner", "Carla Captioner"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ", "kk"),
    Guest("timur", "attendee", "Timur Attendee", "UZ", "ru"),
)


@dataclass(frozen=True)
class Spoken:
    """A live seminar in which Ananya speaks English on the floor."""

    site: Site
    invited: Invited

    def cue(self, key: str, language: str, text: str) -> str:
        person = self.invited.persons["ananya"]
        made: str = self.do("cue", key=key, language=language, text=text, person=person)
        return made

    def do(self, deed: str, **values: object) -> str:
        done: str = self.site.do(deed, seminar=self.invited.id, **values)
        return done


@pytest.fixture
def spoken(site: Site) -> Spoken:
    invited = site.invite("A spoken room", *PEOPLE, live=True)
    made = Spoken(site, invited)
    made.do("turn", person=invited.persons["ananya"], language="en")
    made.do("caption_status", language="en", status="on", delay=2100)
    return made


def captions(room: RoomPage) -> Locator:
    return room.page.get_by_role("region", name=re.compile("^Captions"))


def read(room: RoomPage, language: str) -> None:
    """Choose a language to read by the keyboard alone."""
    room.page.locator("body").press("r")
    choice = room.page.get_by_role("menuitemradio", name=language)
    while not choice.evaluate("choice => choice === document.activeElement"):
        room.page.keyboard.press("ArrowDown")
    room.page.keyboard.press("Enter")
    expect(room.page.get_by_role("button", name=re.compile(f"^Read.*{language}"))).to_be_visible()


def test_each_reader_has_captions_of_their_language(spoken: Spoken, visitors: Visitors, axe: str) -> None:
    room, other = RoomPage(visitors.come("aigul")), RoomPage(visitors.come("timur", size=PHONE))
    for page, name in ((room, "aigul"), (other, "timur")):
        page.come_in(spoken.invited.links[name])
    cue = spoken.cue("cue-0001", "en", "Give two litres.")
    expect(captions(room)).to_contain_text("Give two litres.")
    expect(captions(room)).to_contain_text("Machine")
    must_be_sound(room.page, axe, "captions")
    must_be_sound(other.page, axe, "captions on a phone")

    spoken.do("revise_cue", cue=cue, language="en", text="Give ten litres.")
    for page in (room, other):
        expect(captions(page)).to_contain_text("Give ten litres.")
        expect(captions(page)).not_to_contain_text("two litres")

    spoken.do("translate_cue", cue=cue, language="kk", text="Он литр беріңіз.")
    read(room, "Қазақша")
    expect(captions(room)).to_contain_text("Он литр беріңіз.")
    expect(captions(room)).to_contain_text("Translated from English by machine")
    expect(captions(room)).not_to_contain_text("Give ten litres.")
    captions(room).get_by_role("button", name="Show original").click()
    expect(captions(room)).to_contain_text("Give ten litres.")
    captions(room).get_by_role("button", name="Show translation").click()

    second = spoken.cue("cue-0002", "en", "Twice a day.")
    expect(captions(other)).to_contain_text("Twice a day.")
    spoken.do("translate_cue", cue=second, language="kk", text="Күніне екі рет.")
    expect(captions(room)).to_contain_text("Күніне екі рет.")
    expect(captions(other)).not_to_contain_text("Күніне")
    must_be_sound(room.page, axe, "translated captions")

    room.page.reload()
    room.page.get_by_role("tablist").first.wait_for()
    expect(captions(room)).to_contain_text("Күніне екі рет.")


def test_captions_say_what_is_lost_late_or_missing(spoken: Spoken, visitors: Visitors, axe: str) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(spoken.invited.links["aigul"])
    spoken.do("lose", key="lost-0001", language="en")
    expect(captions(room)).to_contain_text("(some words were lost)")
    room.page.locator("body").press("c")
    expect(captions(room)).to_have_count(0)
    room.page.locator("body").press("c")
    expect(captions(room)).to_be_visible()

    spoken.do("turn", person=spoken.invited.persons["ananya"], language="ky")
    spoken.do("caption_status", language="ky", status="no_model", delay=0)
    read(room, "Кыргызча")
    expect(captions(room)).to_contain_text("Captions not available: no model for Кыргызча.")
    must_be_sound(room.page, axe, "no model")
    room.page.locator("body").press("r")
    menu = room.page.get_by_role("menu")
    expect(menu.get_by_role("menuitemradio", name="Кыргызча")).to_contain_text("captions not available")
    expect(room.page.get_by_text("not measured on this server")).to_be_visible()
    must_be_sound(room.page, axe, "the menu")


def test_a_captioner_puts_words_right_by_keyboard(spoken: Spoken, visitors: Visitors, axe: str) -> None:
    reader, desk = RoomPage(visitors.come("timur")), RoomPage(visitors.come("captioner", size=DESKTOP))
    reader.come_in(spoken.invited.links["timur"])
    desk.come_in(spoken.invited.links["captioner"])
    spoken.cue("cue-0001", "en", "Give too liters.")
    spoken.cue("cue-0002", "en", "Twice a day.")
    desk.open_tab("Captions")
    must_be_sound(desk.page, axe, "the captioner's desk")

    desk.page.get_by_role("button", name=re.compile("^Twice a day")).focus()
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("Something else")
    desk.page.keyboard.press("Escape")
    row = desk.page.get_by_role("button", name=re.compile("^Give too liters"))
    expect(row).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("Give two litres.")
    desk.page.keyboard.press("Enter")
    expect(captions(reader)).to_contain_text("Give two litres.")
    expect(captions(reader)).not_to_contain_text("too liters")
    expect(desk.page.get_by_role("button", name=re.compile("^Give two litres"))).to_be_focused()

    desk.page.get_by_role("textbox", name="Write a caption in English").fill("Not more than that.")
    desk.page.keyboard.press("Enter")
    expect(captions(reader)).to_contain_text("Not more than that.")
    expect(captions(reader)).to_contain_text("Captioner")

    desk.page.get_by_role("group", name="Ananya Panellist speaks").get_by_role("button", name="हिन्दी").click()
    expect(desk.page.get_by_role("button", name="हिन्दी", pressed=True)).to_be_visible()
    turned = [
        entry["data"] for entry in spoken.site.log_of(spoken.invited.id) if entry["kind"] == "floor.turned"
    ]
    assert (turned[-1]["language"], turned[-1]["how"]) == ("hi", "corrected")


def test_a_captioner_types_on_while_words_are_on_their_way(spoken: Spoken, visitors: Visitors) -> None:
    desk = RoomPage(visitors.come("captioner", size=DESKTOP))
    desk.come_in(spoken.invited.links["captioner"])
    desk.open_tab("Captions")
    field = desk.page.get_by_role("textbox", name="Write a caption in English")
    field.fill("Give two litres.")
    with held(desk.page, "**/captions/cues"):
        desk.page.keyboard.press("Enter")
        expect(field).to_have_value("")
        desk.page.keyboard.type("Twice a day.")
    expect(captions(desk)).to_contain_text("Give two litres.")
    expect(field).to_have_value("Twice a day.")
    desk.page.keyboard.press("Enter")
    expect(captions(desk)).to_contain_text("Twice a day.")
    expect(field).to_have_value("")
