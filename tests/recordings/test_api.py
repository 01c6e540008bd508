"""The recording over HTTP: the recorder by its lease, people by their cookie, players by a signed address."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.utils import timezone

from consilium.archive import queries as archive
from consilium.config.held import Held
from consilium.jobs.models import Lease
from consilium.kernel.languages import is_tag
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, playlists, rules, signatures
from consilium.recordings.models import Segment, Take
from tests.recordings.conftest import piece
from tests.support.cast import Cast, make_cast, post, refusal

pytestmark = pytest.mark.django_db
SOUND = b"styp" + bytes(996)


@pytest.fixture
def take(cast: Cast) -> Take:
    return actions.start_recording(cast.moderator, key="key-00001")


def by_lease(bearer: str, take: Take, path: str, body: object, method: str = "post") -> Any:
    url = f"/api/seminars/{take.seminar_id}/recordings/{take.id}/{path}"
    kind = "application/json" if method == "post" else "application/octet-stream"
    return getattr(Client(), method)(url, body, content_type=kind, headers={"Authorization": bearer})


def bring(bearer: str, take: Take, n: int, rendition: str = "floor", **values: object) -> None:
    """One segment with its files, as the recorder does it."""
    told = piece(n, rendition, bytes=len(SOUND), **values)
    for name in (told.init, told.name):
        assert by_lease(bearer, take, f"files/{name}", SOUND, "put").json() == {"bytes": len(SOUND)}
    assert by_lease(bearer, take, "segments", told.__dict__).status_code == 200


def play(take: Take, name: str) -> Any:
    return Client().get(signatures.playlist(take).replace("index.m3u8", name))


def test_a_moderator_starts_and_stops(cast: Cast) -> None:
    made = post(cast.moderator, cast.seminar, "recordings", {"key": "key-00001"})
    assert made.status_code == 200
    again = post(cast.moderator, cast.seminar, "recordings", {"key": "key-00001"})
    assert again.json() == made.json()
    assert post(cast.moderator, cast.seminar, f"recordings/{made.json()['id']}/stop").status_code == 200
    assert post(cast.asker, cast.seminar, "recordings/acknowledge").json() == {"acknowledged": True}


def test_outsiders_and_attendees(cast: Cast, take: Take) -> None:
    for path in ("recordings", f"recordings/{take.id}/stop", "recordings/acknowledge"):
        for outsider in cast.outsiders:
            assert refusal(post(outsider, cast.seminar, path, {"key": "key-00002"}))[0] == 401
    for path in ("recordings", f"recordings/{take.id}/stop"):
        refused = refusal(post(cast.asker, cast.seminar, path, {"key": "key-00002"}))
        assert refused == (403, "not_a_moderator")
    for nobody in ("0" * 26, "%00"):
        refused = refusal(post(cast.moderator, cast.seminar, f"recordings/{nobody}/stop"))
        assert refused == (404, "no_such_take")


def test_what_the_recorder_brings_is_played(cast: Cast, take: Take, bearer: str, media: Path) -> None:
    begun = {"rendition": "video", "codec": "avc1.42E01F", "width": 1280, "height": 720}
    assert by_lease(bearer, take, "renditions", begun).status_code == 200
    for n in (0, 1):
        bring(bearer, take, n, "video", discontinuity=n == 1, init=f"init-000000-{n}.mp4")
        bring(bearer, take, n)
        bring(bearer, take, n, "kk", filled=True)
    found = by_lease(bearer, take, "resume", {}, "get").json()
    assert found["next"] == 2 and abs(found["now"] - milliseconds(timezone.now())) < 10_000
    master = play(take, "index.m3u8")
    assert master["Content-Type"] == "application/vnd.apple.mpegurl"
    text = master.content.decode()
    assert 'CODECS="avc1.42E01F,opus",RESOLUTION=1280x720,AUDIO="sound"' in text and 'URI="kk.m3u8"' in text
    video = play(take, "video.m3u8").content.decode()
    assert video.count("#EXT-X-MAP") == 2 and video.count("#EXT-X-DISCONTINUITY") == 1
    assert "#EXT-X-ENDLIST" not in video and "EVENT" in video
    answer = play(take, "000001-kk.m4s")
    assert b"".join(answer.streaming_content) == SOUND
    assert answer["Cache-Control"] == f"public, max-age={signatures.LIFE}, immutable", "no longer than a link"
    actions.stop_recording(cast.moderator, take.id)
    assert "#EXT-X-ENDLIST" not in play(take, "video.m3u8").content.decode()  # the last of it is on its way
    bring(bearer, take, 2, "video")
    bring(bearer, take, 2)
    stopped = timezone.now() - timedelta(seconds=rules.SETTLED + 1)
    Take.objects.filter(pk=take.id).update(stopped_at=stopped)
    ended = play(take, "video.m3u8").content.decode()
    assert "000002-video.m4s" in ended and ended.endswith("#EXT-X-ENDLIST\n")


def test_a_channel_is_recorded_whatever_its_tag(take: Take, bearer: str) -> None:
    """Whatever interpretation may open: the recorder writes a file of that name."""
    bring(bearer, take, 0)
    for tag in ("pt-BR", "zh-Hant", "sr-Latn-RS"):
        assert is_tag(tag) and rules.is_rendition(tag)
        bring(bearer, take, 0, tag, init=f"init-000000-{tag}.mp4")
        assert f"000000-{tag}.m4s" in play(take, f"{tag}.m3u8").content.decode()
        assert f"000000-{tag}.m4s" in play(take, f"live-{tag}.m3u8").content.decode()
        assert b"".join(play(take, f"000000-{tag}.m4s").streaming_content) == SOUND
    assert 'LANGUAGE="pt-BR"' in play(take, "index.m3u8").content.decode()


def test_nobody_is_told_of_a_take_without_its_sounds(cast: Cast, take: Take, bearer: str) -> None:
    """A player reads this list once: who got it before the floor was there would hear nothing."""
    for name in ("video", "floor", "kk"):
        begun = {"rendition": name, "codec": "avc1.42E01F" if name == "video" else "opus"}
        assert by_lease(bearer, take, "renditions", begun).status_code == 200
    lists = (signatures.MASTER, signatures.LIVE, signatures.LIVE_SOUND)
    for name in ("video", "floor", "kk"):
        assert [play(take, one).status_code for one in lists] == [404] * 3, name
        assert archive.takes(cast.seminar)[0]["last"] == 0, "nor does a replay begin"
        bring(bearer, take, 0, name)
    for one in lists:
        text = play(take, one).content.decode()
        assert "kk.m3u8" in text and "floor.m3u8" in text
    assert archive.takes(cast.seminar)[0]["last"] > 0


def test_who_watches_live_gets_the_end_of_it(take: Take, bearer: str) -> None:
    begun = {"rendition": "video", "codec": "avc1.42E01F", "width": 1280, "height": 720}
    by_lease(bearer, take, "renditions", begun)
    for n in range(playlists.WINDOW + 2):
        bring(bearer, take, n, "video")
        bring(bearer, take, n)
    assert "live-video.m3u8" in play(take, "live.m3u8").content.decode()
    alone = play(take, "live-sound.m3u8").content.decode()
    assert "live-floor.m3u8" in alone and "video" not in alone
    for name in ("live-video.m3u8", "live-floor.m3u8"):
        text = play(take, name).content.decode()
        assert text.count(".m4s") == playlists.WINDOW and "#EXT-X-MEDIA-SEQUENCE:2\n" in text
    for name in ("live-kk.m3u8", "live-.m3u8", "live-live-floor.m3u8"):
        assert play(take, name).status_code == 404


@pytest.mark.django_db(transaction=True)  # requests of the real application end their connections
def test_the_site_holds_what_everybody_gets(
    take: Take, bearer: str, django_assert_num_queries: Any, media: Path
) -> None:
    """As granian calls it: the second viewer costs no question to the database, and learns nothing else."""
    bring(bearer, take, 0)
    site = Held(WSGIHandler())

    def get(name: str, cookie: str) -> tuple[str, dict[str, str], bytes]:
        said: list[Any] = []
        path = signatures.playlist(take).replace("index.m3u8", name)
        environ = RequestFactory().get(path, headers={"Cookie": cookie}).environ
        body = b"".join(site(environ, lambda status, headers, *_: said.extend((status, dict(headers)))))
        return said[0], said[1], body

    for name in ("000000-floor.m4s", "live-floor.m3u8"):
        first = get(name, "sessionid=one")
        with django_assert_num_queries(0):
            second = get(name, "sessionid=two")
        assert first[0] == second[0] == "200 OK" and first[2] == second[2] != b""
        assert second[1]["Access-Control-Allow-Origin"] == "*" and "public" in second[1]["Cache-Control"]
        assert not {"Set-Cookie", "Vary", "Content-Language"} & set(second[1])
    assert get("000007-floor.m4s", "")[0].startswith("404")


def test_everybody_is_given_the_same_address_for_an_hour(take: Take) -> None:
    """So that a CDN keeps one copy, not one for each viewer."""
    urls = {signatures.playlist(take) for _ in range(3)}
    moment = signing.b62_decode(urls.pop().split("/")[2].split(":")[1])
    assert not urls and moment % signatures.SHARED == 0 and time.time() - moment < 2 * signatures.SHARED


def test_a_broken_upload_is_replaced(take: Take, bearer: str, media: Path) -> None:
    by_lease(bearer, take, "files/000000-floor.m4s", SOUND[:10], "put")
    by_lease(bearer, take, "files/000000-floor.m4s", SOUND, "put")
    assert (media / "takes" / take.id / "000000-floor.m4s").read_bytes() == SOUND
    assert len(list((media / "takes" / take.id).iterdir())) == 1


def test_a_file_that_is_told_of_is_not_replaced(take: Take, bearer: str, media: Path) -> None:
    bring(bearer, take, 0)
    for name in ("000000-floor.m4s", "init-000000-floor.mp4"):
        assert by_lease(bearer, take, f"files/{name}", SOUND, "put").status_code == 200
        other = by_lease(bearer, take, f"files/{name}", SOUND + b"x", "put")
        assert refusal(other) == (409, "number_taken")
        assert (media / "takes" / take.id / name).read_bytes() == SOUND


def test_what_was_taken_after_the_stop_is_not_kept(cast: Cast, take: Take, bearer: str, media: Path) -> None:
    """A recorder whose line was down brings what it recorded until it heard of the stop: it is nobody's."""
    bring(bearer, take, 0)
    actions.stop_recording(cast.moderator, take.id)
    stopped = timezone.now() - timedelta(milliseconds=rules.AFTER_STOP + 5000)
    Take.objects.filter(pk=take.id).update(stopped_at=stopped)
    late = piece(1, bytes=len(SOUND))
    folder = media / "takes" / take.id
    for told in (late, piece(1, bytes=len(SOUND), name=piece(0).name)):
        by_lease(bearer, take, f"files/{told.name}", SOUND, "put")
        refused = by_lease(bearer, take, "segments", told.__dict__)
        assert refusal(refused) == (409, "take_over")
    assert {path.name for path in folder.iterdir()} == {piece(0).name, piece(0).init}, (
        "what a row names stays"
    )


