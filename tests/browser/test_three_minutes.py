"""Three minutes of a seminar as it is recorded and watched: real publishers, SFU, recorder, site and browser.

Two panellists take turns, each with a slide and a caption; two interpreters speak all the time. While it goes
on, a browser watches it from the start; afterwards every file is read by ffmpeg and listened to.
"""

import itertools
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_replay import media_time, pitch, plays, seek, slide
from tests.support import hls
from tests.support import recorder as tool
from tests.support import site as sites
from tests.support.browser import Visitor, Visitors
from tests.support.recorder import Event, Program
from tests.support.site import Guest, Invited, Site, until

LENGTH = 180  # seconds that are recorded
TURN = 20  # seconds of one turn
PANEL = {"ana": ("red", 360, 400), "ben": ("blue", 480, 700)}  # colour and height of the picture, Hz
BOOTHS = {"kk": 1100, "ru": 1500}  # Hz
RENDITIONS = ("video", "floor", *BOOTHS)
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский"}
WORDS = tuple(f"step number {number}" for number in range(1, 20))
OFFSET = 0.08  # seconds that the picture may be before or behind the sound
PATIENT = 45.0

# When the first picture of the page was there, in milliseconds since it was asked for.
_FIRST = """
document.addEventListener("loadeddata", () => { window.__first ??= performance.now(); }, true);
"""


@dataclass
class Turn:
    person: str
    page: int
    words: str
    begun: float  # seconds since 1970


@dataclass
class Held:
    """The seminar while it goes on. `turns` grows."""

    site: Site
    invited: Invited
    bots: Mapping[str, Program]
    deck: str
    take: str = ""
    address: str = ""
    turns: list[Turn] = field(default_factory=list)

    def do(self, deed: str, **values: Any) -> Any:
        return self.site.do(deed, seminar=self.invited.id, **values)

    def next_turn(self) -> None:
        number = len(self.turns)
        person, other = list(PANEL)[number % 2], list(PANEL)[(number + 1) % 2]
        self.bots[other].say("quiet")
        self.bots[person].say("sound")
        self.do("turn", person=self.invited.persons[person], language="en")
        page, moderator = number % 4 + 1, self.invited.persons["moderator"]
        self.do("show", person=moderator, deck=self.deck, page=page)
        self.turns.append(Turn(person, page, WORDS[number], time.time()))

    def caption(self) -> None:
        """What was said in the last seconds, heard and translated."""
        turn = self.turns[-1]
        key, text = f"key-{len(self.turns):05}", f"Now the {turn.words}."
        person = self.invited.persons[turn.person]
        cue = self.do("cue", key=key, language="en", text=text, person=person)
        self.do("translate_cue", cue=cue, language="kk", text=f"Енді: {turn.words}.")

    def goes_on(self, second: float) -> None:
        """Turns and captions in their time, until so many seconds after the first."""
        due = self.turns[0].begun + second
        while time.time() < due:
            step = min(due, self.turns[-1].begun + TURN)
            until(partial(_is_past, step), "time passes", TURN + 5)
            if step < due:
                self.caption()
                self.next_turn()


def _is_past(moment: float) -> bool:
    return time.time() >= moment


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = {"SCRIBE_ENGINE": "none"}
    with sites.running(tmp_path_factory.mktemp("minutes") / "data", settings=settings) as running:
        yield running


def voice_clip(path: Path, hertz: int, seed: int) -> Path:
    """A tone that is louder and softer as chance has it, another for each seed."""
    steps = np.random.default_rng(seed).uniform(0.1, 0.5, (tool.CLIP + 1) * 4)
    loud = np.repeat(steps, tool.RATE // 4)
    sound = loud * np.sin(2 * np.pi * hertz * np.arange(len(loud)) / tool.RATE)
    raw = path.with_suffix(".f32")
    raw.write_bytes(sound.astype(np.float32).tobytes())
    coding = ("-c:a", "libopus", "-b:a", "48k", "-frame_duration", "20", "-page_duration", "20000")
    tool.ffmpeg("-f", "f32le", "-ar", str(tool.RATE), "-ac", "1", "-i", raw, *coding, path)
    return path


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for name, (colour, height, hertz) in PANEL.items():
        tool.tone_clip(folder / f"{name}.ogg", hertz)
        tool.film_clip(folder / f"{name}.h264", 640, height, colour)
    for seed, (name, hertz) in enumerate(BOOTHS.items()):
        voice_clip(folder / f"{name}.ogg", hertz, seed)
    return folder


@pytest.fixture(scope="module")
def held(site: Site, clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    guests = [Guest("moderator", "moderator"), Guest("aigul", "attendee")]
    guests += [Guest(name, "panellist") for name in PANEL] + [Guest(name, "interpreter") for name in BOOTHS]
    invited = site.invite("Three minutes", *guests, live=True)
    deck = site.do("deck", seminar=invited.id, person=invited.persons["ana"])
    for name in BOOTHS:  # who works in no booth may not publish
        persons = {"person": invited.persons[name], "moderator": invited.persons["moderator"]}
        site.do("interpret", seminar=invited.id, language=name, **persons)
    publisher = tool.built("publish", "./cmd/publish")
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path_factory.mktemp("log") / "log").open("wb"))
        bots = {}
        for name in (*PANEL, *BOOTHS):
            ticket = site.do("speaker_token", seminar=invited.id, person=invited.persons[name])
            film = ["-video", clips / f"{name}.h264"] if name in PANEL else []
            command = [publisher, "-url", ticket["url"], "-audio", clips / f"{name}.ogg", *film]
            bots[name] = Program(command, ticket["token"], log)
            stack.enter_context(tool.ending(bots[name]))
            bots[name].until("published")
        yield Held(site, invited, bots, deck)


