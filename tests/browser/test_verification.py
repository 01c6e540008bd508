"""Verifying a certificate in a browser, and the organiser's report: on every screen, in both directions."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.site import ROOT, Guest, Invited, Site, until

PEOPLE = (Guest("organiser", "organiser"), Guest("aigul", "attendee", "Aigul Bekova"))
LOOKS = [
    (size, scheme, language)
    for size in (DESKTOP, PHONE)
    for scheme in ("light", "dark")
    for language in ("en", "ar")
]
SHOTS = ROOT / "build" / "shots"


@pytest.fixture(scope="module")
def behind(site: Site) -> Invited:
    """A seminar of an hour that is over; one person was there all the time."""
    invited = site.invite("Oxygen in the district hospital", *PEOPLE, live=True)
    site.do("issue_by", seminar=invited.id, slugs=["plain"])
    site.do("lie_behind", seminar=invited.id, persons={invited.persons["aigul"]: 60})
    return invited


def issue(site: Site, page: Page, behind: Invited) -> str:
    """The address of the certificate, once its file is made."""
    page.goto(behind.links["aigul"])
    page.goto(f"{site.url}/seminars/{behind.slug}/certificate")
    page.get_by_role("button", name="Issue my certificate").click()
    link = page.locator("a[href^='/certificates/']").first
    expect(link).to_be_visible()
    address = site.url + "/certificates/" + str(link.get_attribute("href")).split("/")[2]
    until(lambda: page.request.get(f"{address}/file").status == 200, "the file is made", 60)
    return address


def look(visitors: Visitors, address: str, axe: str, name: str, link: str = "") -> None:
    """The page on every screen, in both schemes, in both directions."""
    for size, scheme, language in LOOKS:
        kind = f"{name}-{size['width']}-{scheme}-{language}"
        page = visitors.come(kind, size=size, scheme=scheme, language=language).page  # type: ignore[arg-type]
        if link:
            page.goto(link)
        page.goto(address)
        assert page.evaluate("document.documentElement.lang") == language
        must_be_sound(page, axe, kind)
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{kind}.png", full_page=True)
        page.context.close()


def upload(page: Page, site: Site, file: Path, verdict: str) -> None:
    page.goto(f"{site.url}/certificates")
    page.get_by_label("PDF file").set_input_files(file)
    page.get_by_role("button", name="Verify").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(verdict)


def test_from_the_paper_to_its_verification(
    site: Site, visitors: Visitors, behind: Invited, axe: str, tmp_path: Path
) -> None:
    holder = visitors.come("holder").page
    address = issue(site, holder, behind)
    good, changed = tmp_path / "good.pdf", tmp_path / "changed.pdf"
    content = holder.request.get(f"{address}/file").body()
    good.write_bytes(content)
    changed.write_bytes(content.replace(b"%PDF-1.7", b"%PDF-1.6") + b"\n")
    look(visitors, f"{site.url}/certificates", axe, "check")
    look(visitors, address, axe, "valid")
    anyone = visitors.come("anyone").page
    upload(anyone, site, good, "This certificate is valid")
    assert "Aigul Bekova" not in anyone.content()
    upload(anyone, site, changed, "This file was changed after it was signed")
    must_be_sound(anyone, axe, "a changed file")
    holder.goto(address)
    must_be_sound(holder, axe, "one's own")
    holder.get_by_role("button", name="Show my name to whoever verifies").click()
    anyone.goto(address)
    expect(anyone.get_by_text("Aigul Bekova")).to_be_visible()
    organiser = visitors.come("organiser").page
    organiser.goto(behind.links["organiser"])
    organiser.goto(address)
    must_be_sound(organiser, axe, "the organiser's buttons")
    organiser.get_by_label("Reason").fill("Issued twice")
    organiser.keyboard.press("Enter")
    expect(organiser.get_by_role("heading", level=1)).to_have_text("This certificate was revoked")
    upload(anyone, site, good, "This certificate was revoked")
    expect(anyone.get_by_text("Issued twice")).to_be_visible()


def test_the_report(site: Site, visitors: Visitors, behind: Invited, axe: str) -> None:
    look(visitors, f"{site.url}/seminars/{behind.slug}/report", axe, "report", behind.links["organiser"])