def test_what_a_power_cut_tore_is_mended(take: Take, bearer: str, media: Path) -> None:
    bring(bearer, take, 0)
    for name, left in ((piece(0).name, b""), (piece(0).name, SOUND[:10]), (piece(0).init, b"")):
        path = media / "takes" / take.id / name
        path.write_bytes(left)
        if name == piece(0).name:
            other = by_lease(bearer, take, f"files/{name}", SOUND + b"x", "put")
            assert refusal(other) == (409, "number_taken"), "that of another recorder"
        assert by_lease(bearer, take, f"files/{name}", SOUND, "put").json() == {"bytes": len(SOUND)}
        assert path.read_bytes() == SOUND


def test_hostile_files(take: Take, bearer: str, media: Path) -> None:
    for name in ("evil.html", "..%2F..%2Fx.m4s", "000000-floor.m4s.exe", "a" * 200):
        assert by_lease(bearer, take, f"files/{name}", SOUND, "put").status_code in (404, 422)
    huge = bytes(rules.LARGEST + 1)
    assert refusal(by_lease(bearer, take, "files/000000-floor.m4s", huge, "put")) == (422, "too_large")
    assert not media.exists()
    for body in ({}, "{", {**piece(0).__dict__, "extra": 1}, {**piece(0).__dict__, "at": "now"}):
        assert by_lease(bearer, take, "segments", body).status_code in (400, 422)
    assert not Segment.objects.exists()


