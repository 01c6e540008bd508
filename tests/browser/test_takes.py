"""Takes as they are played: by hls.js itself, with captions over a hole; and by our page, equally loud."""

import shutil
import statistics
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import must_be_sound
from tests.support import takes
from tests.support.browser import PHONE, Visitors
from tests.support.site import ROOT, Guest, Site, until
from tests.support.takes import Bringing

HOSTILE = "SpO₂ < 90 & <b>PEEP</b> --> 8"
ARABIC = "PEEP ثمانية"
PATIENT = 60.0
APART = 12.0  # decibels between the floor and the interpreter
MODERATOR = Guest("moderator", "moderator", "Marat Moderator")
# Plays a take with the captions of one language.
_PLAY = """
async ([url, language]) => {
  const video = document.body.appendChild(document.createElement("video"));
  const hls = new Hls({ enableWorker: false, startPosition: 0 });
  hls.loadSource(url);
  hls.attachMedia(video);
  video.muted = true;
  window.player = { video, hls };
  await new Promise((done) => hls.once(Hls.Events.FRAG_BUFFERED, done));
  hls.subtitleTrack = hls.subtitleTracks.findIndex(({ lang }) => lang === language);
  await video.play();
}
"""
# What a person would read: [seconds, seconds, words].
_READ = """
() => {
  const { video, hls } = window.player;
  const found = [...video.textTracks].flatMap((track) => [...(track.cues ?? [])]);
  return {
    at: video.currentTime,
    names: hls.subtitleTracks.map(({ name }) => name),
    cues: found.map(({ startTime, endTime, text }) => [startTime, endTime, text]),
    shown: found.length ? found[0].getCueAsHTML().textContent : "",
  };
}
"""


@pytest.fixture(scope="module")
def site(still_site: Site) -> Site:
    return still_site


@pytest.fixture(scope="module")
def address(site: Site, folder: Path) -> str:
    """A take of 8 s, a hole of 4 s, and 8 s more, with captions in English and Arabic."""
    invited = site.invite("Oxygen, for any player", MODERATOR, live=True)
    moderator = invited.persons["moderator"]
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=40)
    bringing = Bringing(site.url, invited.id, take, folder)
    bringing.bring(2)
    bringing.lose(1)
    bringing.bring(2)
    for key, text, start, end in (
        ("key-00001", HOSTILE, 1000, 2500),
        ("key-00002", "Across the border.", 3000, 5500),
        ("key-00003", "After the hole.", 13_000, 14_500),
    ):
        times = {"start": take["zero"] + start, "end": take["zero"] + end}
        cue = site.do("cue_at", seminar=invited.id, key=key, text=text, **times)
        site.do("translate_cue", seminar=invited.id, cue=cue, language="ar", text=f"{ARABIC} {key[-1]}")
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    return str(site.url + site.do("take_address", take=take["id"]))


def play(visitors: Visitors, address: str, language: str) -> Any:
    page = visitors.come("player").page
    page.goto(address.split("/media/")[0] + "/healthz")
    page.evaluate((ROOT / "web/node_modules/hls.js/dist/hls.min.js").read_text())
    page.evaluate(_PLAY, [address, language])
    until(
        lambda: page.evaluate(_READ)["at"] > 12,
        "it plays over the hole",
        PATIENT,
        lambda: page.evaluate(_READ),
    )
    return page.evaluate(_READ)


def test_captions_are_text_tracks_at_their_moments(visitors: Visitors, address: str) -> None:
    found = play(visitors, address, "en")
    assert any(name.startswith("English (") for name in found["names"]) and len(found["names"]) == 2
    times = [(round(start, 2), round(end, 2)) for start, end, _text in found["cues"]]
    assert times == [(1.0, 2.5), (3.0, 5.5), (9.0, 10.5)]  # the hole has no length for a player
    assert found["shown"].strip("\u200e") == HOSTILE


def test_arabic_runs_from_the_right(visitors: Visitors, address: str) -> None:
    found = play(visitors, address, "ar")
    assert [text for _start, _end, text in found["cues"]] == [f"\u200f{ARABIC} {n}" for n in (1, 2, 3)]


