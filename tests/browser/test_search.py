"""Search in a browser: from the programme's field to the passages, without a mouse and without a script."""

from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.pages import runs_over, violations
from tests.support.site import Guest, Site, until

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis"


def asked(site: Site) -> str:
    """The page as any program gets it."""
    with urlopen(f"{site.url}/search?q={LONG}") as answer:  # noqa: S310 (our own)
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def found(site: Site) -> str:
    """The title of a seminar that the index has heard of."""
    title = f"{LONG} in district hospitals"
    site.invite(title, Guest("organiser", "organiser"))
    # A seminar without an entry is found within 15 s; who asked 20 times a second would be refused by then.
    until(lambda: "<mark>" in asked(site), "the index knows the seminar", 40, pause=1)
    return title


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_have_no_violations(
    site: Site, visitors: Visitors, found: str, axe: str, scheme: Scheme
) -> None:
    for size in (DESKTOP, PHONE):
        page = visitors.come(f"{scheme}-{size['width']}", size=size, scheme=scheme).page
        for language in ("en", "ar"):
            page.context.set_extra_http_headers({"Accept-Language": language})
            page.goto(f"{site.url}/search?q={LONG}")
            expect(page.locator("mark").first).to_have_text(LONG)
            assert not (wrong := violations(page, axe)), f"{scheme} {size['width']} {language}: {wrong}"
            assert runs_over(page) <= 0, f"{scheme} {size['width']} {language} scrolls sideways"


def test_from_the_programme_by_keyboard_to_the_seminar(site: Site, visitors: Visitors, found: str) -> None:
    page = visitors.come("keyboard").page
    page.goto(site.url)
    page.get_by_role("searchbox", name="Search the archive").focus()
    page.keyboard.type("pneumono*")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    hit = page.get_by_role("link", name=found).filter(has=page.locator("mark"))
    expect(hit.first).to_be_visible()
    hit.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=found, level=1)).to_be_visible()
