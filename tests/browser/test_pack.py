"""The offline pack as it is got and used: prepared on the replay's page, unpacked, opened without a line."""

import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_pages import must_be_sound
from tests.browser.test_replay import PATIENT, PEOPLE
from tests.support import takes
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.site import Invited, Site, until
from tests.support.takes import Bringing

SECONDS = 24
FIRST, LAST = "First <b>oxygen</b> & then", "Look again after fifteen minutes."


@pytest.fixture(scope="module")
def site(still_site: Site) -> Site:
    return still_site


@pytest.fixture(scope="module")
def over(site: Site, folder: Path) -> Invited:
    """24 s: no slide at first, then page 2 and soon page 3; a part, an answer, a caption early and late."""
    invited = site.invite("Oxygen, without a line", *PEOPLE, live=True)
    moderator = invited.persons["moderator"]
    deck = site.do("deck", seminar=invited.id, person=invited.persons["ananya"])
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=8)
    site.do("begin_part", seminar=invited.id, person=moderator, part=0)
    site.do("show", seminar=invited.id, person=moderator, deck=deck, page=2)
    shown = time.time()
    until(lambda: time.time() > shown + 2, "the page is looked at", 5)
    site.do("show", seminar=invited.id, person=moderator, deck=deck, page=3)
    site.do("answer_live", seminar=invited.id, persons=invited.persons, text="How much oxygen?")
    until(lambda: time.time() * 1000 > take["zero"] + 16_000, "captions of its end may be told", 20)
    for n, (second, words) in enumerate(((1, FIRST), (20, LAST))):
        at = take["zero"] + second * 1000
        cue = site.do("cue_at", seminar=invited.id, key=f"key-{n:05}", text=words, start=at, end=at + 2500)
        site.do("translate_cue", seminar=invited.id, cue=cue, language="ar", text=f"أكسجين {n}")
    Bringing(site.url, invited.id, take, folder).bring(SECONDS // takes.SEGMENT)
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    return invited


def unpacked(site: Site, page: Page, over: Invited, language: str, to: Path) -> str:
    """Prepared and fetched by a click each; the address of its page on the disk."""
    page.request.get(over.links["moderator"])
    page.goto(f"{site.url}/seminars/{over.slug}/replay")
    region = page.get_by_role("region", name="To keep")
    region.get_by_label("Language of the offline pack").select_option(language)
    region.get_by_role("button", name="Prepare: Offline pack").focus()
    page.keyboard.press("Enter")
    link = region.get_by_role("link", name="Download: Offline pack")
    expect(link).to_be_focused(timeout=PATIENT * 1000)
    expect(region.get_by_role("status").filter(has_text="Offline pack")).to_contain_text("MB")
    expect(region.get_by_role("listitem").filter(has_text="Offline pack")).to_contain_text("MB")
    with page.expect_download() as fetched:
        link.click()
    assert fetched.value.suggested_filename.endswith(f"-{language}.zip")
    with zipfile.ZipFile(fetched.value.path()) as pack:
        pack.extractall(to)
    return (to / over.slug / "index.html").as_uri()


class Cut:
    """No line at all: whatever is asked for beyond the disk is refused, and noted."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        page.context.set_offline(True)
        page.route(lambda url: not url.startswith("file:"), self._refuse)

    def _refuse(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.abort()


def state(page: Page) -> Any:
    return page.evaluate(
        "() => { const [a, i] = [document.querySelector('audio'), document.querySelector('#now')];"
        "return { at: a.currentTime, paused: a.paused, seen: i.hidden ? '' : i.currentSrc.split('/').pop(),"
        " wide: i.hidden ? 0 : i.naturalWidth }; }"
    )


def play_at(page: Page, rate: float) -> None:
    page.evaluate("rate => { document.querySelector('audio').playbackRate = rate; }", rate)


def test_it_plays_without_a_line(
    site: Site, visitors: Visitors, over: Invited, axe: str, tmp_path: Path
) -> None:
    organiser = visitors.come("moderator", size=PHONE)
    address = unpacked(site, organiser.page, over, "en", tmp_path / "en")
    must_be_sound(organiser.page, axe, "to keep, with a pack")
    reader = visitors.come("reader", size=DESKTOP, devices=False)
    page, cut = reader.page, Cut(reader.page)
    page.goto(address)
    expect(page.get_by_text("No slide is shown at the moment.")).to_be_visible()
    page.get_by_role("link", name=FIRST).click()
    until(lambda: state(page)["at"] > 1.5 and not state(page)["paused"], "it plays", PATIENT)
    current = page.locator("#cues [aria-current]")
    expect(current).to_contain_text(FIRST)
    play_at(page, 0.1)  # the two seconds of page 2 may pass unseen on a busy machine
    page.locator("#pages img").first.click()
    until(lambda: state(page)["seen"] == "001.webp" and state(page)["wide"] == 960, "page 2", PATIENT)
    play_at(page, 1.0)
    until(lambda: state(page)["seen"] == "002.webp", "and page 3 when its second has come", PATIENT)
    page.get_by_role("link", name=LAST).focus()
    page.keyboard.press("Enter")
    until(lambda: state(page)["at"] >= 20, "the keyboard leads there, too", PATIENT)
    expect(current).to_contain_text(LAST)
    page.get_by_role("searchbox").fill("FIFTEEN")
    expect(page.locator("#cues li:visible")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 / 2")
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.get_by_role("status")).to_have_text("Nothing was found")
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("heading", name="Questions")).to_be_visible()
    assert cut.asked == [] and reader.errors == []  # before axe, which fetches the style sheet itself
    must_be_sound(page, axe, "pack")


def test_in_arabic_on_a_telephone_and_without_scripts(
    site: Site, visitors: Visitors, browser: Browser, over: Invited, axe: str, tmp_path: Path
) -> None:
    organiser = visitors.come("moderator", size=PHONE)
    address = unpacked(site, organiser.page, over, "ar", tmp_path / "ar")
    reader = visitors.come("reader", size=PHONE, scheme="dark", devices=False)
    page, cut = reader.page, Cut(reader.page)
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    page.get_by_role("link", name="أكسجين 1").click()
    until(lambda: state(page)["at"] >= 20, "a touch leads there", PATIENT)
    assert cut.asked == [] and reader.errors == []
    must_be_sound(page, axe, "pack in Arabic")
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(address)
        expect(plain.get_by_role("link", name="أكسجين 1")).to_have_attribute("href", "sound.ogg#t=20.00")
        expect(plain.locator("audio")).to_be_visible()
        expect(plain.locator("#wanted")).to_be_hidden()