# Whatever is led to the loudspeakers through Web Audio goes by a meter, too.
_METER = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    const meter = new AnalyserNode(this.context, { fftSize: 32768 });
    connect.call(this, meter);
    window.meter = meter;
  }
  return connect.call(this, target, ...rest);
};
"""
# The loudness of the last 0.7 s that were heard, in dBFS; null as long as nothing goes by the meter.
_HEARD = """
() => {
  if (!window.meter || document.querySelector("video").paused) return null;
  const wave = new Float32Array(window.meter.fftSize);
  window.meter.getFloatTimeDomainData(wave);
  return 10 * Math.log10(wave.reduce((sum, value) => sum + value * value, 1e-12) / wave.length);
}
"""

# Another sound is chosen while the first segment of the one before is being written to the browser.
_CHOOSE_LATE = """
const append = SourceBuffer.prototype.appendBuffer;
let written = 0;
SourceBuffer.prototype.appendBuffer = function (data) {
  append.call(this, data);
  const sound = document.querySelector("select[aria-label='Audio language']");
  if (!window.hears || !sound || this !== window.hears || (written += 1) !== 2) return;
  sound.selectedIndex = [...sound.options].findIndex(({ text }) => text === "Қазақша");
  sound.dispatchEvent(new Event("change", { bubbles: true }));
};
const add = MediaSource.prototype.addSourceBuffer;
MediaSource.prototype.addSourceBuffer = function (type) {
  const made = add.call(this, type);
  if (type.startsWith("audio")) window.hears = made;
  return made;
};
"""
_TIME = "document.querySelector('video').currentTime"


@pytest.fixture(scope="module")
def uneven(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture of the other take; the interpreter is 12 dB quieter than the floor."""
    made = tmp_path_factory.mktemp("uneven") / "cut"
    shutil.copytree(folder / "video", made / "video")
    takes.noise(made, "floor", 24, decibels=9)
    takes.noise(made, "kk", 24, decibels=9 - APART)
    return made


def heard(page: Any, times: int) -> float:
    """The median of what is heard within some seconds: a moment of silence while it is switched is none."""
    found: list[float] = []
    last = page.evaluate(_TIME)

    def enough() -> bool:
        nonlocal last
        now, value = page.evaluate(_TIME), page.evaluate(_HEARD)
        if value is not None and now > last + 0.7:
            last = now
            found.append(value)
        return len(found) >= times

    until(enough, "something is heard", PATIENT, lambda: found)
    return statistics.median(found)


def test_an_interpreter_is_as_loud_as_the_floor(site: Site, visitors: Visitors, uneven: Path) -> None:
    aigul = Guest("aigul", "attendee", "Aigul Attendee", "KZ")
    invited = site.invite("Oxygen, quietly interpreted", MODERATOR, aigul, live=True)
    moderator = invited.persons["moderator"]
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=40)
    Bringing(site.url, invited.id, take, uneven).bring(6)
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    assert site.do("measure_take", take=take["id"]) == 2
    visitor = visitors.come("aigul")
    page = visitor.page
    page.add_init_script(_METER)
    page.add_init_script(_CHOOSE_LATE)
    page.request.get(invited.links["aigul"])
    page.goto(f"{site.url}/seminars/{invited.slug}/replay")
    gains = page.evaluate(
        f"fetch('/api/seminars/{invited.id}/archive').then((a) => a.json()).then((a) => a.takes[0].gains)"
    )
    assert gains["kk"] - gains["floor"] == pytest.approx(APART, abs=0.7) and gains["kk"] > 0
    page.get_by_role("button", name="Play", exact=True).click()
    kazakh = heard(page, 3)
    expect(page.get_by_label("Audio language").locator("option:checked")).to_have_text("Қазақша")
    page.get_by_label("Audio language").select_option(index=0)
    floor = heard(page, 3)
    assert abs(kazakh - floor) < 1, (kazakh, floor, gains)
    assert not visitor.errors


def test_a_film_is_taken_along(site: Site, visitors: Visitors, folder: Path, axe: str) -> None:
    """By the worker of the running site: asked for, made, fetched; and the organiser lets others, too."""
    aigul = Guest("aigul", "attendee", "Aigul Attendee", "KZ")
    invited = site.invite("Oxygen, to keep", MODERATOR, aigul, live=True)
    moderator = invited.persons["moderator"]
    take = site.do("record_take", seminar=invited.id, person=moderator, ago=40)
    Bringing(site.url, invited.id, take, folder).bring(3)
    site.do("stop_take", seminar=invited.id, person=moderator, take=take["id"])
    replay = f"{site.url}/seminars/{invited.slug}/replay"
    visitor = visitors.come("moderator", size=PHONE)
    page = visitor.page
    page.request.get(invited.links["moderator"])
    page.goto(replay)
    region = page.get_by_role("region", name="To keep")
    region.get_by_role("button", name="Prepare: Video, Қазақша").click()
    link = region.get_by_role("link", name="Download: Video, Қазақша")
    expect(link).to_be_visible(timeout=PATIENT * 1000)
    with page.expect_download() as fetched:
        link.click()
    assert fetched.value.suggested_filename.endswith("-kk.mp4")
    assert b"ftyp" in Path(fetched.value.path()).read_bytes()[:16]
    attendee = visitors.come("aigul", size=PHONE).page
    attendee.request.get(invited.links["aigul"])
    attendee.goto(replay)
    expect(attendee.get_by_role("heading", name="Pass on")).to_be_visible()
    expect(attendee.get_by_role("region", name="To keep")).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        region.get_by_label("Every member of the seminar may keep these files").check()
    attendee.reload()
    expect(attendee.get_by_role("link", name="Download: Video, Қазақша")).to_be_visible()
    must_be_sound(attendee, axe, "to keep")
    assert not visitor.errors
