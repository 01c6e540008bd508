"""How loud sounds are, by ffmpeg's own measure, and that what is heard is equally loud."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, ffmpeg, files, measuring, queries, rules, tasks
from consilium.recordings.models import Rendition, Take
from tests.recordings.conftest import piece
from tests.support import takes
from tests.support.cast import Cast, post

SECONDS = 12
APART = 12.0  # decibels


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The floor, an interpreter 12 dB louder, and one who never spoke."""
    folder = tmp_path_factory.mktemp("sounds")
    takes.noise(folder, "floor", SECONDS, decibels=0)
    takes.noise(folder, "kk", SECONDS, decibels=APART)
    takes.noise(folder, "ru", SECONDS, decibels=-90)
    return folder


def bring(take: Take, recorder: Worker, folder: Path, name: str, lost: int = -1) -> None:
    """The segments of a rendition, stored and told; number `lost` was never recorded."""
    source = folder / name
    for n in range(SECONDS // takes.SEGMENT):
        if n == lost:
            continue
        told = piece(
            n,
            name,
            at=milliseconds(take.started_at) + n * takes.SEGMENT * 1000,
            discontinuity=n == lost + 1 and n > 0,
        )
        for kept, path in ((told.init, source / "init.mp4"), (told.name, source / f"{n:06}.m4s")):
            with path.open("rb") as file:
                files.store(take, kept, file)
        actions.add_segment(recorder, take.id, told)


@pytest.fixture
def take(cast: Cast, recorder: Worker) -> Take:
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(minutes=2)
    made.save(update_fields=["started_at"])
    return made


def played(path: Path, decibels: float, folder: Path) -> float:
    """How loud it is with such a gain, in LUFS."""
    louder = folder / "louder.wav"
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(path), "-af", f"volume={decibels}dB", str(louder)]
    subprocess.run(command, check=True)
    return ffmpeg.loudness(louder)[0]


@pytest.mark.django_db
def test_two_sounds_far_apart_are_heard_alike(
    take: Take, recorder: Worker, sounds: Path, tmp_path: Path, cast: Cast
) -> None:
    for name in ("floor", "kk", "ru"):
        bring(take, recorder, sounds, name)
    actions.stop_recording(cast.moderator, take.id)
    take.refresh_from_db()
    assert measuring.measure(take) == 3 and measuring.measure(take) == 0
    rows = {row.name: row for row in Rendition.objects.filter(take=take)}
    floor, kazakh = rows["floor"].loudness or 0, rows["kk"].loudness or 0
    assert kazakh - floor == pytest.approx(APART, abs=0.5)
    gains = queries.gains([take])[take.id]
    assert set(gains) == {"floor", "kk"}, "silence is left alone"
    heard = {name: played(_whole(sounds / name, tmp_path), gains[name], tmp_path) for name in ("floor", "kk")}
    assert abs(heard["floor"] - heard["kk"]) < 1, heard


def _whole(folder: Path, target: Path) -> Path:
    path = target / f"{folder.name}.mp4"
    parts = [folder / "init.mp4", *sorted(folder.glob("*.m4s"))]
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def test_gains_have_limits() -> None:
    assert rules.gains({"floor": (-23.0, -9.0), "kk": (-35.0, -21.0)}) == {"floor": 0.0, "kk": 12.0}
    peaks = rules.gains({"floor": (-23.0, -9.0), "kk": (-30.0, -3.0)})  # may rise by 2 dB before it clips
    assert peaks == {"floor": -5.0, "kk": 2.0}
    far = rules.gains({"floor": (-5.0, -0.5), "kk": (-50.0, -40.0)})
    assert far["kk"] == 12.0 and far["floor"] == -12.0
    assert rules.gains({"floor": (-70.0, -70.0)}) == {} and rules.gains({}) == {}


@pytest.mark.django_db
def test_what_cannot_be_read_is_played_as_it_is(
    take: Take, recorder: Worker, sounds: Path, cast: Cast
) -> None:
    bring(take, recorder, sounds, "floor")
    broken = piece(0, "kk", at=milliseconds(take.started_at))
    for name in (broken.init, broken.name):
        files.store(take, name, _Bytes(b"\x00\x00\x00\x08moof" * 3))
    actions.add_segment(recorder, take.id, broken)
    assert measuring.measure(take) == 1
    assert list(queries.gains([take])[take.id]) == ["floor"]


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int, /) -> bytes:
        piece, self.data = self.data[:size], self.data[size:]
        return piece


@pytest.mark.django_db
def test_it_is_measured_once_it_is_over(take: Take, recorder: Worker, sounds: Path, cast: Cast) -> None:
    bring(take, recorder, sounds, "floor")
    tasks.follow.call(take.id)
    waiting = DBTaskResult.objects.filter(task_path=tasks.follow.module_path)
    assert waiting.count() == 1 and queries.gains([take]) == {}
    actions.stop_recording(cast.moderator, take.id)
    tasks.follow.call(take.id)  # its last segments may still be on their way
    assert waiting.count() == 2 and queries.gains([take]) == {}
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.SETTLES)
    tasks.follow.call(take.id)
    assert waiting.count() == 3 and list(queries.gains([take])[take.id]) == ["floor"]
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.COMPLETE)
    tasks.follow.call(take.id)  # what came late
    assert waiting.count() == 4
    pause = waiting.latest("run_after").run_after - timezone.now()
    assert timedelta(minutes=9) < pause < timedelta(minutes=11), "then after twice the time"
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.LATE)
    tasks.follow.call(take.id)  # nothing comes any longer
    assert waiting.count() == 4
    tasks.follow.call("0" * 26)


@pytest.mark.django_db
def test_a_start_over_http_is_followed(cast: Cast) -> None:
    post(cast.moderator, cast.seminar, "recordings", {"key": "key-00001"})
    assert DBTaskResult.objects.filter(task_path=tasks.follow.module_path, queue_name="media").count() == 1


def test_without_ffmpeg_it_says_so(tmp_path: Path) -> None:
    """As where it is not installed: a PATH without it."""
    script = (
        "import sys; from pathlib import Path; from consilium.recordings import ffmpeg\n"
        "try: ffmpeg.loudness(Path(sys.argv[1]) / 'x.mp4')\n"
        "except ffmpeg.Failed as failed: print(failed.code)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "no_ffmpeg", done.stderr
