"""The replay in a browser: while the seminar goes on and after it, with a take of real CMAF segments."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_pages import must_be_sound
from tests.support import takes
from tests.support.browser import DESKTOP, PHONE, Scheme, Visitor, Visitors
from tests.support.pages import Weights
from tests.support.site import Guest, Invited, Site, until
from tests.support.takes import Bringing

QUESTION = "Which patient comes first?"
PEOPLE = (
    Guest("moderator", "moderator", "Marat Moderator"),
    Guest("ananya", "panellist", "Ananya Panellist", "IN"),
    Guest("aigul", "attendee", "Aigul Attendee", "KZ"),
)
PATIENT = 60.0  # seconds on a machine that is busy with other tests
LIGHT = 300_000  # bytes of scripts as gzip sends them

# The pitch that is heard just now, in Hz; 0 for silence.
_PITCH = """
async () => {
  const video = document.querySelector("video");
  const context = (window.__heard ??= new AudioContext());
  await context.resume();
  const stream = video.captureStream();
  if (!stream.getAudioTracks().length) return 0;
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(stream).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  for (let i = 0; i < 40; i++) {
    await new Promise((done) => setTimeout(done, 50));
    analyser.getFloatFrequencyData(bins);
    const at = bins.indexOf(Math.max(...bins));
    if (bins[at] > -60 && i > 5) return at * context.sampleRate / analyser.fftSize;
  }
  return 0;
}
"""


@dataclass
class Recorded:
    """A seminar with a take that grows: slide 2 from the start, 3 and a question later, and what was said."""

    site: Site
    invited: Invited
    take: dict[str, Any]
    bringing: Bringing
    folder: Path
    deck: str
    cues: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.site.url}/seminars/{self.invited.slug}/replay"

    def do(self, deed: str, **values: Any) -> Any:
        return self.site.do(deed, seminar=self.invited.id, **values)


@pytest.fixture(scope="module")
def site(still_site: Site) -> Site:
    return still_site


@pytest.fixture(scope="module")
def recorded(site: Site, folder: Path) -> Iterator[Recorded]:
    invited = site.invite("Oxygen, recorded", *PEOPLE, live=True)
    moderator = invited.persons["moderator"]
    deck = site.do("deck", seminar=invited.id, person=invited.persons["ananya"])
    # it is there in the first second, however slow the box
    site.do("show", seminar=invited.id, person=moderator, deck=deck, page=2)
    take = site.do("record_take", seminar=invited.id, person=moderator)
    bringing = Bringing(site.url, invited.id, take, folder)
    made = Recorded(site, invited, take, bringing, folder, deck)
    bringing.bring(2)
    made.do("begin_part", person=moderator, part=0)
    bringing.go_on()
    until(lambda: bringing.brought > 2, "eight seconds are recorded")
    cue = made.do(
        "cue", key="key-00001", language="en", text="The first step is a nasal cannula.", person=moderator
    )
    made.do("translate_cue", cue=cue, language="kk", text="Бірінші қадам: мұрын канюлясы.")
    made.do("begin_part", person=moderator, part=1)
    made.do("show", person=moderator, deck=deck, page=3)
    made.do("answer_live", persons=invited.persons, text=QUESTION)
    until(lambda: bringing.brought > 4, "sixteen seconds are recorded", 30)
    made.do("cue", key="key-00002", language="en", text="Look again after fifteen minutes.", person=moderator)
    yield made
    bringing.stop()


def come(visitors: Visitors, recorded: Recorded, path: str = "", **how: Any) -> Visitor:
    """An attendee by their link, at the replay."""
    visitor = visitors.come("aigul", **how)
    visitor.page.request.get(recorded.invited.links["aigul"])
    visitor.page.goto(recorded.url + path)
    expect(visitor.page.get_by_role("slider")).to_be_visible()
    return visitor


def media_time(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def plays(page: Page) -> None:
    """The time goes on, and pictures have been decoded. How many are shown a second is the box's affair."""
    look = "(() => { const v = document.querySelector('video'); return [v.currentTime, v.videoWidth, "
    look += "v.getVideoPlaybackQuality().totalVideoFrames]; })()"
    begun = page.evaluate(look)[0]

    def goes_on() -> bool:
        now, width, frames = page.evaluate(look)
        return bool(now > begun + 1 and width == 640 and frames > 0)

    until(goes_on, "it plays", PATIENT, seen=lambda: page.evaluate(look))


def pitch(page: Page) -> float:
    return float(page.evaluate(_PITCH))


