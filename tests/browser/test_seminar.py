"""The main job, from an empty desk to a published poll, by real people at real browsers over the real SFU."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from consilium.workers.demo.deck import deck
from tests.browser.test_pages import sign_in
from tests.support.browser import DESKTOP, PHONE, Visitors
from tests.support.moderator_page import ModeratorPage
from tests.support.room_page import RoomPage
from tests.support.site import Site, until

SECRETARY = "secretariat@example.org"
QUESTION = "Кому дать кислород первым, если концентратор один?"
ANSWER = "Whoever breathes fastest, and look again in fifteen minutes."
POLL, FIRST, SECOND = "SpO₂ 91 %, rate 24. What first?", "Nasal cannula", "Reservoir mask"


@dataclass(frozen=True)
class Invitee:
    address: str
    name: str
    role: str
    state: str


PEOPLE = (
    Invitee("moderator@{slug}.example", "Timur Moderator", "Moderator", "UZ"),
    Invitee("panellist@{slug}.example", "Ananya Panellist", "Panellist", "IN"),
    Invitee("aigul@{slug}.example", "Aigul Attendee", "Attendee", "KZ"),
    Invitee("farid@{slug}.example", "Farid Attendee", "Attendee", "TJ"),
)


class Desk:
    """The organiser's pages."""

    def __init__(self, site: Site, page: Page) -> None:
        self._site = site
        self._page = page

    def create(self, title: str) -> str:
        """A draft that begins in a minute; its address without the site."""
        page, starts = self._page, datetime.now(UTC) + timedelta(minutes=1)
        page.goto(f"{self._site.url}/seminars/new")
        page.get_by_label("Title", exact=True).fill(title)
        page.get_by_label("Abstract").fill("What to do in the first hour.")
        page.get_by_label("Day").fill(f"{starts:%Y-%m-%d}")
        page.get_by_label("Start", exact=True).fill(f"{starts:%H:%M}")
        page.get_by_label("Length in minutes").fill("60")
        page.get_by_label("Time zone of the host").select_option("UTC")
        page.get_by_label("Language of the floor").select_option("en")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        found: str = self._site.do("seminar_named", title=title)["slug"]
        return found

    def upload_slides(self, slug: str, file: Path) -> None:
        page = self._page
        page.goto(f"{self._site.url}/seminars/{slug}/organise/slides")
        page.get_by_label(re.compile("Drop a file here")).set_input_files(file)
        page.get_by_label(re.compile("^Title")).fill("Oxygen in four steps")
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_text("8 slides")).to_be_visible(timeout=40_000)
        expect(page.get_by_text("Ready", exact=True).first).to_be_visible()

    def publish(self, slug: str) -> None:
        self._page.goto(f"{self._site.url}/seminars/{slug}/organise")
        self._page.get_by_role("button", name="Publish").click()
        expect(self._page.get_by_role("link", name="Enter the room")).to_be_visible()

    def invite(self, slug: str, person: Invitee) -> str:
        """The personal link, out of the mail."""
        page, address = self._page, person.address.format(slug=slug)
        page.goto(f"{self._site.url}/seminars/{slug}/organise/people")
        form = page.get_by_role("region", name="Invite somebody")
        form.get_by_label("E-mail").fill(address)
        form.get_by_label("Name").fill(person.name)
        form.get_by_label("Role").select_option(label=person.role)
        form.get_by_role("button", name="Invite").click()
        expect(
            page.get_by_role("cell", name=re.compile(re.escape(address))).or_(
                page.get_by_role("rowheader", name=re.compile(re.escape(address)))
            )
        ).to_be_visible()
        self._site.do("profile", address=address, values={"state": person.state})
        return self._site.link_for(address)


