"""The recorder with the real SFU and real publishers: what it wrote is read by ffmpeg and listened to."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from consilium.sfu.grants import HIDDEN, ON_STAGE
from consilium.sfu.livekit import LiveKit
from consilium.sfu.tokens import join_token
from tests.support import recorder
from tests.support.recorder import Event, Program, Recorder
from tests.support.stalls import Stalls

PITCHES = {"alice": 400, "bob": 700, "kk": 1100}
Publish = Callable[..., Program]
Record = Callable[..., Recorder]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for name, pitch in PITCHES.items():
        recorder.tone_clip(folder / f"{name}.ogg", pitch)
    recorder.film_clip(folder / "alice.h264", 640, 360, "red")
    recorder.film_clip(folder / "bob.h264", 480, 360, "blue")
    recorder.film_clip(folder / "bob.ivf", 480, 360, "blue")
    recorder.film_clip(folder / "screen.h264", 800, 600, "green")
    return folder


@pytest.fixture(scope="module")
def publisher() -> Path:
    return recorder.built("publish", "./cmd/publish")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[IO[bytes]]:
    with (tmp_path / "log").open("wb") as file:
        yield file


@pytest.fixture
def publish(publisher: Path, sfu_url: str, room: str, clips: Path, log: IO[bytes]) -> Iterator[Publish]:
    """Somebody comes and publishes the clips of that name."""
    programs: list[Program] = []

    def publish(name: str, *more: str, film: str = "h264") -> Program:
        clip = ["-video", str(clips / f"{name}.{film}")] if film else []
        arguments: list[str | Path] = [publisher, "-url", sfu_url, "-audio", clips / f"{name}.ogg"]
        arguments += [*clip, *more]
        programs.append(Program(arguments, join_token(room, name, ON_STAGE), log))
        programs[-1].until("published")
        return programs[-1]

    yield publish
    for program in programs:
        program.kill()


@pytest.fixture
def record(sfu_url: str, room: str, tmp_path: Path, log: IO[bytes]) -> Iterator[Record]:
    started: list[Recorder] = []

    def record(*more: str) -> Recorder:
        token = join_token(room, f"recorder-{len(started)}", HIDDEN)
        started.append(Recorder(sfu_url, token, tmp_path / "spool", log, *more))
        started[-1].until('"joined"')
        return started[-1]

    yield record
    for one in started:
        one.kill()


def who_is_heard(spool: Path, segments: list[Event], folder: Path) -> list[str]:
    """Who is heard alone in each 100 ms of a rendition; "" for nobody, "?" for several."""
    sound = recorder.samples(recorder.whole(spool, segments, folder / "heard.mp4"))
    step = recorder.RATE // 10
    found = []
    for begin in range(0, len(sound) - step, step):
        part = sound[begin : begin + step]
        who = [name for name, pitch in PITCHES.items() if recorder.level(part, pitch) > 0.05]
        found.append(who[0] if len(who) == 1 else "?" if who else "")
    return found


def turns(who: list[str], least: int = 5) -> list[str]:
    """Who was heard, one after the other; what lasts less than half a second is a change on its way."""
    grouped = [(name, len(list(group))) for name, group in itertools.groupby(who)]
    long = [name for name, length in grouped if length >= least]
    return [name for name, _ in itertools.groupby(long)]


def in_step(one: Recorder, folder: Path, *sounds: str) -> None:
    """What holds of every recording: same numbers and times everywhere, cuts in time, nothing unreadable."""
    video = one.of("segment", "video")
    assert all(0 < segment["duration"] <= 6000 for segment in video), video
    for run in recorder.runs(video):
        recorder.decode(recorder.whole(one.spool, run, folder / "run.mp4"))
    for rendition in sounds:
        segments = one.of("segment", rendition)
        assert [segment["n"] for segment in segments] == [segment["n"] for segment in video]
        assert [segment["discontinuity"] for segment in segments] == [
            segment["discontinuity"] for segment in video
        ]
        assert all(abs(a["at"] - b["at"]) <= 31 for a, b in zip(segments, video, strict=True))
        told = sum(segment["duration"] for segment in segments) / 1000
        assert abs(told - sum(segment["duration"] for segment in video) / 1000) <= 0.1
        sound = recorder.samples(recorder.whole(one.spool, segments, folder / "sound.mp4"))
        assert abs(len(sound) / recorder.RATE - told) <= 0.1, (rendition, len(sound) / recorder.RATE, told)
    written = {path.name for path in one.spool.iterdir()}
    assert written == {event["name"] for event in one.events if "name" in event}


def offsets(one: Recorder, folder: Path) -> list[tuple[float, float]]:
    """For each flash when it was and how much later its beep was, in seconds.

    Within 2.5 s of a change of the picture one person may be seen and another be heard: those are left out.
    """
    video, floor = one.of("segment", "video"), one.of("segment", "floor")
    zero = video[0]["at"] - recorder.begin(recorder.whole(one.spool, video[:1], folder / "first.mp4")) * 1000
    changes = [(segment["at"] - zero) / 1000 for segment in video if segment["discontinuity"]]
    beeps = recorder.beeps(one.spool, floor, folder)
    return [
        (flash, min((beep - flash for beep in beeps), key=abs))
        for flash in recorder.flashes(one.spool, video, folder)
        if not any(abs(flash - change) < 2.5 for change in changes[1:])
    ]


def test_one_picture_and_the_floor_pass_through(publish: Publish, record: Record, tmp_path: Path) -> None:
    publish("alice")
    one = record()
    one.scene("alice", ["alice"])
    one.written(10)
    begun = time.monotonic()
    assert one.end() == 0
    assert time.monotonic() - begun < 2
    assert one.events[-1] == {"event": "end"}
    in_step(one, tmp_path, "floor")
    video = one.of("segment", "video")
    slate, picture = recorder.runs(video)
    assert [segment["discontinuity"] for segment in video] == [n == len(slate) for n in range(len(video))]
    assert all(3500 <= segment["duration"] <= 6000 for segment in picture[:-1]), video
    who = who_is_heard(one.spool, one.of("segment", "floor"), tmp_path)
    begin = who.index("alice")
    assert begin < 30 and who[begin:] == ["alice"] * len(who[begin:]), who


def test_two_panellists_take_turns_and_an_interpreter_pauses(
    publish: Publish, record: Record, tmp_path: Path
) -> None:
    alice, bob = publish("alice"), publish("bob")
    kk = publish("kk", film="")
    bob.say("quiet")
    one = record()
    both, channels = ["alice", "bob"], {"kk": "kk", "uz": ""}
    one.scene("alice", both, channels)
    one.written(10)
    alice.say("quiet")
    bob.say("sound")
    one.scene("bob", both, channels)
    one.written(18)
    kk.say("quiet")
    one.written(27)
    kk.say("sound")
    bob.say("quiet")
    alice.say("sound")
    one.scene("alice", both, channels)
    one.written(38)
    assert one.end() == 0
    in_step(one, tmp_path, "floor", "kk", "uz")
    floor = turns(who_is_heard(one.spool, one.of("segment", "floor"), tmp_path))
    assert [name for name in floor if name] == ["alice", "bob", "alice"], floor
    assert floor == turns(who_is_heard(one.spool, one.of("segment", "uz"), tmp_path))
    channel = turns(who_is_heard(one.spool, one.of("segment", "kk"), tmp_path))
    assert [name for name in channel if name][-3:] == ["kk", "bob", "kk"], channel
    assert all(segment["filled"] for segment in one.of("segment", "uz"))
    assert {segment["filled"] for segment in one.of("segment", "kk")[2:]} == {True, False}
    pictures = [run[0]["init"] for run in recorder.runs(one.of("segment", "video"))]
    assert len(pictures) == 4 and pictures[1] == pictures[3] != pictures[2], pictures
    found = offsets(one, tmp_path)
    print(f"\nA/V offset in ms: {[round(offset * 1000) for _, offset in found]}")  # noqa: T201
    assert len(found) >= 8 and found[0][0] < 10 and any(14 < at < 27 for at, _ in found) and found[-1][0] > 33
    assert all(abs(offset) <= 0.08 for _, offset in found), found


def test_a_real_encoder_is_asked_once_a_segment(
    sfu_url: str, room: str, record: Record, log: IO[bytes], tmp_path: Path
) -> None:
    """libwebrtc's H.264, which sends a key frame when asked and not otherwise; three layers."""
    arguments = [sys.executable, "-m", "tests.support.camera", sfu_url]
    camera = Program(arguments, join_token(room, "alice", ON_STAGE), log)
    with recorder.ending(camera):
        camera.until("published")
        one = record()
        one.scene("alice")
        one.written(17)
        assert one.end() == 0
    in_step(one, tmp_path, "floor")
    slate, *picture = recorder.runs(one.of("segment", "video"))
    sizes = {init["name"]: (init["width"], init["height"]) for init in one.of("init", "video")}
    shown = [sizes[run[0]["init"]] for run in picture]
    assert shown[0] == (1280, 720), "the SFU's climb through its layers is recorded"
    assert sum(segment["duration"] for segment in slate) < 4000
    lengths = [
        segment["duration"] for run in picture for segment in run[:-1]
    ]  # a busy machine may change layers
    print(f"\nsegments of a real encoder in ms: {lengths} of {shown}")  # noqa: T201
    assert len(lengths) >= 2 and all(3800 <= length <= 4500 for length in lengths), lengths


