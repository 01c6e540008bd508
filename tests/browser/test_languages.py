"""Pages and the room in a right-to-left language and in Chinese: no axe violation, nothing cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support import site as sites
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.site import Guest, Invited, Site

LANGUAGES = {"ur": "rtl", "zh-Hans": "ltr"}
PAGES = ("/", "/languages/", "/seminars/{slug}", "/accounts/login/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A draft's direction and faces are looked at like those of a complete catalogue."""
    folder = tmp_path_factory.mktemp("languages") / "data"
    with sites.running(folder, settings={"OFFER_DRAFTS": "1"}) as running:
        yield running


@pytest.fixture(scope="module")
def invited(site: Site) -> Invited:
    return site.invite("Oxygen for everybody", Guest("aigul", "attendee"), live=True)


def speaks(page: Page, tag: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("html")).to_have_attribute("dir", LANGUAGES[tag])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_pages_are_sound_in_their_direction(
    site: Site, visitors: Visitors, invited: Invited, axe: str, tag: str
) -> None:
    for size in (DESKTOP, PHONE):
        visitor = visitors.come(f"{tag}-{size['width']}", size=size, language=tag.replace("Hans", "CN"))
        for path in PAGES:
            visitor.page.goto(site.url + path.format(slug=invited.slug))
            speaks(visitor.page, tag)
            must_be_sound(visitor.page, axe, f"{path} {tag} {size['width']}")
        assert not visitor.errors


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_room_is_sound_in_its_direction(visitors: Visitors, invited: Invited, axe: str, tag: str) -> None:
    for size in (DESKTOP, PHONE):
        visitor = visitors.come(f"{tag}-{size['width']}", size=size, language=tag.replace("Hans", "CN"))
        page = visitor.page
        page.goto(invited.links["aigul"])
        speaks(page, tag)
        page.locator("main button.primary, button.primary").last.click()
        expect(page.get_by_role("tablist").first).to_be_visible()
        must_be_sound(page, axe, f"room {tag} {size['width']}")
