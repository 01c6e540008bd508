"""The recorder with the real SFU and real publishers: what it wrote is read by ffmpeg and listened to."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from consilium.sfu.grants import HIDDEN, ON_STAGE
from consilium.sfu.tokens import join_token
from tests.support import recorder
from tests.support.recorder import Event, Program, Recorder

PITCHES = {"alice": 400, "bob": 700, "kk": 1100}
Publish = Callable[..., Program]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for name, pitch in PITCHES.items():
        recorder.tone_clip(folder / f"{name}.ogg", pitch)
    recorder.film_clip(folder / "alice.h264", 640, 360, "red")
    recorder.film_clip(folder / "bob.h264", 480, 360, "blue")
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

    def publish(name: str, *more: str, picture: bool = True) -> Program:
        clip = ["-video", str(clips / f"{name}.h264")] if picture else []
        arguments: list[str | Path] = [publisher, "-url", sfu_url, "-audio", clips / f"{name}.ogg"]
        arguments += [*clip, *more]
        programs.append(Program(arguments, join_token(room, name, ON_STAGE), log))
        programs[-1].until("published")
        return programs[-1]

    yield publish
    for program in programs:
        program.kill()


@pytest.fixture
def record(sfu_url: str, room: str, tmp_path: Path, log: IO[bytes]) -> Iterator[Callable[..., Recorder]]:
    started: list[Recorder] = []

    def record(*more: str) -> Recorder:
        token = join_token(room, f"recorder-{len(started)}", HIDDEN)
        started.append(Recorder(sfu_url, token, tmp_path / "spool", log, *more))
        started[-1].until('"joined"')
        return started[-1]

    yield record
    for one in started:
        one.kill()


def heard(spool: Path, segments: list[Event], target: Path) -> "list[str]":
    """Who is heard alone in each 100 ms of a rendition; "" for nobody, "?" for several."""
    sound = recorder.samples(recorder.whole(spool, segments, target))
    step = recorder.RATE // 10
    found = []
    for begin in range(0, len(sound) - step, step):
        part = sound[begin : begin + step]
        who = [name for name, pitch in PITCHES.items() if recorder.level(part, pitch) > 0.05]
        found.append(who[0] if len(who) == 1 else "?" if who else "")
    return found


def test_one_picture_and_the_floor_pass_through(
    publish: Publish, record: Callable[..., Recorder], tmp_path: Path
) -> None:
    publish("alice")
    one = record()
    one.scene("alice", ["alice"])
    one.written(10)
    begun = time.monotonic()
    assert one.end() == 0
    assert time.monotonic() - begun < 2
    assert one.events[-1] == {"event": "end"}
    video, floor = one.of("segment", "video"), one.of("segment", "floor")
    assert (
        [segment["n"] for segment in video] == [segment["n"] for segment in floor] == list(range(len(video)))
    )
    assert all(3500 <= segment["duration"] <= 6000 for segment in video[1:-1]), video
    slate, picture = recorder.runs(video)
    assert [segment["discontinuity"] for segment in video] == [n == len(slate) for n in range(len(video))]
    for run in (slate, picture):
        recorder.decode(recorder.whole(one.spool, run, tmp_path / "v.mp4"))
    who = heard(one.spool, floor, tmp_path / "floor.mp4")
    begin = who.index("alice")
    assert begin < 30 and who[begin:] == ["alice"] * len(who[begin:]), who