@pytest.mark.parametrize(
    "loss", [("-drop", "0.05"), ("-drop", "0.01", "-forget")], ids=["resent", "for good"]
)
def test_loss_leaves_what_can_be_played(
    publish: Publish, record: Record, tmp_path: Path, loss: tuple[str, ...]
) -> None:
    publish("alice", *loss)
    one = record()
    one.scene("alice", ["alice"])
    one.written(18)
    assert one.end() == 0
    in_step(one, tmp_path, "floor")
    who = who_is_heard(one.spool, one.of("segment", "floor"), tmp_path)[30:]
    shown = recorder.flashes(one.spool, one.of("segment", "video"), tmp_path)
    lost = {name: sum(e["packets"] for e in one.of("loss", name)) for name in ("video", "floor")}
    print(f"\nlost for good: {lost}; heard {who.count('alice')} of {len(who)}; {len(shown)} flashes")  # noqa: T201
    assert lost["floor"] > 0 and (lost["video"] > 0) == ("-forget" in loss)
    assert who.count("alice") > 0.8 * len(who)
    assert len(shown) >= 5


def test_killed_it_goes_on_within_two_seconds(
    publish: Publish, record: Record, stalls: Stalls, tmp_path: Path
) -> None:
    publish("alice")
    zero = int(time.time() * 1000)
    told: list[Event] = []
    inits: set[str] = set()
    runs = 3
    for run in range(runs):
        number = told[-1]["n"] + 1 if told else 0
        one = record("-from", str(number), "-zero", str(zero))
        one.scene("alice", ["alice"])
        one.written(5 + 1.3 * run)
        if run < runs - 1:
            one.kill()
        else:
            assert one.end() == 0
        told += one.of("segment")
        inits |= {event["name"] for event in one.of("init")}
    gaps: list[float] = []
    own: list[float] = []  # without what the machine stood still
    for rendition in ("video", "floor"):
        segments = [segment for segment in told if segment["rendition"] == rendition]
        assert [segment["n"] for segment in segments] == list(range(len(segments)))
        for before, after in itertools.pairwise(segments):
            gap = after["at"] - before["at"] - before["duration"]
            assert gap > -31, (before, after)
            assert gap < 1 or after["discontinuity"]
            if gap > 1:
                gaps.append(round(gap))
                own.append(round(gap - 1000 * stalls.within((after["at"] - gap) / 1000, after["at"] / 1000)))
        for part in recorder.runs(segments):
            path = recorder.whole(one.spool, part, tmp_path / "part.mp4")
            if rendition == "video":
                recorder.decode(path)
            else:
                recorder.samples(path)
        assert {segment["init"] for segment in segments} <= inits
    print(f"\ngaps after kill -9 in ms: {gaps}, own part: {own}")  # noqa: T201
    assert len(gaps) >= 2 * (runs - 1) and min(gaps) <= 2000 and max(own) <= 2000, (gaps, own)