def recorded_for(held: Held) -> float:
    """Seconds, as the playlists have them."""
    try:
        found = hls.segments(held.address, "floor")
    except OSError:
        return 0.0
    return float(sum(segment["duration"] for segment in found) / 1000)


def is_whole(held: Held) -> bool:
    """Whether the take is over, and every rendition has come to its end."""
    over = all(b"ENDLIST" in hls.read(hls.beside(held.address, f"{name}.m3u8")) for name in RENDITIONS)
    counts = {len(hls.segments(held.address, name)) for name in RENDITIONS}
    return over and len(counts) == 1 and recorded_for(held) > LENGTH - 4


def arrive(visitors: Visitors, held: Held, path: str = "", name: str = "aigul") -> Visitor:
    """Somebody at the replay, who sees its first picture."""
    visitor = visitors.come(name, script=_FIRST)
    visitor.page.request.get(held.invited.links["aigul"])
    visitor.page.goto(f"{held.site.url}/seminars/{held.invited.slug}/replay{path}")
    until(lambda: visitor.page.evaluate("window.__first"), "the first picture is there", PATIENT)
    return visitor


def hear(page: Page, pitch_wanted: int, name: str) -> None:
    page.get_by_label("Audio language").select_option(label=name)
    until(lambda: abs(pitch(page) - pitch_wanted) < 20, f"{name} is heard", PATIENT)


def watch_while_it_goes_on(visitors: Visitors, held: Held) -> float:
    """Play, languages, captions, the slide of that second; returns the seconds until the first picture."""
    visitor = arrive(visitors, held)
    page = visitor.page
    first = float(page.evaluate("window.__first")) / 1000
    page.get_by_role("button", name="Play", exact=True).click()
    plays(page)
    for tag, pitch_wanted in BOOTHS.items():
        hear(page, pitch_wanted, OWN_NAMES[tag])
    page.get_by_role("region", name="Player").get_by_role("button", name="Pause", exact=True).click()
    seen = held.turns[0]
    page.get_by_role("button", name=f"Now the {seen.words}.").click()
    words = page.get_by_role("region", name=re.compile("^Captions"))
    expect(words).to_contain_text(f"Now the {seen.words}.")
    expect(slide(page)).to_have_attribute("data-page", str(seen.page))
    page.get_by_role("region", name="Player").get_by_label("Captions", exact=True).select_option("kk")
    page.get_by_role("button", name=f"Енді: {seen.words}.").click()
    expect(words).to_contain_text(f"Енді: {seen.words}.")
    assert not visitor.errors
    return first


def shows_its_slides(page: Page, held: Held, zero: float) -> None:
    """At the middle of each turn so far, the slide that was shown then."""
    for turn, later in itertools.pairwise(held.turns):
        second = (turn.begun + later.begun) / 2 - zero
        seek(page, round(second))
        expect(slide(page)).to_have_attribute("data-page", str(turn.page))
        until(partial(_is_near, page, second), "it plays from there", PATIENT)


def _is_near(page: Page, second: float) -> bool:
    return abs(media_time(page) - second) < 3


def spoken(held: Held, person: str, zero: float) -> tuple[float, float]:
    """The middle of somebody's longest turn, as seconds of the take."""
    turns = [
        (a.begun - zero, b.begun - zero) for a, b in itertools.pairwise(held.turns) if a.person == person
    ]
    begin, end = max(turns, key=lambda turn: turn[1] - turn[0])
    return begin + 6, end - 4


