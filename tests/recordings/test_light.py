"""Sounds for weak lines: what they cost, that they say the same at the same second, and are cut alike."""

import io
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, files, light, queries, tasks
from consilium.recordings.models import Rendition, Segment, Take
from tests.recordings.conftest import piece
from tests.support import takes
from tests.support.cast import Cast

SECONDS = 40
COUNT, LOST = SECONDS // takes.SEGMENT, 3
BUDGET = 40_000  # bit/s of slides, sound and captions; the sound may take a little more than half of it
SOUND = 30_000


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reading, coded as a panellist's page sends it: mono at 96 kbit/s."""
    folder = tmp_path_factory.mktemp("spoken")
    takes.reading(folder, "floor", SECONDS)
    return folder


@pytest.fixture
def take(cast: Cast, recorder: Worker, spoken: Path) -> Take:
    """The reading, of which the fourth segment was never recorded."""
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(minutes=2)
    made.save(update_fields=["started_at"])
    for n in range(COUNT):
        if n != LOST:
            bring(made, recorder, spoken, n)
    made.status, made.stopped_at = Take.Status.OVER, timezone.now()
    made.save(update_fields=["status", "stopped_at"])
    return made


def bring(take: Take, recorder: Worker, spoken: Path, n: int) -> None:
    """One segment, stored and told."""
    at = milliseconds(take.started_at) + n * takes.SEGMENT * 1000
    told = piece(n, "floor", at=at, discontinuity=n == LOST + 1)
    for kept, name in ((told.init, "init.mp4"), (told.name, f"{n:06}.m4s")):
        with (spoken / "floor" / name).open("rb") as file:
            files.store(take, kept, file)
    actions.add_segment(recorder, take.id, told)


def heard(take: Take, rendition: str, number: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """What one segment says, mono at 48 kHz."""
    row = Segment.objects.get(rendition__take=take, rendition__name=rendition, n=number)
    data = b"".join(files.opened(take, name).read() for name in (row.init, row.name))
    resampler = av.AudioResampler(format="flt", layout="mono", rate=48_000)
    with av.open(io.BytesIO(data), "r") as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def test_what_a_second_costs(take: Take, record_property: Callable[[str, object], None]) -> None:
    """Playlist, beginning and segments, as a player fetches them."""
    assert light.lighten(take) == 1
    url = queries.address(take).replace("index.m3u8", "")
    client = Client()

    def fetched(name: str) -> bytes:
        answer = client.get(url + name)
        assert answer.status_code == 200
        return b"".join(answer) if answer.streaming else answer.content

    text = fetched("light-floor.m3u8").decode()
    names = {line for line in text.splitlines() if line.endswith(".m4s")}
    names |= {line.split('"')[1] for line in text.splitlines() if line.startswith("#EXT-X-MAP")}
    size = len(text) + sum(len(fetched(name)) for name in names)
    rows = Segment.objects.filter(rendition__name="floor")
    recorded = sum(files.storage().size(files.path(take, row.name)) for row in rows)
    seconds = SECONDS - takes.SEGMENT
    costs = f"kbit/s: {recorded * 8 / seconds / 1000:.1f} as recorded, {size * 8 / seconds / 1000:.1f} light"
    record_property("costs", costs)
    sys.stderr.write(f"\n{costs}\n")
    assert recorded * 8 / seconds > BUDGET  # what was recorded is too much for such a line
    assert size * 8 / seconds < SOUND


def test_it_says_the_same_at_the_same_second(take: Take) -> None:
    light.lighten(take)
    for number in (0, 2, 4, 9):
        says_the_same(take, number)


def says_the_same(take: Take, number: int) -> None:
    before, after = heard(take, "floor", number), heard(take, "light-floor", number)
    assert abs(len(before) - len(after)) <= 48 * 45  # the last packets of the whole may be short
    length = min(len(before), len(after))
    loud = [np.abs(one[: length // 480 * 480]).reshape(-1, 480).mean(axis=1) for one in (before, after)]
    assert np.corrcoef(*loud)[0, 1] > 0.9, number
    late = int(np.argmax(np.correlate(loud[1], loud[0], "full"))) - (len(loud[0]) - 1)
    assert abs(late) <= 2, f"{late * 10} ms late"


def rows_of(rendition: str) -> list[tuple[object, ...]]:
    fields = ("n", "at", "duration", "init", "discontinuity")
    return list(Segment.objects.filter(rendition__name=rendition).values_list(*fields))


def test_its_segments_are_those_of_the_recording(take: Take) -> None:
    light.lighten(take)
    assert rows_of("floor") == rows_of("light-floor") and len(rows_of("floor")) == COUNT - 1
    assert [row.name for row in queries.renditions(take)] == ["floor"]
    assert [(sound["rendition"], sound["light"]) for sound in queries.sounds(take)] == [("floor", True)]


def test_what_is_hidden_is_not_in_it(cast: Cast, take: Take) -> None:
    light.lighten(take)
    at = milliseconds(take.started_at) + 9000
    actions.cut(cast.moderator, [(at, at + 100)])
    take.refresh_from_db()
    url = queries.address(take)
    assert Client().get(url.replace("index.m3u8", "000002-light-floor.m4s")).status_code == 404
    assert "000002" not in Client().get(url.replace("index.m3u8", "light-floor.m3u8")).content.decode()


def test_again_nothing_is_done(take: Take) -> None:
    assert (light.lighten(take), light.lighten(take)) == (1, 0)


def test_what_comes_late_is_made_light_too(take: Take, recorder: Worker, spoken: Path) -> None:
    """A recorder that was away brings its last segments long after the end."""
    waiting = DBTaskResult.objects.filter(task_path=tasks.follow.module_path)
    over = over_for(take, tasks.SETTLES)
    tasks.follow.call(take.id)
    assert len(rows_of("light-floor")) == COUNT - 1
    assert [job.run_after for job in waiting] == [over + tasks.COMPLETE]
    bring(take, recorder, spoken, LOST)
    assert not queries.is_light(take, "floor"), "what is taken along is not to lack it"
    over_for(take, tasks.COMPLETE)
    waiting.all().delete()  # a worker takes it
    tasks.follow.call(take.id)
    assert rows_of("floor") == rows_of("light-floor") and len(rows_of("floor")) == COUNT
    assert queries.is_light(take, "floor") and waiting.all().count() == 1
    says_the_same(take, LOST)


def over_for(take: Take, time: timedelta) -> datetime:
    """It ended so long ago; when."""
    take.stopped_at = over = timezone.now() - time
    take.save(update_fields=["stopped_at"])
    return over


def test_what_is_broken_is_played_as_it_was_recorded(
    take: Take, caplog: pytest.LogCaptureFixture, spoken: Path
) -> None:
    path = Path(files.storage().path(files.path(take, "000002-floor.m4s")))
    path.write_bytes(b"\0\0\0\x08mdat" + bytes(range(200)))
    assert light.lighten(take) == 0 and "has no light form" in caplog.text
    assert not Rendition.objects.filter(name="light-floor").exists()
    assert queries.sounds(take)[0]["light"] is False
    assert Client().get(queries.address(take).replace("index.m3u8", "light-floor.m3u8")).status_code == 404
