"""Who makes a file to be taken along, and what a page asks for when many are there. No media: rows alone."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.jobs.queries import Worker
from consilium.recordings import actions, downloads, makers, making, measuring
from consilium.recordings.models import Download, Take
from tests.recordings.conftest import piece
from tests.support.cast import Cast


@pytest.fixture(autouse=True)
def everything_apart(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def take(cast: Cast, recorder: Worker) -> Take:
    """A take that is over, of a picture and two sounds."""
    made = actions.start_recording(cast.moderator, key="key-00001")
    for n in range(3):
        for name in ("video", "floor", "kk"):
            actions.add_segment(recorder, made.id, piece(n, name))
    return actions.stop_recording(cast.moderator, made.id)


@pytest.mark.django_db
@pytest.mark.parametrize("first_done", ["the second", "the first"])
def test_of_two_makers_the_second_counts(cast: Cast, take: Take, tmp_path: Path, first_done: str) -> None:
    """The first was silent for ten minutes, was taken for dead, and is there after all."""
    file = tmp_path / "made.opus"
    file.write_bytes(b"sound")
    row = downloads.ask(cast.moderator, take.id, "sound", "floor", start=lambda id: None)
    first = running(row)
    Download.objects.filter(pk=row.id).update(touched_at=timezone.now() - downloads.SILENT * 2)
    downloads.ask(cast.moderator, take.id, "sound", "floor", start=lambda id: None)
    second = running(row)
    assert first.run != second.run
    downloads.progress(first, 70)
    downloads.fail(first, "broken")
    row.refresh_from_db()
    assert (row.status, row.done, row.error) == ("working", 0, "")
    for one in (second, first) if first_done == "the second" else (first, second):
        making._keep(one, file)
    row.refresh_from_db()
    lying = [path for path in Path(default_storage.path("downloads")).rglob("*") if path.is_file()]
    assert (
        row.status == "ready" and lying == [Path(default_storage.path(row.file))] and second.run in row.file
    )


def running(row: Download) -> Download:
    begun = downloads.begin(row.id)
    assert begun is not None
    return begun


def test_a_late_maker_takes_no_folder_from_the_other(tmp_path: Path) -> None:
    late = measuring.work_folder("download-x", "first")
    late.__enter__()
    with measuring.work_folder("download-x", "second") as second:
        late.__exit__(None, None, None)
        assert second.is_dir()
    assert not second.parent.exists()


@pytest.mark.django_db
def test_a_page_reads_what_files_are_made_of_once(cast: Cast, take: Take) -> None:
    """Its queries do not grow with the number of files that are there."""
    offered = downloads.overview(cast.moderator)["files"]
    asked = []
    for count in (1, len(offered)):
        for one in offered[:count]:
            values = {"file": "downloads/x", "status": "ready", "touched_at": timezone.now()}
            values["segments"] = downloads.segments(makers.Stock(take), one["kind"], one["rendition"])
            Download.objects.get_or_create(
                take=take, kind=one["kind"], rendition=one["rendition"], defaults=values
            )
        with CaptureQueriesContext(connection) as queries:
            files = downloads.overview(cast.moderator)["files"]
        assert [one["status"] for one in files].count("ready") == count
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 3 and len(offered) > 5, asked  # another sound and the packs' words, once
