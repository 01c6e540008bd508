"""Every page that is read before and around the room: no axe violation, nothing cut off, by keyboard."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.pages import Weights, runs_over, violations
from tests.support.site import Guest, Invited, Site

SECRETARY = "secretary@example.org"
PUBLIC = {
    "programme": "/",
    "programme-filtered": "/?language=en",
    "seminar": "/seminars/{slug}",
    "search": "/search",
    "search-in-vain": "/search?q=%22nothing+of+the+kind%22+" + "x" * 150,
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "join-failed": "/join/nonsense",
    "not-found": "/nothing-here",
}
SIGNED_IN = {
    "profile": "/profile/",
    "register": "/seminars/{slug}/register",
    "e-mail": "/accounts/email/",
    "second-factors": "/accounts/2fa/",
    "sessions": "/accounts/sessions/",
    "organise": "/organise",
    "new": "/seminars/new",
}
DESK = "/seminars/{slug}/organise"
ORGANISER = {
    "slides": "/seminars/{slug}/decks",
    "basics": DESK,
    **{step: f"{DESK}/{step}" for step in ("agenda", "people", "slides", "documents", "registrations")},
}


@dataclass(frozen=True)
class Prepared:
    invited: Invited
    empty: Invited


@pytest.fixture(scope="module")
def prepared(site: Site) -> Prepared:
    site.do("administrator", address=SECRETARY)
    people = (Guest("organiser", "organiser"), Guest("panellist", "panellist"), Guest("visitor", "attendee"))
    return Prepared(
        site.invite("Oxygen for everybody", *people), site.invite("Second", Guest("o", "organiser"))
    )


def sign_in(site: Site, page: Page, address: str) -> None:
    """By the code in the mail."""
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("Email", exact=False).first.fill(address)
    page.get_by_role("main").get_by_role("button").first.click()
    code = page.get_by_label("Code", exact=False)
    expect(code).to_be_visible()
    code.fill(site.code_for(address))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("link", name="Sign in")).to_have_count(0)


def must_be_sound(page: Page, axe: str, where: str) -> None:
    found = violations(page, axe)
    assert not found, f"{where}: {found}"
    assert runs_over(page) <= 0, f"{where} scrolls sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_violations(
    site: Site, visitors: Visitors, prepared: Prepared, axe: str, scheme: Scheme
) -> None:
    for size in (DESKTOP, PHONE):
        page = visitors.come(f"{scheme}-{size['width']}", size=size, scheme=scheme).page
        for name, path in PUBLIC.items():
            page.goto(site.url + path.format(slug=prepared.invited.slug))
            must_be_sound(page, axe, f"{name} {scheme} {size['width']}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_who_is_signed_in_have_no_violations(
    site: Site, visitors: Visitors, prepared: Prepared, axe: str, scheme: Scheme
) -> None:
    page = visitors.come(scheme, scheme=scheme).page
    sign_in(site, page, SECRETARY)
    for name, path in SIGNED_IN.items():
        page.goto(site.url + path.format(slug=prepared.invited.slug))
        must_be_sound(page, axe, f"{name} {scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_organiser_have_no_violations(
    site: Site, visitors: Visitors, prepared: Prepared, axe: str, scheme: Scheme
) -> None:
    page = visitors.come(scheme, scheme=scheme).page
    page.goto(prepared.invited.links["organiser"])
    for name, path in ORGANISER.items():
        page.goto(site.url + path.format(slug=prepared.invited.slug))
        must_be_sound(page, axe, f"{name} {scheme}")


def test_public_pages_work_at_twice_the_size(site: Site, visitors: Visitors, prepared: Prepared) -> None:
    page = visitors.come("large", scale=2).page
    for name, path in PUBLIC.items():
        page.goto(site.url + path.format(slug=prepared.invited.slug))
        assert runs_over(page) <= 0, f"{name} scrolls sideways at 200 %"
        expect(page.get_by_role("main")).to_be_visible()


def test_programme_and_seminar_are_light(site: Site, visitors: Visitors, prepared: Prepared) -> None:
    for path in ("/", f"/seminars/{prepared.invited.slug}"):
        page = visitors.come(path.strip("/").replace("/", "-") or "programme").page
        weights = Weights(page)
        page.goto(site.url + path, wait_until="networkidle")
        scripts = weights.scripts()
        assert scripts and sum(scripts.values()) <= 30_000, scripts


def test_by_keyboard_from_the_programme_to_a_seminar(
    site: Site, visitors: Visitors, prepared: Prepared
) -> None:
    page = visitors.come("keyboard").page
    page.goto(site.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Oxygen for everybody").first
    for _ in range(80):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    outlined = link.evaluate("element => getComputedStyle(element).outlineStyle !== 'none'")
    assert outlined, "focus cannot be seen"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Oxygen for everybody", level=1)).to_be_visible()


def test_no_page_asks_another_host_or_breaks_its_policy(
    site: Site, visitors: Visitors, prepared: Prepared
) -> None:
    visitor = visitors.come("policy")
    asked: set[str] = set()
    visitor.page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    for path in PUBLIC.values():
        visitor.page.goto(site.url + path.format(slug=prepared.invited.slug), wait_until="networkidle")
    assert asked == {site.url}
    assert not visitor.errors


def test_axe_finds_a_planted_violation(visitors: Visitors, axe: str) -> None:
    page = visitors.come("planted").page
    page.set_content("<html lang='en'><title>t</title><main><h1>t</h1><img src='x.png'></main></html>")
    assert [found["id"] for found in violations(page, axe)] == ["image-alt"]