def seek(page: Page, seconds: int) -> None:
    slider = page.get_by_role("slider", name="Position")
    slider.evaluate(
        "(e, at) => { e.step = 1; e.value = at; e.dispatchEvent(new Event('input', { bubbles: true })); }",
        seconds,
    )


def slide(page: Page) -> Locator:
    return page.get_by_role("region", name="Player").locator(".slide")


def test_it_is_watched_while_it_goes_on(visitors: Visitors, recorded: Recorded) -> None:
    visitor = come(visitors, recorded)
    page = visitor.page
    page.get_by_role("button", name="Play", exact=True).click()
    plays(page)
    expect(slide(page)).to_have_attribute("data-page", "3")  # shown in the ninth second
    length = page.get_by_role("slider", name="Position").get_attribute("max")
    grown = page.locator(f"input[type=range]:not([max='{length}'])")
    expect(grown).to_be_visible()
    page.get_by_role("button", name=re.compile("^Live")).click()
    expect(page.get_by_role("button", name=re.compile("^Live"))).to_have_attribute("aria-pressed", "true")
    plays(page)
    assert not visitor.errors


def test_who_comes_late_is_led_there(visitors: Visitors, recorded: Recorded) -> None:
    page = visitors.come("late").page
    page.request.get(recorded.invited.links["aigul"])
    page.goto(recorded.url.removesuffix("/replay"))
    link = page.get_by_role("link", name="Watch the recording")
    expect(link).to_have_attribute("href", re.compile("/replay$"))
    page.goto(recorded.url.removesuffix("replay") + "room")
    page.get_by_role("button", name="Enter the room").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Watch the recording")).to_be_visible()


def test_a_lost_line_is_said_and_mended(visitors: Visitors, recorded: Recorded) -> None:
    page = visitors.come("weak").page
    page.request.get(recorded.invited.links["aigul"])
    page.route("**/media/**", lambda route: route.abort())
    page.goto(recorded.url)
    player = page.get_by_role("region", name="Player")
    expect(player.get_by_role("alert")).to_contain_text("Nothing is lost")
    page.unroute("**/media/**")
    page.get_by_role("button", name="Play", exact=True).click()
    plays(page)
    expect(player.get_by_role("alert")).to_have_count(0)


def test_one_hears_another_language(visitors: Visitors, recorded: Recorded) -> None:
    page = come(visitors, recorded).page
    page.get_by_role("button", name="Play", exact=True).click()
    plays(page)
    page.get_by_label("Audio language").select_option(label="Қазақша")
    until(lambda: abs(pitch(page) - takes.KAZAKH) < 20, "the interpreter is heard", PATIENT)
    page.get_by_label("Audio language").select_option(index=0)
    until(lambda: abs(pitch(page) - takes.FLOOR) < 20, "the floor is heard again", PATIENT)


def test_a_second_shows_its_slide_and_its_caption(visitors: Visitors, recorded: Recorded) -> None:
    page = come(visitors, recorded, "?t=2").page
    expect(slide(page)).to_have_attribute("data-page", "2")
    expect(slide(page).get_by_role("img")).to_be_visible()
    words = page.get_by_role("region", name="Captions: English")
    expect(words.get_by_text("cannula")).to_have_count(0)
    page.get_by_role("button", name="The first step is a nasal cannula.").click()
    expect(words).to_contain_text("The first step is a nasal cannula.")
    first = until(lambda: media_time(page), "the first caption's second is there", PATIENT)
    page.get_by_role("button", name="Look again after fifteen minutes.").click()
    expect(words).to_contain_text("Look again after fifteen minutes.")
    expect(slide(page)).to_have_attribute("data-page", "3")
    until(lambda: media_time(page) > first + 4, "the second caption's second is there", PATIENT)
    page.get_by_role("region", name="Player").get_by_label("Captions", exact=True).select_option("kk")
    page.get_by_role("button", name="Бірінші қадам").click()
    expect(page.get_by_role("region", name="Captions: Қазақша")).to_contain_text("мұрын канюлясы")
    expect(slide(page)).to_have_attribute("data-page", "2")


def test_a_question_leads_to_its_answer(visitors: Visitors, recorded: Recorded) -> None:
    page = come(visitors, recorded).page
    page.get_by_role("button", name=QUESTION).click()
    expect(slide(page)).to_have_attribute("data-page", "3")
    asked = page.get_by_role("listitem").filter(has_text=QUESTION)
    assert re.match(r"\d+:\d\d", asked.locator("time").inner_text())
    page.get_by_role("button", name="Oxygen in four steps").click()
    expect(slide(page)).not_to_have_attribute("data-page", "3")


