"""An organiser hides a stretch of a recording: it is played over, links mean the same, and it comes back."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import must_be_sound
from tests.browser.test_replay import PATIENT, PEOPLE, media_time, plays, seek
from tests.support import takes
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitors
from tests.support.site import Invited, Site, until
from tests.support.takes import Bringing

SEGMENTS = 10
FIRST, NAMED, LAST = "The first step is a cannula.", "Mr Nobody was born in May.", "Look again later."
QUESTION = "What became of Mr Nobody?"


@dataclass
class Over:
    """A seminar that is over: 40 seconds, words at the seconds 3, 14 and 29, a question."""

    site: Site
    invited: Invited

    @property
    def url(self) -> str:
        return f"{self.site.url}/seminars/{self.invited.slug}/replay"


@pytest.fixture(scope="module")
def site(still_site: Site) -> Site:
    return still_site


@pytest.fixture
def over(site: Site, folder: Path) -> Over:
    invited = site.invite("Oxygen, to be tidied", *PEOPLE, live=True)
    moderator = invited.persons["moderator"]
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=SEGMENTS * takes.SEGMENT + 5)
    Bringing(site.url, invited.id, take, folder).bring(SEGMENTS)
    for number, (second, text) in enumerate(((3, FIRST), (14, NAMED), (29, LAST))):
        at = take["zero"] + second * 1000
        site.do(
            "cue_at", seminar=invited.id, key=f"key-{number:05}", text=text, start=at - 1000, end=at + 1000
        )
    site.do("answer_live", seminar=invited.id, persons=invited.persons, text=QUESTION)
    site.do(
        "write_in_chat", seminar=invited.id, person=invited.persons["ananya"], text="Nobody is my cousin."
    )
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    site.do("end", seminar=invited.id, person=moderator)
    return Over(site, invited)


def come(visitors: Visitors, over: Over, who: str, path: str = "", **how: Any) -> Page:
    visitor = visitors.come(who, **how)
    visitor.page.request.get(over.invited.links[who])
    visitor.page.goto(over.url + path)
    expect(visitor.page.locator(".track input")).to_be_visible()
    return visitor.page


def hide(page: Page, begin: str, end: str) -> None:
    desk = page.get_by_role("region", name="Tidy the recording")
    desk.get_by_label("From", exact=True).fill(begin)
    desk.get_by_label("To", exact=True).fill(end)
    expect(desk.get_by_text("cut where segments begin")).to_contain_text("0:12–0:16")
    expect(desk.get_by_text("cut where segments begin")).to_contain_text("1 caption")
    desk.get_by_label("Reason, for the organisers only").fill("A patient is named.")
    desk.get_by_role("button", name="Hide", exact=True).click()
    expect(desk.get_by_role("list", name="What was hidden")).to_contain_text("A patient is named.")


def length(page: Page) -> str:
    return page.get_by_role("slider", name="Position").get_attribute("max") or ""


def position(page: Page) -> str:
    said = page.get_by_role("slider", name="Position").get_attribute("aria-valuetext") or ""
    return said.split(" ")[0]


def test_a_stretch_is_hidden_and_shown_again(visitors: Visitors, over: Over) -> None:
    before = come(visitors, over, "aigul", "?t=28")
    expect(before.get_by_role("region", name="Captions: English")).to_contain_text(LAST)
    assert length(before) == "40"
    page = come(visitors, over, "moderator")
    expect(page.get_by_role("button", name=NAMED)).to_be_visible()
    hide(page, "0:13", "0:15")
    expect(page.get_by_role("slider", name="Position")).to_have_attribute("max", "36")
    expect(page.get_by_role("button", name=NAMED)).to_have_count(0)

    fetched: list[str] = []
    later = visitors.come("aigul later")
    reader = later.page
    reader.on("request", lambda request: fetched.append(request.url.rsplit("/", 1)[-1]))
    reader.request.get(over.invited.links["aigul"])
    reader.goto(f"{over.url}?t=28")  # a link from before means the same words
    expect(reader.get_by_role("region", name="Captions: English")).to_contain_text(LAST)
    assert position(reader) == "0:24" and length(reader) == "36"
    assert NAMED not in reader.content()
    until(lambda: 23 < media_time(reader) < 26, "the media is at that moment too", PATIENT)
    seek(reader, 9)
    reader.get_by_role("button", name="Play", exact=True).click()
    plays(reader)
    until(lambda: media_time(reader) > 14, "it plays over the hole", PATIENT, lambda: media_time(reader))
    at = media_time(reader)
    # what lies beyond the hole is where it should be
    assert abs(int(position(reader).split(":")[1]) - at) < 2
    reader.get_by_role("button", name=FIRST).click()
    until(lambda: media_time(reader) < 8, "one goes back over it", PATIENT)
    segments = {name for name in fetched if name.endswith(".m4s")}
    assert any(name.startswith("000004-") for name in segments)
    assert not any(name.startswith("000003-") for name in segments)

    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_text("Undone by Marat Moderator")).to_be_visible()
    expect(page.get_by_role("slider", name="Position")).to_have_attribute("max", "40")
    expect(page.get_by_role("button", name=NAMED)).to_be_visible()
    assert not later.errors


def test_by_keyboard_and_with_the_marks(visitors: Visitors, over: Over) -> None:
    page = come(visitors, over, "moderator", "?t=13")
    desk = page.get_by_role("region", name="Tidy the recording")
    desk.get_by_role("button", name="From: this second").focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_label("From", exact=True)).to_have_value("0:13")
    seek(page, 36)
    desk.get_by_role("button", name="To: this second").focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_label("To", exact=True)).to_have_value("0:36")
    desk.get_by_label("To", exact=True).fill("0:05")
    expect(desk.get_by_text("Choose a beginning and, after it, an end.")).to_be_visible()
    desk.get_by_label("What to hide").select_option("Everything after this second")
    desk.get_by_label("Reason, for the organisers only").fill("Talk in the corridor.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="Position")).to_have_attribute("max", "36")


def test_a_question_is_redacted(visitors: Visitors, over: Over) -> None:
    page = come(visitors, over, "moderator")
    desk = page.get_by_role("region", name="Tidy the recording")
    expect(page.get_by_role("button", name=QUESTION)).to_be_visible()
    desk.get_by_label("What to hide").select_option("A question with its answers")
    desk.get_by_label("Reason, for the organisers only").fill("A name.")
    desk.get_by_role("button", name="Redact for ever").click()
    page.get_by_role("dialog").get_by_role("button", name="Redact", exact=True).click()
    expect(desk.get_by_text("Redacted", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=QUESTION)).to_have_count(0)
    assert "Nobody" not in str(told(over, "question."))


def test_what_is_hidden_is_redacted_without_showing_it_again(visitors: Visitors, over: Over) -> None:
    """From its line, as it is in no list to choose from; what has the focus stays on that line."""
    page = come(visitors, over, "moderator")
    desk = page.get_by_role("region", name="Tidy the recording")
    desk.get_by_label("What to hide").select_option("A question with its answers")
    desk.get_by_label("Reason, for the organisers only").fill("A name.")
    desk.get_by_role("button", name="Hide", exact=True).click()
    line = desk.get_by_role("listitem").filter(has_text="A question").last
    line.get_by_role("button", name="Redact for ever").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Redact", exact=True).focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_text("Redacted", exact=True)).to_have_count(2)
    expect(desk.get_by_role("button", name="Show again")).to_have_count(0)
    expect(line).to_be_focused()
    assert "Nobody" not in str(told(over, "question."))


def test_the_words_of_who_only_wrote_in_the_chat(visitors: Visitors, over: Over) -> None:
    page = come(visitors, over, "moderator")
    desk = page.get_by_role("region", name="Tidy the recording")
    assert "Nobody" in str(told(over, "message."))
    desk.get_by_label("What to hide").select_option("All words of a person")
    desk.get_by_label("Which").select_option("Ananya Panellist")
    desk.get_by_label("Reason, for the organisers only").fill("As they wished.")
    desk.get_by_role("button", name="Hide", exact=True).click()
    expect(desk.get_by_role("list", name="What was hidden")).to_contain_text("1 text")
    assert "Nobody" not in str(told(over, "message."))
    desk.get_by_role("button", name="Show again").focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_text("Shown again", exact=True)).to_be_visible()
    expect(desk.get_by_role("listitem").filter(has_text="As they wished.")).to_be_focused()


def told(over: Over, kinds: str) -> list[Any]:
    log = over.site.log_of(over.invited.id)
    return [entry["data"] for entry in log if entry["kind"].startswith(kinds)]


def test_while_it_plays_its_end_is_not_asked_for_each_second(visitors: Visitors, over: Over) -> None:
    page = come(visitors, over, "moderator", "?t=10")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/preview?" in request.url else None)
    desk = page.get_by_role("region", name="Tidy the recording")
    page.get_by_role("button", name="Play", exact=True).click()
    desk.get_by_label("What to hide").select_option("Everything after this second")
    plays(page)
    expect(desk.get_by_text(re.compile(r"^0:1[3-9]–0:40$"))).to_be_visible(timeout=PATIENT * 1000)
    assert desk.get_by_role("status").inner_text() == "" and asked == []
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("cut where segments begin")
    assert len(asked) == 1


def test_an_attendee_has_no_such_desk(visitors: Visitors, over: Over) -> None:
    page = come(visitors, over, "aigul")
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
    assert page.get_by_role("region", name="Tidy the recording").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_desk_has_no_violations(
    visitors: Visitors, over: Over, axe: str, scheme: Scheme, size: dict[str, int]
) -> None:
    page = come(visitors, over, "moderator", size=size, scheme=scheme)
    hide(page, "0:13", "0:15")
    page.get_by_label("What to hide").select_option("The words that are said now")
    must_be_sound(page, axe, f"tidy {scheme} {size['width']}")


def test_the_desk_from_right_to_left(visitors: Visitors, over: Over, axe: str) -> None:
    page = come(visitors, over, "moderator", size=PHONE, language="ur")
    expect(page.locator(".tidy")).to_be_visible()
    must_be_sound(page, axe, "tidy rtl")
    assert re.match("rtl", page.evaluate("document.documentElement.dir"))