def test_a_lease_opens_one_seminar_until_another_has_it(take: Take, bearer: str, lease: Lease) -> None:
    elsewhere = make_cast()
    other = actions.start_recording(elsewhere.moderator, key="key-00001")
    assert by_lease(bearer, other, "resume", {}, "get").status_code == 401
    Lease.objects.filter(pk=lease.pk).update(number="z" * 26)
    assert by_lease(bearer, take, "files/000000-floor.m4s", SOUND, "put").status_code == 401


def test_only_an_address_of_ours_plays(cast: Cast, take: Take, bearer: str) -> None:
    bring(bearer, take, 0)
    other = actions.start_recording(make_cast().moderator, key="key-00001")
    good = signatures.sign(take.id)
    for bad in ("x" * 40, good[:-1] + ("a" if good[-1] != "a" else "b"), signatures.sign(other.id)):
        for name in ("index.m3u8", "floor.m3u8", "000000-floor.m4s"):
            assert Client().get(f"/media/{bad}/{take.id}/{name}").status_code == 404
    assert Client().get(f"/media/{good}/{take.id}/nothing.m3u8").status_code == 404
    assert Client().get(f"/media/{good}/{take.id}/000009-floor.m4s").status_code == 404
    assert Client().get(f"/media/{good}/%00/000000-floor.m4s").status_code == 404
    assert Client().post(f"/media/{good}/{take.id}/index.m3u8").status_code == 405


class Yesterday(signing.TimestampSigner):
    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - signatures.LIFE - 10)


def test_an_old_address_plays_no_longer(take: Take, bearer: str) -> None:
    bring(bearer, take, 0)
    url = signatures.playlist(take)
    assert Client().get(url).status_code == 200
    old = Yesterday(salt=signatures.SALT).sign_object(take.id)
    assert Client().get(url.replace(url.split("/")[2], old)).status_code == 404