def test_the_transcript_is_searched(visitors: Visitors, recorded: Recorded) -> None:
    page = come(visitors, recorded).page
    page.get_by_label("Search the transcript").fill("CANNULA")
    expect(page.get_by_text("1 match", exact=False)).to_be_visible()
    expect(page.locator("mark")).to_have_text(["cannula"])
    page.get_by_label("Search the transcript").press("Enter")
    expect(page.get_by_role("region", name="Captions: English")).to_contain_text("cannula")


def test_by_keyboard_alone(visitors: Visitors, recorded: Recorded) -> None:
    page = come(visitors, recorded).page
    page.keyboard.press("Space")  # at once: the keys work as soon as the player stands
    plays(page)
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert page.evaluate("document.querySelector('video').paused")
    before = media_time(page)
    page.keyboard.press("l")
    until(lambda: media_time(page) > before + 9, "ten seconds on", PATIENT)
    page.keyboard.press("ArrowLeft")
    until(lambda: media_time(page) < before + 7, "five seconds back", PATIENT, lambda: media_time(page))
    page.keyboard.press(".")
    expect(page.get_by_label("Speed")).to_have_value("1.25")
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('video').muted")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("slider", name="Position").focus()
    before = media_time(page)
    page.keyboard.press("ArrowRight")
    until(lambda: media_time(page) > before + 4, "the seek bar goes by the arrows", PATIENT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_has_no_violations(
    visitors: Visitors, recorded: Recorded, axe: str, scheme: Scheme, size: dict[str, int]
) -> None:
    page = come(visitors, recorded, "?t=9", size=size, scheme=scheme).page
    expect(slide(page).get_by_role("img")).to_be_visible()
    page.get_by_label("Search the transcript").fill("a")
    must_be_sound(page, axe, f"replay {scheme} {size['width']}")


def test_from_right_to_left(site: Site, visitors: Visitors, recorded: Recorded, axe: str) -> None:
    page = come(visitors, recorded, "?t=9", size=PHONE, language="ur").page
    must_be_sound(page, axe, "replay rtl")
    assert page.evaluate("document.documentElement.dir") == "rtl"


def test_its_scripts_are_light(visitors: Visitors, recorded: Recorded) -> None:
    visitor = visitors.come("weighed")
    weights = Weights(visitor.page)
    visitor.page.request.get(recorded.invited.links["aigul"])
    visitor.page.goto(recorded.url)
    visitor.page.get_by_role("button", name="Play", exact=True).click()
    plays(visitor.page)
    scripts = weights.scripts()
    assert any(name.startswith("hls-") for name in scripts)
    assert sum(scripts.values()) <= LIGHT, scripts


def test_without_a_recording(site: Site, visitors: Visitors, axe: str) -> None:
    invited = site.invite("Not recorded", *PEOPLE, live=True)
    page = visitors.come("aigul").page
    page.request.get(invited.links["aigul"])
    page.goto(f"{site.url}/seminars/{invited.slug}/replay")
    expect(page.get_by_text("Nothing has been recorded yet.")).to_be_visible()
    must_be_sound(page, axe, "nothing recorded")
    site.do("record_take", seminar=invited.id, person=invited.persons["moderator"])
    expect(page.get_by_text("Its first seconds are on their way.")).to_be_visible()
    site.do("end", seminar=invited.id, person=invited.persons["moderator"])


def _is_past(moment: int) -> bool:
    return time.time() * 1000 > moment


def test_after_the_end_with_a_gap(site: Site, visitors: Visitors, recorded: Recorded) -> None:
    """Two takes: the second begins where the first ends, as if nothing had been between."""
    invited = site.invite("In two parts", *PEOPLE, live=True)
    moderator = invited.persons["moderator"]
    for ago in (9, 0):
        take = site.do("record_take", seminar=invited.id, person=moderator, ago=ago)
        Bringing(site.url, invited.id, take, recorded.folder).bring(2)
        site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
        until(partial(_is_past, take["zero"] + 9000), "nothing is recorded for a second")
    site.do("end", seminar=invited.id, person=moderator)
    page = visitors.come("late").page
    page.request.get(invited.links["aigul"])
    page.goto(f"{site.url}/seminars/{invited.slug}/replay?t=1")
    expect(page.get_by_text(re.compile(r"/ 0:1\d"))).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()
    plays(page)
    seek(page, 7)
    expect(page.get_by_role("slider", name="Position")).to_have_attribute(
        "aria-valuetext", re.compile("^0:(09|1)")
    )
    plays(page)
    expect(page.get_by_role("button", name=re.compile("^Live"))).to_have_count(0)
