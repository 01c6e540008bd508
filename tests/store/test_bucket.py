"""Files in a bucket: what is brought lies there, and is fetched from there by a signed address that ends."""

import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from pytest_django.fixtures import Settings

from consilium.config import bucket as checking
from consilium.config.storage import Bucket
from consilium.config.storage import storages as made
from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, downloads, files, making, signatures
from consilium.recordings.models import Take
from consilium.slides.actions import delete_folder
from tests.recordings.conftest import piece
from tests.support import bucket, takes
from tests.support.bucket import Store
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
SOUND = b"styp" + bytes(range(256)) * 40


class Body:
    """What a request brings."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int, /) -> bytes:
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def fetch(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (our own bucket)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), dict(refused.headers)


@pytest.fixture
def take(stored: Store, cast: Cast, recorder: Worker) -> Take:
    found = actions.start_recording(cast.moderator, key="key-00001")
    told = piece(0, bytes=len(SOUND))
    for name in (told.init, told.name):
        assert files.store(found, name, Body(SOUND)) == len(SOUND)
    actions.add_segment(recorder, found.id, told)
    return found


def led(take: Take, name: str) -> Any:
    return Client().get(signatures.playlist(take).replace("index.m3u8", name))


def test_a_segment_is_fetched_from_the_bucket(take: Take, stored: Store) -> None:
    answer = led(take, "000000-floor.m4s")
    assert answer.status_code == 302 and answer["Location"].startswith(stored.endpoint)
    assert answer["Cache-Control"] == "public, max-age=300" and answer["Access-Control-Allow-Origin"] == "*"
    status, data, headers = fetch(answer["Location"], Origin="https://seminars.example.org")
    assert (status, data) == (200, SOUND)
    assert headers["Cache-Control"] == "public, max-age=43200, immutable"
    assert headers["Content-Type"] == "audio/mp4" and headers["Access-Control-Allow-Origin"] == "*"
    status, part, _headers = fetch(answer["Location"], Range="bytes=4-13")
    assert (status, part) == (206, SOUND[4:14])


def test_without_the_signature_nothing_is_served(take: Take) -> None:
    url = led(take, "000000-floor.m4s")["Location"]
    assert fetch(url.partition("?")[0])[0] == 403
    other = url.replace("000000-floor.m4s", "init-000000-floor.mp4")
    assert fetch(other)[0] == 403
    assert int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0]) == files.ENDS


def test_an_address_ends(take: Take) -> None:
    url = storages["media"].url(files.path(take, "000000-floor.m4s"), expire=4)  # type: ignore[call-arg]
    assert fetch(url)[0] == 200
    until = time.monotonic() + 15
    while (status := fetch(url)[0]) == 200 and time.monotonic() < until:
        pass
    assert status == 403


def test_the_address_is_the_same_for_a_while(take: Take) -> None:
    assert led(take, "000000-floor.m4s")["Location"] == led(take, "000000-floor.m4s")["Location"]


def test_what_no_player_was_told_of_is_not_found(take: Take) -> None:
    files.store(take, "000007-floor.m4s", Body(SOUND))
    for name in ("000007-floor.m4s", "000000-kk.m4s", "init-000000-kk.mp4"):
        assert led(take, name).status_code == 404
    for bad in ("x" * 40, signatures.sign("0" * 26)):
        assert Client().get(f"/media/{bad}/{take.id}/000000-floor.m4s").status_code == 404


def test_a_broken_upload_is_replaced(take: Take, stored: Store) -> None:
    files.store(take, "000001-floor.m4s", Body(SOUND[:10]))
    files.store(take, "000001-floor.m4s", Body(SOUND))
    place = stored.folder / bucket.NAME / "site" / "recordings" / "takes" / take.id
    assert (place / "000001-floor.m4s").read_bytes() == SOUND
    assert files.opened(take, "000001-floor.m4s").read() == SOUND
    with pytest.raises(FileNotFoundError):
        files.opened(take, "000009-floor.m4s")


def test_slides_and_papers_lie_there_too(stored: Store) -> None:
    name = default_storage.save("slides/a/b/1.webp", ContentFile("Оксиген".encode()))
    assert (stored.folder / bucket.NAME / "site" / "files" / name).exists()
    assert default_storage.save("slides/a/b/1.webp", ContentFile(b"another")) != name
    with default_storage.open(name, "rb") as file:
        assert file.read().decode() == "Оксиген"
    delete_folder("slides/a/b", keep=name)
    assert default_storage.exists(name)
    delete_folder("slides/a/b")
    assert not default_storage.exists(name)
    delete_folder("slides/nothing")
    with pytest.raises(FileNotFoundError):
        default_storage.open(name, "rb")


def test_a_cdn_stands_between(store: Store, settings: Settings, cast: Cast, tmp_path: Path) -> None:
    found = Bucket.parse(store.settings(MEDIA_CDN="https://media.example.org/"))
    assert found is not None and found.origins == ["https://media.example.org"]
    settings.STORAGES = made(found, data_dir=tmp_path)
    settings.MEDIA_CDN = found.cdn
    take = actions.start_recording(cast.moderator, key="key-00001")
    url = files.address(take, "000000-floor.m4s")
    path = f"/{bucket.NAME}/site/recordings/takes/{take.id}/000000-floor.m4s"
    assert url.startswith(f"https://media.example.org{path}?X-Amz-")


def said() -> list[str | None]:
    return [message.id for message in checking.check()]


def test_a_good_bucket_has_no_findings(stored: Store) -> None:
    assert said() == []
    assert not (stored.folder / bucket.NAME / "site" / "recordings" / checking.NAME).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"S3_ACCESS_KEY": "nobody"}, "S3_ACCESS_KEY is none"),
        ({"S3_SECRET_KEY": "wrong"}, "S3_SECRET_KEY does not fit"),
        ({"MEDIA_STORAGE": "s3://elsewhere"}, "no bucket of the name"),
        ({"S3_ENDPOINT": "http://127.0.0.1:9"}, "does not answer"),
    ],
)
def test_what_is_wrong_has_its_sentence(
    store: Store, settings: Settings, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    settings.STORAGES = made(Bucket.parse(store.settings(**changes)), data_dir=tmp_path)
    (found,) = checking.check()
    assert found.id == "consilium.E015" and words in found.msg
    assert bucket.SECRET not in found.msg


def test_a_bucket_that_no_page_may_read(settings: Settings, tmp_path: Path) -> None:
    with bucket.running(tmp_path, origin="") as closed:
        settings.STORAGES = made(Bucket.parse(closed.settings()), data_dir=tmp_path)
        assert said() == ["consilium.E017"]


def test_a_file_to_keep_comes_from_the_bucket(
    stored: Store, cast: Cast, recorder: Worker, tmp_path: Path, settings: Settings
) -> None:
    """Made of segments that lie there, kept there, and fetched from there as a download from any byte on."""
    settings.DATA_DIR = tmp_path
    sound = takes.noise(tmp_path / "cut", "floor", 8, decibels=0)
    take = actions.start_recording(cast.moderator, key="key-00001")
    for n in range(2):
        told = piece(n, at=milliseconds(take.started_at) + 4000 * n)
        for name, path in ((told.init, sound / "init.mp4"), (told.name, sound / f"{n:06}.m4s")):
            files.store(take, name, Body(path.read_bytes()))
        actions.add_segment(recorder, take.id, told)
    actions.stop_recording(cast.moderator, take.id)
    row = downloads.ask(cast.moderator, take.id, "sound", "floor", start=making.make)
    line = downloads.overview(cast.moderator)["files"][0]
    assert line["status"] == "ready" and line["bytes"] > 10_000, line
    client = Client()
    assert client.get(line["url"]).status_code == 404
    client.force_login(cast.moderator.person, backend="django.contrib.auth.backends.ModelBackend")
    url = client.get(line["url"])["Location"]
    status, data, headers = fetch(url)
    assert (status, len(data)) == (200, line["bytes"]) and data[:4] == b"OggS"
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert fetch(url, Range="bytes=100-")[1] == data[100:]
    assert fetch(url.partition("?")[0])[0] == 403
    row.refresh_from_db()
    assert default_storage.exists(row.file)
