"""Files to keep of a channel that was not open all the time: the floor stands in, and nothing is moved."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, downloads, files, making, playlists, queries
from consilium.recordings.models import Take
from tests.recordings.conftest import piece
from tests.support import takes
from tests.support.cast import Cast
from tests.support.films import decodes, pitch, probe

SECONDS = 20
#: In which segments the channel is open.
OPEN = range(1, 3)


@pytest.fixture
def take(cast: Cast, recorder: Worker, settings: Settings, tmp_path: Path) -> Take:
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    folder = takes.cut(tmp_path / "cut", SECONDS)
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(minutes=2)
    made.save(update_fields=["started_at"])
    for n in range(SECONDS // takes.SEGMENT):
        for name in ("video", "floor", *["kk"] * (n in OPEN)):
            told = piece(n, name, at=milliseconds(made.started_at) + n * takes.SEGMENT * 1000)
            for kept, path in ((told.init, "init.mp4"), (told.name, f"{n:06}.m4s")):
                with (folder / name / path).open("rb") as file:
                    files.store(made, kept, file)
            actions.add_segment(recorder, made.id, told)
    return actions.stop_recording(cast.moderator, made.id)


def must_be_heard(path: Path) -> None:
    """All of it: the floor, the interpreter, the floor."""
    assert float(probe(path)["format"]["duration"]) == pytest.approx(SECONDS, abs=0.1)
    decodes(path)
    for second, tone in ((1, takes.FLOOR), (6, takes.KAZAKH), (9, takes.KAZAKH), (14, takes.FLOOR)):
        assert pitch(path, second) == pytest.approx(tone, abs=20), second


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["film", "sound"])
def test_where_a_channel_was_not_open_its_file_has_the_floor(cast: Cast, take: Take, kind: str) -> None:
    row = downloads.ask(cast.moderator, take.id, kind, "kk", start=lambda id: None)
    making.make(row.id)
    row.refresh_from_db()
    assert (row.status, row.error) == ("ready", "")
    must_be_heard(Path(default_storage.path(row.file)))


@pytest.mark.django_db
def test_a_player_hears_the_floor_there(take: Take, media: Path, tmp_path: Path) -> None:
    """As ffmpeg's own HLS player reads the playlist, from one beginning to the other and back."""
    playlist = media / "takes" / take.id / "kk.m3u8"
    playlist.write_text(playlists.media(queries.parts(take, "kk"), over=True))
    heard = tmp_path / "heard.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-i", playlist, "-f", "wav", heard], check=True)
    must_be_heard(heard)
