"""Files to take along: what is in them, who may have them, what is said when they cannot be made."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, downloads, ffmpeg, files, making, tasks
from consilium.recordings.models import Download, Take
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.recordings.conftest import piece
from tests.support import takes
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.films import decodes, packets, pitch, probe, whole

SECONDS = 20
COUNT = SECONDS // takes.SEGMENT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return takes.cut(tmp_path_factory.mktemp("takes") / "cut", SECONDS)


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture of another camera."""
    made = tmp_path_factory.mktemp("larger")
    takes.picture(made, SECONDS, size="960x540")
    return made


@pytest.fixture(autouse=True)
def everything_apart(settings: Settings, tmp_path: Path, media: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def take(cast: Cast) -> Take:
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(minutes=2)
    made.save(update_fields=["started_at"])
    return made


def bring(take: Take, recorder: Worker, folder: Path, *, lost: int = -1, larger: Path | None = None) -> None:
    """A whole take; segment `lost` was never recorded; from the fourth on it may be of another camera."""
    for n in range(COUNT):
        if n == lost:
            continue
        for name in ("video", "floor", "kk"):
            other = larger is not None and name == "video" and n >= 3
            source = (larger if other and larger else folder) / name
            init = f"init-{3 if other else 0:06}-{name}.mp4"
            at = milliseconds(take.started_at) + n * takes.SEGMENT * 1000
            fresh = n == lost + 1 or (larger is not None and n == 3)
            told = piece(n, name, at=at, init=init, discontinuity=n > 0 and fresh)
            for kept, path in ((told.init, source / "init.mp4"), (told.name, source / f"{n:06}.m4s")):
                with path.open("rb") as file:
                    files.store(take, kept, file)
            actions.add_segment(recorder, take.id, told)


def stop(cast: Cast, take: Take) -> None:
    actions.stop_recording(cast.moderator, take.id)
    take.refresh_from_db()


def begin(download_id: str) -> None:
    """What tasks.start does, without a worker beside the test."""


def made(cast: Cast, take: Take, kind: str, rendition: str) -> Download:
    row = downloads.ask(cast.moderator, take.id, kind, rendition, start=begin)
    making.make(row.id)
    row.refresh_from_db()
    return row


def kept(row: Download) -> Path:
    return Path(default_storage.path(row.file))


@pytest.mark.django_db
def test_a_film_has_the_picture_and_the_chosen_sound(
    cast: Cast, take: Take, recorder: Worker, folder: Path
) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = made(cast, take, "film", "kk")
    assert (row.status, row.error, row.done) == ("ready", "", 100) and row.bytes == kept(row).stat().st_size
    found = probe(kept(row))
    kinds = {stream["codec_type"]: stream for stream in found["streams"]}
    assert kinds["video"]["codec_name"] == "h264" and kinds["audio"]["codec_name"] == "opus"
    assert float(found["format"]["duration"]) == pytest.approx(SECONDS, abs=0.1)
    assert found["format"]["tags"]["title"] == cast.seminar.title
    decodes(kept(row))
    assert pitch(kept(row), 2) == pytest.approx(takes.KAZAKH, abs=20)


@pytest.mark.django_db
def test_a_sound_is_not_coded_again(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = made(cast, take, "sound", "floor")
    found = probe(kept(row))
    assert [stream["codec_name"] for stream in found["streams"]] == ["opus"] and row.file.endswith(".opus")
    made_of = packets(whole(folder / "floor", kept(row).parent))
    same = set(packets(kept(row))) & set(made_of)  # the first and the last tell apart what is to be skipped
    assert len(same) >= len(set(made_of)) - 2
    assert pitch(kept(row), 5) == pytest.approx(takes.FLOOR, abs=20)


@pytest.mark.django_db
def test_what_was_not_recorded_has_no_length(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder, lost=2)
    stop(cast, take)
    row = made(cast, take, "film", "floor")
    found = probe(kept(row))
    assert float(found["format"]["duration"]) == pytest.approx(SECONDS - takes.SEGMENT, abs=0.1)
    starts = [float(stream["start_time"]) for stream in found["streams"]]
    assert abs(starts[0] - starts[1]) < 0.08
    decodes(kept(row))


@pytest.mark.django_db
def test_what_is_hidden_is_left_out_and_old_files_with_it(
    cast: Cast, take: Take, recorder: Worker, folder: Path
) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    whole = made(cast, take, "sound", "floor")
    url = downloads.overview(cast.moderator)["files"][2]["url"]
    assert url and member_client(cast.moderator).get(url).status_code == 200
    begun = milliseconds(take.started_at)
    actions.cut(cast.moderator, [(begun + 5000, begun + 6000)])
    assert member_client(cast.moderator).get(url).status_code == 404
    assert downloads.overview(cast.moderator)["files"][2]["status"] == ""
    path = kept(whole)
    again = made(cast, take, "sound", "floor")
    assert not path.exists() and again.id == whole.id
    duration = float(probe(kept(again))["format"]["duration"])
    assert duration == pytest.approx(SECONDS - takes.SEGMENT, abs=0.1)


@pytest.mark.django_db
def test_two_cameras_become_one_picture(
    cast: Cast, take: Take, recorder: Worker, folder: Path, larger: Path
) -> None:
    bring(take, recorder, folder, larger=larger)
    stop(cast, take)
    row = made(cast, take, "film", "floor")
    assert row.status == "ready", row.error
    found = probe(kept(row))
    video = next(stream for stream in found["streams"] if stream["codec_type"] == "video")
    assert (video["width"], video["height"]) == (960, 540)
    assert float(found["format"]["duration"]) == pytest.approx(SECONDS, abs=0.15)
    decodes(kept(row))


def member_client(who: Member) -> Client:
    client = Client()
    client.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_a_broken_transfer_is_gone_on_with(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = made(cast, take, "sound", "kk")
    data = kept(row).read_bytes()
    url = downloads.overview(cast.moderator)["files"][3]["url"]
    client = member_client(cast.moderator)
    whole = client.get(url)
    assert whole.status_code == 200 and whole["Accept-Ranges"] == "bytes" and body(whole) == data
    assert (
        whole["Content-Disposition"].startswith("attachment; filename=")
        and "private" in whole["Cache-Control"]
    )
    rest = client.get(url, headers={"Range": "bytes=1000-", "If-Range": whole["ETag"]})
    assert rest.status_code == 206 and data[:1000] + body(rest) == data
    assert rest["Content-Range"] == f"bytes 1000-{len(data) - 1}/{len(data)}"
    assert body(client.get(url, headers={"Range": "bytes=-500"})) == data[-500:]
    assert body(client.get(url, headers={"Range": "bytes=10-19"})) == data[10:20]
    changed = client.get(url, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    assert changed.status_code == 200 and body(changed) == data
    for beyond in (f"bytes={len(data)}-", "bytes=20-10", "bytes=-0", "bytes=" + "9" * 18 + "-"):
        assert client.get(url, headers={"Range": beyond}).status_code == 416, beyond
    for odd in ("bytes=-", "bytes=x-y", "lines=1-2", "bytes=0-1,5-6", "bytes=" + "9" * 30 + "-"):
        assert client.get(url, headers={"Range": odd}).status_code in (200, 416), odd


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_who_may(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = made(cast, take, "sound", "floor")
    url = f"/seminars/{cast.seminar.slug}/downloads/{row.id}"
    wanted = {"kind": "sound", "rendition": "floor"}
    assert refusal(post(cast.asker, cast.seminar, f"recordings/{take.id}/downloads", wanted)) == (
        403,
        "no_downloads",
    )
    assert member_client(cast.asker).get(url).status_code == 404
    assert decide(cast.asker, cast.seminar, {"to_members": True}).status_code == 403
    assert decide(cast.moderator, cast.seminar, {"to_members": True}).json()["to_members"] is True
    assert member_client(cast.asker).get(url).status_code == 200
    assert post(cast.asker, cast.seminar, f"recordings/{take.id}/downloads", wanted).status_code == 200
    assert decide(cast.moderator, cast.seminar, {"to_members": False}).json()["to_members"] is False
    assert member_client(cast.asker).get(url).status_code == 404


def decide(who: Member, seminar: Seminar, body: object) -> Any:
    url = f"/api/seminars/{seminar.id}/recordings/downloads"
    return member_client(who).post(url, body, content_type="application/json")


@pytest.mark.django_db
def test_outsiders_and_hostile_values(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    wanted = {"kind": "sound", "rendition": "floor"}
    going = refusal(post(cast.moderator, cast.seminar, f"recordings/{take.id}/downloads", wanted))
    assert going == (409, "not_over")
    stop(cast, take)
    row = made(cast, take, "sound", "floor")
    elsewhere = make_cast()
    for outsider in (*cast.outsiders, elsewhere.moderator):
        who = outsider.person if isinstance(outsider, Member) else outsider
        client = Client()
        if who is not None:
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/seminars/{cast.seminar.slug}/downloads/{row.id}").status_code == 404
        base = f"/api/seminars/{cast.seminar.id}/recordings"
        assert client.get(f"{base}/downloads").status_code == 401
        assert client.post(f"{base}/downloads", {"to_members": True}, "application/json").status_code == 401
        assert client.post(f"{base}/{take.id}/downloads", wanted, "application/json").status_code == 401
    for path in ("0" * 26, "%00", "x"):
        assert (
            member_client(cast.moderator).get(f"/seminars/{cast.seminar.slug}/downloads/{path}").status_code
            == 404
        )
    assert (
        member_client(cast.moderator)
        .get(f"/seminars/{elsewhere.seminar.slug}/downloads/{row.id}")
        .status_code
        == 404
    )
    for bad in ({"kind": "sound", "rendition": "video"}, {"kind": "film", "rendition": "tg"}):
        refused = refusal(post(cast.moderator, cast.seminar, f"recordings/{take.id}/downloads", bad))
        assert refused == (404, "no_such_file")
    for bad in ({}, {"kind": "zip", "rendition": "floor"}, {"kind": "sound", "rendition": "x" * 99}):
        assert post(cast.moderator, cast.seminar, f"recordings/{take.id}/downloads", bad).status_code == 422


@pytest.mark.django_db
def test_two_who_ask_have_one_job(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    wanted = {"kind": "film", "rendition": "kk"}
    for _ in range(2):
        answer = post(cast.moderator, cast.seminar, f"recordings/{take.id}/downloads", wanted)
        line = next(
            one for one in answer.json()["files"] if one["kind"] == "film" and one["rendition"] == "kk"
        )
        assert line["status"] == "queued" and line["url"] == ""
    jobs = DBTaskResult.objects.filter(task_path=tasks.make.module_path, queue_name="media")
    assert jobs.count() == 1


@pytest.mark.django_db
def test_a_full_disk_is_said_and_it_can_be_done_again(
    cast: Cast, take: Take, recorder: Worker, folder: Path
) -> None:
    """ffmpeg meets the end of what it may write, as it does on a full disk."""
    bring(take, recorder, folder)
    stop(cast, take)
    row = downloads.ask(cast.moderator, take.id, "film", "floor", start=begin)
    making.make(row.id, limits=replace(ffmpeg.LIMITS, file=100_000))
    row.refresh_from_db()
    assert (row.status, row.error, row.file) == ("failed", "no_space", "")
    line = downloads.overview(cast.moderator)["files"][0]
    assert line["status"] == "failed" and "disk is full" in line["error"]
    assert not list(Path(default_storage.path("")).rglob("downloads/*/*"))
    assert made(cast, take, "film", "floor").status == "ready"


@pytest.mark.django_db
def test_a_missing_segment_is_said(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    files.storage().delete(files.path(take, "000002-floor.m4s"))
    row = made(cast, take, "sound", "floor")
    assert (row.status, row.error) == ("failed", "broken")


@pytest.mark.django_db
def test_a_killed_maker_is_not_waited_for(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = downloads.ask(cast.moderator, take.id, "sound", "floor", start=begin)
    assert downloads.begin(row.id) is not None  # and then it was killed
    long_ago = timezone.now() - downloads.SILENT - timedelta(seconds=1)
    Download.objects.filter(pk=row.id).update(touched_at=long_ago)
    line = downloads.overview(cast.moderator)["files"][2]
    assert line["status"] == "failed" and line["error"]
    assert made(cast, take, "sound", "floor").status == "ready"


@pytest.mark.django_db
def test_looking_again_reads_no_segments(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    """Pages look again and again, for hours: a take of four hours has 40,000 of them."""
    bring(take, recorder, folder)
    stop(cast, take)
    row = downloads.ask(cast.moderator, take.id, "sound", "floor", start=begin)
    busy = {"take": take.id, "kind": "sound", "rendition": "floor", "status": "queued", "done": 0}
    assert under_way(cast.moderator, cast.seminar) == [busy] and under_way(cast.asker, cast.seminar) == []
    with CaptureQueriesContext(connection) as asked:
        downloads.under_way(cast.moderator)
    assert len(asked) == 2 and not any("_segment" in one["sql"] for one in asked)
    with CaptureQueriesContext(connection) as asked:
        assert len(downloads.overview(cast.moderator)["files"]) == 6
    assert not any('_segment"."bytes"' in one["sql"] for one in asked), "nothing is ready: none is compared"
    begun = downloads.begin(row.id)
    assert begun is not None
    downloads.progress(begun, 40)
    assert under_way(cast.moderator, cast.seminar) == [busy | {"status": "working", "done": 40}]
    Download.objects.update(touched_at=timezone.now() - downloads.SILENT - timedelta(seconds=1))
    assert under_way(cast.moderator, cast.seminar) == [], "its maker is dead: the overview tells why"
    assert Client().get(f"/api/seminars/{cast.seminar.id}/recordings/downloads/under-way").status_code == 401


def under_way(who: Member, seminar: Seminar) -> Any:
    url = f"/api/seminars/{seminar.id}/recordings/downloads/under-way"
    return member_client(who).get(url).json()["files"]


@pytest.mark.django_db
def test_what_is_wholly_hidden_is_not_offered(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    end = milliseconds(timezone.now())
    actions.cut(cast.moderator, [(0, end)])
    assert downloads.overview(cast.moderator)["files"] == []


@pytest.mark.django_db
def test_files_go_after_a_week(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = made(cast, take, "sound", "floor")
    path = kept(row)
    assert tasks.sweep.call() == 0 and path.exists()
    Download.objects.filter(pk=row.id).update(touched_at=timezone.now() - downloads.KEPT - timedelta(hours=1))
    assert tasks.sweep.call() == 1 and not path.exists() and not Download.objects.exists()


@pytest.mark.django_db
def test_progress_is_told(cast: Cast, take: Take, recorder: Worker, folder: Path) -> None:
    bring(take, recorder, folder)
    stop(cast, take)
    row = downloads.ask(cast.moderator, take.id, "sound", "floor", start=begin)
    begun = downloads.begin(row.id)
    assert begun is not None
    ticks = iter([1.0, 1.2, 2.5])
    told = making._Progress(begun, clock=lambda: next(ticks))
    seen = []
    for share in (0.25, 0.3, 0.75):
        told(share)
        row.refresh_from_db()
        seen.append(row.done)
    assert seen == [25, 25, 75]
