"""The light replay in a browser: what is fetched of a real reading with its slide, a second."""

import sys
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.test_replay import PATIENT, PEOPLE, media_time, slide
from tests.support import takes
from tests.support.browser import Visitors
from tests.support.site import Invited, Site, until
from tests.support.takes import Bringing

SEGMENTS = 12
SECONDS = SEGMENTS * takes.SEGMENT
BUDGET = 40_000  # bit/s
PAGE = {"script", "stylesheet", "font", "document", "manifest"}  # fetched once, and kept by the browser


@pytest.fixture(scope="module")
def site(still_site: Site) -> Site:
    return still_site


@pytest.fixture(scope="module")
def over(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Invited:
    """Most of a minute of a reading with a slide and a caption every four seconds, over and made light."""
    folder = tmp_path_factory.mktemp("takes")
    takes.picture(folder, SECONDS)
    takes.reading(folder, "floor", SECONDS)
    takes.reading(folder, "kk", SECONDS)
    invited = site.invite("Oxygen, on a weak line", *PEOPLE, live=True)
    moderator = invited.persons["moderator"]
    deck = site.do("deck", seminar=invited.id, person=invited.persons["ananya"])
    site.do("show", seminar=invited.id, person=moderator, deck=deck, page=2)
    site.do("pass_time", seminar=invited.id, seconds=SECONDS)
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=SECONDS)
    Bringing(site.url, invited.id, take, folder).bring(SEGMENTS)
    for n in range(SEGMENTS):
        at = take["zero"] + n * 4000
        text = f"Number {n}: give oxygen, and look again after fifteen minutes."
        site.do("cue_at", seminar=invited.id, key=f"key-{n:05}", text=text, start=at, end=at + 3500)
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    site.do("end", seminar=invited.id, person=moderator)
    assert site.do("lighten", take=take["id"]) == 2
    return invited


class Fetched:
    """What came over the line after the page itself: bytes with their headers, by address."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        self._page = page
        page.on("response", self._came)

    def _came(self, answer: Response) -> None:
        self._answers.append(answer)

    def names(self) -> set[str]:
        media_time(self._page)  # answers are told of while the browser is asked something
        return {_name(answer) for answer in self._answers}

    def sizes(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for answer in self._answers:
            if answer.request.resource_type in PAGE:
                continue
            sizes: Any = answer.request.sizes()
            size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            found[_name(answer)] = found.get(_name(answer), 0) + size
        return found


def _name(answer: Response) -> str:
    return answer.url.split("?")[0].rsplit("/", 1)[-1]


def test_what_a_second_costs(site: Site, visitors: Visitors, over: Invited, record_property: Any) -> None:
    page = visitors.come("aigul").page
    fetched = Fetched(page)
    page.request.get(over.links["aigul"])
    page.goto(f"{site.url}/seminars/{over.slug}/replay?light=1&t=1")
    expect(page.locator(".track input")).to_be_visible()
    light = page.get_by_role("button", name="Light: slides, sound and captions")
    expect(light).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_label("Speed").select_option("2")
    until(lambda: media_time(page) > SECONDS - 8, "nearly all of it is heard", PATIENT)
    expect(slide(page).get_by_role("img")).to_be_visible()
    expect(page.get_by_role("region", name="Captions: English")).to_contain_text("give oxygen")
    sizes = fetched.sizes()
    assert not any("video" in name for name in sizes), sizes
    assert {name for name in sizes if name.endswith(".m4s")} == {
        f"{n:06}-light-floor.m4s" for n in range(SEGMENTS)
    }
    rate = sum(sizes.values()) * 8 / SECONDS
    record_property("costs", rate)
    sys.stderr.write(f"\nlight replay: {rate / 1000:.1f} kbit/s\n")
    assert rate <= BUDGET, sizes
    page.get_by_label("Audio language").select_option(label="Қазақша")
    until(lambda: any("light-kk.m4s" in name for name in fetched.names()), "the other sound comes", PATIENT)
    light.click()
    until(lambda: any("video" in name for name in fetched.names()), "the picture is back", PATIENT)
    light.click()
    page.goto(f"{site.url}/seminars/{over.slug}/replay")
    expect(light).to_have_attribute("aria-pressed", "true")