def test_what_cannot_be_recorded_is_said(
    publish: Publish, record: Record, sfu_url: str, room: str, tmp_path: Path
) -> None:
    one = record()
    one.say("nonsense")
    one.say('{"do": "dance"}')
    one.scene("nobody")
    one.until('"waiting"')
    assert [event["event"] for event in one.of("refused")] == ["refused"] * 2
    assert one.of("waiting") == [{"event": "waiting", "why": "no track"}]
    one.process.terminate()
    assert one.end() == 0 and one.events[-1] == {"event": "end"}
    command: list[str | Path] = [recorder.BINARY, "-url", sfu_url, "-spool", tmp_path / "spool"]
    plain = {name: value for name, value in os.environ.items() if name != "CONSILIUM_TOKEN"}
    assert subprocess.run([*command, "-from", "-1"], env=plain, capture_output=True).returncode == 2
    refused = subprocess.run(
        command, env=plain | {"CONSILIUM_TOKEN": "secret"}, capture_output=True, timeout=30
    )
    assert refused.returncode == 3 and b"secret" not in refused.stderr


def test_who_speaks_is_heard_though_every_microphone_is_open(
    sfu_url: str, room: str, record: Record, log: IO[bytes], tmp_path: Path
) -> None:
    """libwebrtc's Opus at 96 kbit/s, where a quiet room makes packets as large as a voice does."""
    pitches = {"alice": 400, "bob": 700, "kk": 1100}
    programs = {}
    for name, pitch in pitches.items():
        arguments = [sys.executable, "-m", "tests.support.microphone", sfu_url, str(pitch)]
        programs[name] = Program(arguments, join_token(room, name, ON_STAGE), log)
    with recorder.ending(*programs.values()):
        for program in programs.values():
            program.until("published")
        programs["bob"].say("0.001")
        one = record()
        one.scene("", ["alice", "bob"], {"kk": "kk"})
        one.written(9)
        programs["alice"].say("0.001")
        programs["kk"].say("0.001")
        programs["bob"].say("0.3")
        one.written(20)
        assert one.end() == 0
    in_step(one, tmp_path, "floor", "kk")
    who = who_is_heard(one.spool, one.of("segment", "floor"), tmp_path)
    print(f"\nsteps of 100 ms: {[(name, len(list(group))) for name, group in itertools.groupby(who)]}")  # noqa: T201
    floor = [name for name in turns(who) if name]
    channel = [name for name in turns(who_is_heard(one.spool, one.of("segment", "kk"), tmp_path)) if name]
    assert floor == ["alice", "bob"]
    assert channel[-2:] == ["kk", "bob"], channel


