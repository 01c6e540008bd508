"""Attendance in a browser: the presence check that takes nobody's hands, and the way to a certificate."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.room_page import RoomPage
from tests.support.site import Guest, Invited, Site, until

PEOPLE = (
    Guest("moderator", "moderator"),
    Guest("organiser", "organiser"),
    Guest("aigul", "attendee", "Aigul Bekova"),
    Guest("late", "attendee", "Bakyt Late"),
)


@dataclass(frozen=True)
class Watched:
    invited: Invited

    @property
    def link(self) -> str:
        return self.invited.links["aigul"]


@pytest.fixture
def watched(site: Site) -> Watched:
    """A live seminar whose presence is watched."""
    invited = site.invite("A watched seminar", *PEOPLE, live=True)
    site.do("watch_presence", seminar=invited.id, answer=60)
    return Watched(invited)


def check(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("alertdialog", name="Are you there?")


def focus(page: Page) -> str:
    """What has the focus: its text, or its id."""
    found: str = page.evaluate(
        "document.activeElement.id || document.activeElement.textContent || document.activeElement.tagName"
    )
    return found


def test_a_check_takes_the_focus_from_nobody_who_writes(
    site: Site, visitors: Visitors, watched: Watched, axe: str
) -> None:
    room = RoomPage(visitors.come("aigul"))
    site.do("stop_checks", seminar=watched.invited.id)
    room.come_in(watched.link)
    expect(room.page.get_by_text("time counts while this page is visible")).to_be_visible()
    room.page.get_by_role("button", name="Understood").click()
    box = room.page.get_by_label("Ask in your own language")
    box.fill("Which dose")
    site.do("watch_presence", seminar=watched.invited.id, answer=60)
    expect(check(room.page)).to_be_visible()
    site.do("stop_checks", seminar=watched.invited.id)
    room.page.keyboard.type("?")
    expect(box).to_have_value("Which dose?")
    assert room.page.title().startswith("Are you there?")
    must_be_sound(room.page, axe, "a check")
    room.page.keyboard.press("F6")
    assert focus(room.page) == "I am here"
    room.page.keyboard.press("Enter")
    expect(check(room.page)).to_have_count(0)
    assert not room.page.title().startswith("Are you there?")
    expect(box).to_have_value("Which dose?")


def test_the_next_check_comes_in_the_place_of_the_one_before(
    site: Site, visitors: Visitors, watched: Watched
) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(watched.link)
    room.page.get_by_label("Ask in your own language").focus()
    expect(check(room.page)).to_be_visible()
    room.page.keyboard.press("F6")
    timer = check(room.page).get_by_role("timer")
    left: list[str] = [timer.inner_text()]

    def is_next() -> bool:
        left.append(timer.inner_text())
        return left[-1] > left[-2]

    until(is_next, "the next check is called, with its whole time", seen=lambda: left)
    assert focus(room.page) == "I am here"
    site.do("stop_checks", seminar=watched.invited.id)


def test_who_does_not_write_answers_with_one_key(site: Site, visitors: Visitors, watched: Watched) -> None:
    room = RoomPage(visitors.come("aigul"))
    room.come_in(watched.link)
    room.page.get_by_role("tab", name="Agenda").click()
    expect(check(room.page)).to_be_visible()
    site.do("stop_checks", seminar=watched.invited.id)
    until(lambda: focus(room.page) == "I am here", "the check has the focus")
    room.page.keyboard.press("Enter")
    expect(check(room.page)).to_have_count(0)
    room.page.reload()
    expect(room.page.get_by_role("tablist").first).to_be_visible()
    expect(check(room.page)).to_have_count(0)


def test_a_late_answer_starts_the_clock_again(site: Site, visitors: Visitors, watched: Watched) -> None:
    site.do("watch_presence", seminar=watched.invited.id, answer=2)
    room = RoomPage(visitors.come("aigul"))
    room.come_in(watched.link)
    late = room.page.get_by_role("alertdialog", name="Your time is not counted at the moment")
    expect(late).to_be_visible()
    site.do("stop_checks", seminar=watched.invited.id)
    expect(late).to_be_visible()
    late.get_by_role("button", name="I am here").click()
    expect(late).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_check_on_a_phone_and_from_right_to_left(
    site: Site, visitors: Visitors, watched: Watched, axe: str, scheme: Scheme
) -> None:
    for size, language in ((PHONE, "en"), (DESKTOP, "ar")):
        visitor = visitors.come(f"{scheme}-{language}", size=size, scheme=scheme, language=language)
        visitor.page.goto(watched.link)
        visitor.page.locator("main button.primary").first.click()
        expect(visitor.page.get_by_role("alertdialog")).to_be_visible()
        must_be_sound(visitor.page, axe, f"{scheme} {language}")
        assert not visitor.errors


@pytest.fixture(scope="module")
def behind(site: Site) -> Invited:
    """A seminar of an hour that is over: one was there all the time, the other for twelve minutes."""
    invited = site.invite("Oxygen in the district hospital", *PEOPLE, live=True)
    site.do("issue_by", seminar=invited.id, slugs=["eaccme", "plain"])
    times = {invited.persons["aigul"]: 60, invited.persons["late"]: 12}
    site.do("lie_behind", seminar=invited.id, persons=times)
    return invited


def test_from_attendance_to_the_signed_file(
    site: Site, visitors: Visitors, behind: Invited, axe: str
) -> None:
    page = visitors.come("aigul").page
    page.goto(behind.links["aigul"])
    page.goto(f"{site.url}/seminars/{behind.slug}/certificate")
    must_be_sound(page, axe, "what counted")
    page.get_by_role("link", name="Evaluate the seminar").click()
    page.get_by_role("group", name="How useful was the seminar").get_by_label("4").check()
    page.get_by_label("What should the organisers know?").fill("More cases, please.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("What should the organisers know?")).to_have_value("More cases, please.")
    must_be_sound(page, axe, "an evaluation that lacks answers")
    page.get_by_role("group", name="Were the learning objectives met?").get_by_label("5").check()
    page.get_by_role("group", name="free of commercial bias").get_by_label("Yes").check()
    page.get_by_role("button", name="Save").click()
    card = page.get_by_role("region", name="European CME credits (EACCME)")
    expect(card.get_by_text("1 credit", exact=True)).to_be_visible()
    card.get_by_label("Language of the certificate").select_option("kk")
    card.get_by_role("button", name="Issue my certificate").click()
    expect(page.get_by_text("Your certificate is issued.")).to_be_visible()  # before it is reloaded
    until(lambda: _is_made(page), "the file is made", 40)
    must_be_sound(page, axe, "a certificate")
    address = card.get_by_role("link", name="Download the PDF").get_attribute("href")
    assert page.request.get(f"{site.url}{address}").body().startswith(b"%PDF")


def _is_made(page: Page) -> bool:
    page.reload()
    return page.get_by_role("link", name="Download the PDF").count() == 1


def test_who_was_there_too_short_is_told_why(site: Site, visitors: Visitors, behind: Invited) -> None:
    page = visitors.come("late").page
    page.goto(behind.links["late"])
    page.goto(f"{site.url}/seminars/{behind.slug}/certificate")
    expect(page.get_by_text("12 min, 15 needed")).to_be_visible()
    expect(page.get_by_text("3 minutes are missing.")).to_be_visible()
    expect(page.get_by_role("button", name="Issue my certificate")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_violations(
    site: Site, visitors: Visitors, behind: Invited, axe: str, scheme: Scheme
) -> None:
    for size, language in ((DESKTOP, "en"), (PHONE, "en"), (PHONE, "ar")):
        where = f"{scheme} {size['width']} {language}"
        page = visitors.come(where, size=size, scheme=scheme, language=language).page
        page.goto(behind.links["late"])
        for path in ("certificate", "evaluation"):
            page.goto(f"{site.url}/seminars/{behind.slug}/{path}")
            must_be_sound(page, axe, f"{path} {where}")
        page.goto(behind.links["organiser"])
        for path in ("organise/certificates", "organise/certification", "organise/certification/issued"):
            page.goto(f"{site.url}/seminars/{behind.slug}/{path}")
            must_be_sound(page, axe, f"{path} {where}")