@dataclass(frozen=True)
class Room:
    """Everybody who is in."""

    moderator: ModeratorPage
    panellist: RoomPage
    aigul: RoomPage
    farid: RoomPage

    @property
    def audience(self) -> tuple[RoomPage, RoomPage]:
        return self.aigul, self.farid


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_seminar_from_the_empty_desk_to_the_result(
    site: Site, visitors: Visitors, tmp_path: Path, size: dict[str, int]
) -> None:
    links = _set_up(site, visitors, tmp_path / "oxygen.pdf", f"Oxygen on {size['width']} pixels")
    moderator = ModeratorPage(visitors.come("moderator"))
    others = [RoomPage(visitors.come(name, size=size)) for name in ("panellist", "aigul", "farid")]
    room = Room(moderator, *others)
    _gather(room, links)
    _turn_slides(room)
    _ask_and_answer(room)
    _speak_from_the_floor(room)
    _vote(room)
    for person in (moderator, *others):
        assert not person.visitor.errors


def _set_up(site: Site, visitors: Visitors, slides: Path, title: str) -> list[str]:
    """The organiser's part; the links of `PEOPLE`."""
    slides.write_bytes(deck())
    site.do("administrator", address=SECRETARY)
    organiser = visitors.come("organiser")
    sign_in(site, organiser.page, SECRETARY)
    desk = Desk(site, organiser.page)
    slug = desk.create(title)
    desk.upload_slides(slug, slides)
    desk.publish(slug)
    links = [desk.invite(slug, person) for person in PEOPLE]
    organiser.context.close()
    return links


def _gather(room: Room, links: list[str]) -> None:
    room.moderator.come_in(links[0])
    room.moderator.start_seminar()
    room.panellist.come_in(links[1])
    room.panellist.switch_on_camera_and_microphone()
    for attendee, link in zip(room.audience, links[2:], strict=True):
        attendee.come_in(link)
        attendee.visitor.sees()
        attendee.visitor.hears()
        expect(attendee.picture_of("Ananya Panellist")).to_be_visible()
    assert room.audience[0].transport() == "UDP"


def _is_loaded(image: Locator) -> bool:
    return bool(image.evaluate("i => i.complete && i.naturalWidth > 900"))


def _turn_slides(room: Room) -> None:
    room.panellist.show_deck("Oxygen in four steps")
    room.panellist.turn_to(2)
    for attendee in room.audience:
        expect(attendee.slide(2)).to_be_visible()
        image = attendee.slide(2).get_by_role("img")
        until(partial(_is_loaded, image), "the slide is there")


def _ask_and_answer(room: Room) -> None:
    room.aigul.ask(QUESTION)
    room.farid.upvote(QUESTION)
    room.moderator.put_to(QUESTION, "Ananya Panellist")
    for attendee in room.audience:
        expect(attendee.question(QUESTION)).to_contain_text("Being answered now")
    room.moderator.write_answer(QUESTION, ANSWER)
    for person in (*room.audience, room.panellist):
        person.open_tab("Questions")
        expect(person.question(QUESTION)).to_contain_text(ANSWER)


def _speak_from_the_floor(room: Room) -> None:
    room.farid.raise_hand()
    room.moderator.give_floor("Farid Attendee")
    expect(room.farid.page.get_by_text("You have the floor")).to_be_visible()
    voices = room.aigul.visitor.media().voices
    room.farid.switch_on_camera_and_microphone()
    room.farid.visitor.speaks()
    until(lambda: room.aigul.visitor.media().voices > voices, "the audience hears who has the floor")
    room.moderator.take_floor("Farid Attendee")
    expect(room.farid.page.get_by_text("You have the floor")).to_be_hidden()
    expect(room.farid.tool("Microphone")).to_have_attribute("aria-disabled", "true")
    room.farid.visitor.is_silent()


def _vote(room: Room) -> None:
    room.moderator.open_poll(POLL, [FIRST, SECOND])
    for attendee in room.audience:
        attendee.vote(FIRST)
    room.moderator.publish_poll(POLL)
    for attendee in room.audience:
        expect(attendee.result(POLL)).to_contain_text("100 %")