def test_a_muted_camera_is_the_slate_and_comes_back(
    publish: Publish, record: Record, sfu: LiveKit, room: str, tmp_path: Path
) -> None:
    alice = publish("alice")
    one = record()
    one.scene("alice", ["alice"])
    one.written(5)
    alice.say("mute camera")
    one.until('"why":"muted"')
    one.written(10)
    alice.say("unmute camera")
    one.written(17)
    sfu.close_room(room)
    assert one.process.wait(5) == 3, "the room is closed: told by the status, and what was open is written"
    in_step(one, tmp_path, "floor")
    pictures = [run[0]["init"] for run in recorder.runs(one.of("segment", "video"))]
    slate, alices = pictures[:2]
    assert pictures[:4] == [slate, alices, slate, alices], pictures


def test_a_shared_screen_is_told_shown_and_cut_back(
    publish: Publish, record: Record, clips: Path, tmp_path: Path
) -> None:
    alice = publish("alice", "-screen", str(clips / "screen.h264"))
    one = record()
    one.scene("alice", ["alice"])
    one.written(5)
    alice.say("share screen")
    one.until('"identities":["alice"]')
    one.scene("alice", ["alice"], source="screen")
    one.written(13)
    alice.say("stop screen")
    one.until('"identities":[]')
    one.scene("alice", ["alice"])
    one.written(20)
    assert one.end() == 0
    in_step(one, tmp_path, "floor")
    sizes = {init["name"]: (init["width"], init["height"]) for init in one.of("init", "video")}
    _slate, *shown = [sizes[run[0]["init"]] for run in recorder.runs(one.of("segment", "video"))]
    assert shown == [(640, 360), (800, 600), (640, 360)], "the camera, the screen, the camera, and no slate"
    assert not one.of("waiting")
    found = offsets(one, tmp_path)
    assert len(found) >= 4 and all(abs(offset) <= 0.08 for _, offset in found), found


def test_who_must_publish_vp8_is_transcoded_in_step(publish: Publish, record: Record, tmp_path: Path) -> None:
    publish("alice")
    publish("bob", film="ivf")
    one = record()
    one.scene("alice", ["bob"])
    one.written(4)
    one.scene("bob", ["bob"])
    one.written(18)
    assert one.end() == 0
    in_step(one, tmp_path, "floor")
    video = one.of("segment", "video")
    sizes = {init["name"]: (init["width"], init["height"]) for init in one.of("init", "video")}
    _slate, *shown = recorder.runs(video)
    assert [sizes[run[0]["init"]] for run in shown] == [(640, 360), (480, 360)]
    assert not one.of("waiting")
    lengths = [segment["duration"] for segment in shown[1][:-1]]
    found = [(at, offset) for at, offset in offsets(one, tmp_path) if at > 6.5]  # bob is seen and heard
    print(f"\ntranscoded: segments of {lengths} ms, A/V offset in ms: {[round(o * 1000) for _, o in found]}")  # noqa: T201
    assert lengths and all(3800 <= length <= 4500 for length in lengths)
    assert len(found) >= 5 and all(abs(offset) <= 0.08 for _, offset in found), found
