"""How loud sounds are, by ffmpeg's own measure, and that what is heard is equally loud."""

import contextlib
import io
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

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
    assert timedelta(0) < look(take) < timedelta(minutes=2) and queries.gains([take]) == {}
    actions.stop_recording(cast.moderator, take.id)
    assert look(take) < tasks.BEAT, "its last segments may still be on their way"
    assert queries.gains([take]) == {}
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.SETTLES)
    assert look(take) > timedelta(minutes=9) and list(queries.gains([take])[take.id]) == ["floor"]
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.COMPLETE)
    assert timedelta(minutes=9) < look(take) < timedelta(minutes=11), "what came late, after twice the time"
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.LATE)
    waiting().delete()
    tasks.follow.call(take.id)  # nothing comes any longer
    assert not waiting().exists()
    tasks.follow.call("0" * 26)


def waiting() -> QuerySet[DBTaskResult[Any, Any]]:
    return DBTaskResult.objects.filter(task_path=tasks.follow.module_path, status=TaskResultStatus.READY)


def look(take: Take) -> timedelta:
    """What a worker does when it is time; in how long it is to look again, asked for once by two looks."""
    waiting().delete()
    tasks.follow.call(take.id)
    tasks.follow.call(take.id)
    at: datetime = waiting().get().run_after
    return at - timezone.now()


class Broken(FileSystemStorage):
    """A bucket that is away, or a worker that is ended while it reads: `error` is what reading raises."""

    def __init__(self, error: type[BaseException], **options: Any) -> None:
        super().__init__(**options)
        self.error = error

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        raise self.error


def storage_that(error: type[BaseException] | None, settings: Settings) -> None:
    """Reading raises `error`, or does not."""
    media = settings.STORAGES["media"]
    options = {"location": media["OPTIONS"]["location"]} | ({"error": error} if error else {})
    kind = f"{__name__}.Broken" if error else "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"media": {"BACKEND": kind, "OPTIONS": options}}


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OSError, RuntimeError, SystemExit])
def test_work_that_fails_is_done_at_the_next_look(
    error: type[BaseException], take: Take, recorder: Worker, sounds: Path, cast: Cast, settings: Settings
) -> None:
    bring(take, recorder, sounds, "floor")
    actions.stop_recording(cast.moderator, take.id)
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.SETTLES)
    storage_that(error, settings)
    with contextlib.suppress(SystemExit):  # a worker that is asked to end a second time
        tasks.follow.call(take.id)
    assert queries.gains([take]) == {} and waiting().count() == 1
    storage_that(None, settings)
    tasks.follow.call(take.id)
    assert list(queries.gains([take])[take.id]) == ["floor"] and queries.is_light(take, "floor")


@pytest.mark.django_db(transaction=True)  # the worker closes and opens connections of its own
def test_a_worker_takes_up_at_its_start_what_a_killed_one_left(
    take: Take, recorder: Worker, sounds: Path, cast: Cast, settings: Settings
) -> None:
    bring(take, recorder, sounds, "floor")
    actions.stop_recording(cast.moderator, take.id)
    long_ago = timezone.now() - tasks.LATE - tasks.LATE
    Take.objects.filter(pk=take.id).update(stopped_at=long_ago, started_at=long_ago - timedelta(hours=1))
    tasks.follow.enqueue(take.id)
    waiting().get().claim("killed")  # it stays "running" for ever
    works = Path(settings.DATA_DIR) / "run" / "media"
    (works / "loudness-x" / "all").mkdir(parents=True)
    (works / "loudness-x" / "all" / "floor.mp4").write_bytes(b"x")
    with measuring.work_folder("light-y") as held:  # of another worker
        call_command("media_worker", "--batch", "--no-startup-delay", stdout=io.StringIO())
        assert held.is_dir() and [path.name for path in works.iterdir()] == ["light-y"]
    assert list(queries.gains([take])[take.id]) == ["floor"] and queries.is_light(take, "floor")
    tasks.take_up()
    assert not waiting().exists(), "there is nothing left to be done"


@pytest.mark.django_db
def test_a_start_does_not_ask_twice(take: Take, recorder: Worker, sounds: Path, cast: Cast) -> None:
    bring(take, recorder, sounds, "floor")
    tasks.take_up()
    tasks.take_up()
    assert waiting().count() == 1
    actions.stop_recording(cast.moderator, take.id)
    Take.objects.filter(pk=take.id).update(stopped_at=timezone.now() - tasks.LATE / 2)
    waiting().update(run_after=timezone.now() + tasks.LATE / 2)  # killed at work: the next look is days away
    tasks.take_up()
    assert waiting().filter(run_after__lte=timezone.now()).count() == 1


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
