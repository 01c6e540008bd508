"""Interpreting into a sign language: from the booth's page with a camera, to the room's with a screen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_pages import must_be_sound
from tests.support.booth_page import STILL_TAKEN, TAKEN, BoothPage
from tests.support.browser import PHONE, Scheme, Visitors
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until
from tests.support.voices import choir

PEOPLE = (
    Guest("moderator", "moderator", "Mira Moderator"),
    Guest("sonya", "interpreter", "Sonya Signer"),
    Guest("sam", "interpreter", "Sam Signer"),
    Guest("viewer", "attendee", "Vera Viewer"),
)
HEARD_TOO = "window.__taken.some((track) => track.readyState === 'live' && track.kind === 'audio')"
# The brightest of a picture's colours, 0 to 255.
BRIGHTEST = """
(video) => {
  const canvas = new OffscreenCanvas(32, 18), drawn = canvas.getContext("2d");
  drawn.drawImage(video, 0, 0, 32, 18);
  return Math.max(...drawn.getImageData(0, 0, 32, 18).data.filter((_, index) => index % 4 < 3));
}
"""
FITS = "document.documentElement.scrollHeight <= innerHeight"


@dataclass(frozen=True)
class Signs:
    """Live; Sonya and Sam share a booth into Russian Sign Language."""

    site: Site
    invited: Invited

    def link(self, name: str) -> str:
        return self.invited.links[name]

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The facts of this kind, in order."""
        return [entry["data"] for entry in self.site.log_of(self.invited.id) if entry["kind"] == kind]


@pytest.fixture
def signs(site: Site) -> Iterator[Signs]:
    invited = site.invite("Seen and not heard", *PEOPLE, live=True)
    with choir() as voices:
        voices.come("moderator", invited.links["moderator"])
        made = voices.post(
            "moderator", "interpretation/booths", key="key-of-signs", name="Signs", languages=["rsl"]
        )
        for one in ("sonya", "sam"):
            person = invited.persons[one]
            voices.post("moderator", "interpretation/booths/join", booth=made["id"], person=person)
        yield Signs(site, invited)


def _come(visitors: Visitors, signs: Signs, name: str) -> BoothPage:
    booth = BoothPage(visitors.come(name, script=TAKEN))
    booth.come_in(signs.link(name))
    return booth


def test_a_signer_is_seen_from_the_booth_by_who_chose_it(signs: Signs, visitors: Visitors) -> None:
    sonya = _come(visitors, signs, "sonya")
    expect(sonya.console).to_contain_text("I sign into")
    sonya.press("Space")
    sonya.is_on_air()
    expect(sonya.page.get_by_label("Your camera")).to_be_visible()
    assert signs.told("channel.taken")[-1] == {
        "language": "rsl",
        "person": signs.invited.persons["sonya"],
    }
    viewer = _viewer(visitors, signs)
    seen = viewer.picture_of("Sonya Signer")
    expect(seen).to_be_visible()
    viewer.visitor.sees()
    expect(sonya.console).to_contain_text("pictures a second")
    assert not sonya.page.evaluate(HEARD_TOO), "a signer's microphone is open"
    _covers_and_rests(sonya, seen, signs)
    _hands_over(sonya, viewer, signs, visitors)
    assert not sonya.visitor.errors + viewer.visitor.errors


def _viewer(visitors: Visitors, signs: Signs) -> RoomPage:
    viewer = RoomPage(visitors.come("viewer"))
    viewer.come_in(signs.link("viewer"))
    viewer.page.get_by_role("button", name=re.compile("^Listen")).click()
    menu = viewer.page.get_by_role("menu", name="Sign language")
    menu.get_by_role("menuitemradio").filter(has_text="Русский жестовый язык").click()
    viewer.page.keyboard.press("Escape")
    return viewer


def _covers_and_rests(sonya: BoothPage, seen: Locator, signs: Signs) -> None:
    until(lambda: seen.evaluate(BRIGHTEST) > 100, "the signer is seen")
    sonya.page.keyboard.down("c")
    expect(sonya.bar).to_contain_text("Covered")
    until(lambda: seen.evaluate(BRIGHTEST) < 40, "the picture is dark")
    sonya.page.keyboard.up("c")
    until(lambda: seen.evaluate(BRIGHTEST) > 100, "the signer is seen again")
    sonya.press("m")
    expect(sonya.bar).to_contain_text("Paused")
    expect(seen).to_have_count(0)
    until(lambda: signs.told("channel.silenced"), "the pause is in the log", 5)
    assert not sonya.page.evaluate(STILL_TAKEN), "the camera does not rest"
    sonya.press("m")
    sonya.is_on_air()
    expect(seen).to_be_visible()


def _hands_over(sonya: BoothPage, viewer: RoomPage, signs: Signs, visitors: Visitors) -> None:
    sam = _come(visitors, signs, "sam")
    expect(sam.bar).to_contain_text("Sonya Signer is on air")
    expect(sam.page.get_by_label("Sonya Signer", exact=True)).to_be_visible()
    sam.press("h")
    expect(sonya.panel("Turn")).to_contain_text("Sam Signer offers to take over")
    sonya.press("h")
    expect(sam.page.get_by_label("Your camera")).to_be_visible()
    sam.is_on_air()
    expect(viewer.picture_of("Sam Signer")).to_be_visible()
    expect(viewer.picture_of("Sonya Signer")).to_have_count(0)
    until(lambda: not sonya.page.evaluate(STILL_TAKEN), "the camera of who handed over is given back")
    sam.press("Space")
    expect(sam.bar).to_contain_text("Off air")
    expect(viewer.picture_of("Sam Signer")).to_have_count(0)
    assert not sam.visitor.errors


def test_without_a_camera_the_signer_is_told_what_to_press(signs: Signs, visitors: Visitors) -> None:
    page = visitors.come("sonya", devices=False).page
    page.goto(signs.link("sonya"))
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_role("region", name="Console")).to_contain_text("Camera off")
    page.keyboard.press("Space")
    expect(page.get_by_role("alert")).to_contain_text("The browser gives no camera")
    assert not any(one["language"] == "rsl" for one in signs.told("channel.taken"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_signers_booth_has_no_violations(
    signs: Signs, visitors: Visitors, axe: str, scheme: Scheme
) -> None:
    for size in ({"width": 1440, "height": 900}, PHONE):
        booth = BoothPage(visitors.come(f"sonya-{size['width']}", size=size, scheme=scheme))
        booth.come_in(signs.link("sonya"))
        page = booth.page
        page.evaluate("scheme => document.documentElement.setAttribute('data-theme', scheme)", scheme)
        must_be_sound(page, axe, f"signer off air {scheme} {size['width']}")
        page.keyboard.press("Space")
        expect(page.get_by_label("Your camera")).to_be_visible()
        booth.is_on_air()
        must_be_sound(page, axe, f"signer {scheme} {size['width']}")
        if size["width"] == 1440:
            assert page.evaluate(FITS), "the booth scrolls at 1440 x 900"
        page.keyboard.press("Space")
        page.context.close()