def likeness(part: Any, clip: Any) -> float:
    """The greatest normalised correlation of a stretch of sound with a clip that goes round, from 0 to 1."""
    size = 1 << (len(part) + 2 * len(clip)).bit_length()
    twice = np.concatenate([clip, clip])
    product = np.fft.irfft(np.fft.rfft(twice, size) * np.conj(np.fft.rfft(part, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(twice.astype(np.float64) ** 2)])
    starts = np.arange(len(clip))
    norms = np.sqrt((energy[starts + len(part)] - energy[starts]) * float(part @ part))
    return float(np.max(np.abs(product[: len(clip)]) / np.maximum(norms, 1e-9)))


def offsets(
    folder: Path, found: Mapping[str, list[Event]], steady: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """When each flash was, and how much later its beep, where one person is seen and heard; in seconds."""
    video, floor = found["video"], found["floor"]
    origin = tool.begin(tool.whole(folder, video[:1], folder / "first.mp4"))
    beeps = tool.beeps(folder, floor, folder)
    flashes = [
        at for at in tool.flashes(folder, video, folder) if any(a < at - origin < b for a, b in steady)
    ]
    return [(flash - origin, min((beep - flash for beep in beeps), key=abs)) for flash in flashes]


def is_read_by_ffprobe(held: Held, folder: Path, found: Mapping[str, list[Event]]) -> None:
    asked = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    master = subprocess.run([*asked, held.address], capture_output=True, text=True, timeout=60)
    assert master.returncode == 0 and set(master.stdout.split()) >= {"h264", "opus"}, master.stderr
    for rendition, segments in found.items():
        assert [s["name"].split("-")[0] for s in segments] == [f"{n:06}" for n in range(len(segments))]
        assert all(0 < segment["duration"] <= 6000 for segment in segments)
        for run in tool.runs(segments):
            path = tool.whole(folder, run, folder / "run.mp4")
            done = subprocess.run([*asked, path], capture_output=True, text=True, check=True)
            assert done.stdout.split() == ["h264" if rendition == "video" else "opus"] and not done.stderr
            tool.decode(path)
        total = sum(segment["duration"] for segment in segments) / 1000
        assert abs(total - sum(s["duration"] for s in found["video"]) / 1000) <= 0.1, rendition


def test_three_minutes(held: Held, visitors: Visitors, clips: Path, tmp_path: Path) -> None:
    made = held.do("record")
    held.take, held.address = made["take"], held.site.url + made["address"]
    held.next_turn()
    until(lambda: recorded_for(held) > 0, "the first segment is there", 30)
    zero = hls.segments(held.address, "video")[0]["at"] / 1000
    held.goes_on(22)
    first = watch_while_it_goes_on(visitors, held)
    watched = time.time() - zero
    page = arrive(visitors, held, "?t=2", "another").page
    again = float(page.evaluate("window.__first")) / 1000
    print(f"\nfirst picture after {first:.2f} s, again {again:.2f} s; watched until second {watched:.0f}")  # noqa: T201
    held.goes_on(65)
    shows_its_slides(page, held, zero)
    held.goes_on(LENGTH)
    end = time.time() - zero
    held.do("stop_recording", take=held.take)
    until(lambda: is_whole(held), "all of it is there", 30)
    found = {name: hls.fetch(held.address, name, tmp_path) for name in RENDITIONS}
    is_read_by_ffprobe(held, tmp_path, found)
    is_in_step(held, tmp_path, found, zero, end)
    is_heard_where_they_speak(held, clips, tmp_path, found, zero)


def is_in_step(held: Held, folder: Path, found: Mapping[str, list[Event]], zero: float, end: float) -> None:
    """Picture and sound at the start, in the middle and at the end; the picture changes with each turn."""
    ends = [turn.begun - zero for turn in held.turns[1:]] + [end]
    steady = [(turn.begun - zero + 4, over - 1) for turn, over in zip(held.turns, ends, strict=True)]
    apart = offsets(folder, found, steady)
    changes = len(tool.runs(found["video"]))
    total = sum(segment["duration"] for segment in found["video"]) / 1000
    print(f"{total:.0f} s in {len(found['video'])} segments, {changes} pictures for {len(held.turns)} turns")  # noqa: T201
    print(f"A/V offset in ms: {[(round(at), round(offset * 1000)) for at, offset in apart]}")  # noqa: T201
    third = LENGTH / 3
    assert min(sum(n * third <= at < (n + 1) * third for at, _ in apart) for n in range(3)) >= 5
    assert all(abs(offset) <= OFFSET for _, offset in apart), apart
    assert changes >= len(held.turns)


def is_heard_where_they_speak(
    held: Held, clips: Path, folder: Path, found: Mapping[str, list[Event]], zero: float
) -> None:
    """Each channel is its interpreter and nobody else; the floor is whoever speaks."""
    alike: dict[str, dict[str, float]] = {}
    for name in ("floor", *BOOTHS):
        sound = tool.samples(tool.whole(folder, found[name], folder / "sound.mp4"))
        alike[name] = {
            other: round(like(sound, clips / f"{other}.ogg", held, zero, other), 2)
            for other in (*PANEL, *BOOTHS)
        }
    print(f"likeness of each rendition with each clip: {alike}")  # noqa: T201
    for name in BOOTHS:
        assert alike[name][name] > 0.9, alike
        assert all(value < 0.3 for other, value in alike[name].items() if other != name), alike
    assert all(alike["floor"][name] > 0.9 for name in PANEL), alike
    assert all(alike["floor"][name] < 0.3 for name in BOOTHS), alike


def like(sound: Any, clip: Path, held: Held, zero: float, name: str) -> float:
    """How much a rendition is like a clip: while that panellist spoke, or in the middle of it all."""
    begin, end = spoken(held, name, zero) if name in PANEL else (LENGTH / 2, LENGTH / 2 + 6)
    part = sound[int(begin * tool.RATE) : int(min(end, begin + 6) * tool.RATE)]
    whole = tool.samples(clip)[: tool.CLIP * tool.RATE]
    return likeness(part, whole)
