"""Captions beside the media: what players are told, and what ffmpeg reads of it."""

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consilium.archive import subtitles
from consilium.archive.webvtt import Line, document
from consilium.captions import actions as captions
from consilium.captions.actions import Heard
from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions, signatures
from consilium.recordings.models import Take
from consilium.recordings.rules import SETTLED
from tests.recordings.conftest import piece
from tests.support.cast import Cast, make_cast

SEGMENT = 4000
HOSTILE = "<b>--> \u202eSpO₂ < 90 & 00:00.000 --> 00:09.000\n\nWEBVTT </b>"


def line(text: str, start: int, end: int, made: str = "human") -> Line:
    return Line("c1", text, start, end, made)


def read(text: str, folder: Path) -> list[dict[str, Any]]:
    """The cues as ffprobe reads them: seconds."""
    path = folder / "read.vtt"
    path.write_text(text, encoding="utf-8")
    command = ["ffprobe", "-v", "error", "-show_packets", "-show_data", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stderr, done.stderr
    return [
        {"at": float(packet["pts_time"]), "for": float(packet["duration_time"])}
        for packet in json.loads(done.stdout)["packets"]
    ]


def shown(text: str, folder: Path) -> str:
    """The words as ffmpeg's own decoder shows them."""
    path = folder / "shown.vtt"
    path.write_text(text, encoding="utf-8")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "srt", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_times_are_those_of_the_media(tmp_path: Path) -> None:
    made = document([line("One.", 11_500, 13_250)], language="en", zero=10_000, start=10_000, end=14_000)
    assert "X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:10.000" in made
    assert "00:00:01.500 --> 00:00:03.250" in made
    assert read(made, tmp_path) == [{"at": 1.5, "for": 1.75}]


def test_a_cue_that_crosses_a_segment_stands_in_both() -> None:
    lines = [line("Long.", 3_000, 9_000)]
    made = [document(lines, language="en", zero=0, start=n, end=n + 4000) for n in range(0, 16_000, 4000)]
    assert ["Long." in one for one in made] == [True, True, True, False]
    assert len(set(made[:3])) == 1  # the same cue: players show it once


def test_hostile_words_stay_one_cue(tmp_path: Path) -> None:
    lines = [
        line(HOSTILE, 0, 2000, made="machine: evil\n\n00:00.000 --> 00:09.000\nx"),
        line("Next.", 2000, 3000),
    ]
    made = document(lines, language="en", zero=0, start=0, end=4000)
    assert made.count("-->") == 2 and len(read(made, tmp_path)) == 2
    words = shown(made, tmp_path)
    assert "SpO₂ < 90 & 00:00.000" in words and "Next." in words


@pytest.mark.parametrize(("language", "mark"), [("ar", "\u200f"), ("ur", "\u200f"), ("kk", "\u200e")])
def test_a_line_runs_the_way_of_its_language(language: str, mark: str, tmp_path: Path) -> None:
    made = document([line("PEEP 8 سم", 0, 900)], language=language, zero=0, start=0, end=4000)
    assert f"\n{mark}PEEP 8 سم\n" in made and "PEEP 8 سم" in shown(made, tmp_path)


def test_what_began_before_the_take_is_shown_from_its_beginning() -> None:
    made = document([line("Early.", 500, 2500)], language="en", zero=1000, start=1000, end=5000)
    assert "00:00:00.000 --> 00:00:01.500" in made
    before = document([line("Gone.", 500, 900)], language="en", zero=1000, start=800, end=5000)
    assert "Gone." not in before


def play(take: Take, name: str) -> Any:
    return Client().get(signatures.playlist(take).replace("index.m3u8", name))


@pytest.fixture
def take(cast: Cast) -> Take:
    """A take that began a minute ago."""
    made = actions.start_recording(cast.moderator, key="key-00001")
    Take.objects.filter(pk=made.pk).update(started_at=timezone.now() - timedelta(minutes=1))
    made.refresh_from_db()
    return made


def bring(recorder: Worker, take: Take, numbers: range, broken: int = -1, missing: int = 0) -> None:
    """Segments of four seconds; at `broken` the recorder had been away for `missing` milliseconds."""
    for n in numbers:
        at = milliseconds(take.started_at) + n * SEGMENT + (missing if 0 <= broken <= n else 0)
        for name in ("video", "floor"):
            told = piece(n, name, at=at, discontinuity=n == broken)
            actions.add_segment(recorder, take.id, told)


def say(take: Take, text: str, start: int, language: str = "ru", key: str = "") -> str:
    """A cue heard by the scribe, `start` milliseconds after the take's beginning; its id."""
    scribe = Worker(take.seminar, "scribe", "", "a test")
    begun = milliseconds(take.started_at) + start
    heard = Heard(key or f"key-{start:08}", language, text, begun, begun + 2500, "floor", "", "whisper-base")
    return captions.finalise_cue(scribe, heard).cue


@pytest.mark.django_db
def test_the_playlist_goes_with_the_media(cast: Cast, recorder: Worker, take: Take) -> None:
    bring(recorder, take, range(10), broken=3, missing=1000)
    cue = say(take, "Начнём.", 1000)
    captions.add_translation(cast.seminar, cue, language="ar", text="لنبدأ.", engine="firefox")
    master = play(take, "index.m3u8").content.decode()
    assert 'LANGUAGE="ar"' in master and 'URI="captions-ru.m3u8"' in master
    assert re.search(r'NAME="Русский \(.+\)",LANGUAGE="ru"', master)
    media, texts = (play(take, f"{name}.m3u8").content.decode() for name in ("video", "captions-ru"))
    assert texts == re.sub(r"#EXT-X-MAP.*\n", "", media).replace("-video.m4s", "-captions-ru.vtt")
    first, second = (play(take, f"00000{n}-captions-ru.vtt") for n in (0, 1))
    assert (
        first["Content-Type"] == "text/vtt; charset=utf-8" and first["Cache-Control"] == "public, max-age=1"
    )
    assert "Начнём." in first.content.decode() and "Начнём." not in second.content.decode()
    assert "NOTE machine: whisper-base" in first.content.decode()
    arabic = play(take, "000000-captions-ar.vtt").content.decode()
    assert "\u200fلنبدأ." in arabic and "NOTE machine translation from ru: firefox" in arabic


@pytest.mark.django_db
def test_text_is_listed_after_its_time(cast: Cast, recorder: Worker, take: Take) -> None:
    """The newest segments are held back until their captions can be there; at the end all of them come."""
    bring(recorder, take, range(15))
    say(take, "Начнём.", 1000)
    assert play(take, "floor.m3u8").content.decode().count(".m4s") == 15
    listed = play(take, "captions-ru.m3u8").content.decode()
    assert listed.count(".vtt") == 13 and "ENDLIST" not in listed
    actions.stop_recording(cast.moderator, take.id)
    assert "ENDLIST" not in play(take, "captions-ru.m3u8").content.decode()
    Take.objects.filter(pk=take.pk).update(started_at=take.started_at - timedelta(seconds=10))
    take.renditions.get(name="floor").segments.all().delete()
    take.refresh_from_db()
    for n in range(15):
        actions.add_segment(recorder, take.id, piece(n, at=milliseconds(take.started_at) + n * SEGMENT))
    Take.objects.filter(pk=take.pk).update(stopped_at=timezone.now() - timedelta(seconds=SETTLED + 1))
    ended = play(take, "captions-ru.m3u8").content.decode()
    assert ended.count(".vtt") == 15 and ended.endswith("#EXT-X-ENDLIST\n")


@pytest.mark.django_db
def test_what_was_put_right_is_what_is_read(cast: Cast, recorder: Worker, take: Take) -> None:
    bring(recorder, take, range(5))
    cue = say(take, "Двадцать миллиграм.", 1000)
    captions.revise_cue(cast.moderator, cue, language="ru", text="Двести миллиграммов.")
    found = play(take, "000000-captions-ru.vtt").content.decode()
    assert "Двести" in found and "Двадцать" not in found and "NOTE human" in found
    assert cast.moderator.person.name not in found and cast.moderator.person.id not in found
    assert subtitles.renditions(take) == [("ru", "Русский")]
    captions.revise_cue(cast.moderator, cue, language="ru", text="")
    assert "-->" not in play(take, "000000-captions-ru.vtt").content.decode()


@pytest.mark.django_db
def test_languages_that_will_come_are_listed_while_it_is_live(
    cast: Cast, recorder: Worker, take: Take
) -> None:
    bring(recorder, take, range(2))
    scribe = Worker(cast.seminar, "scribe", "", "a test")
    captions.report(scribe, language="en", status="on", delay=900, engine="whisper-base")
    captions.report(scribe, language="ky", status="no_model", delay=0, engine="")
    assert [language for language, _name in subtitles.renditions(take)] == ["en"]
    actions.stop_recording(cast.moderator, take.id)
    take.refresh_from_db()
    assert subtitles.renditions(take) == []


@pytest.mark.django_db
def test_outsiders_and_hostile_names(cast: Cast, recorder: Worker, take: Take) -> None:
    bring(recorder, take, range(2))
    other = actions.start_recording(make_cast().moderator, key="key-00001")
    good = signatures.sign(take.id)
    for bad in ("x" * 40, signatures.sign(other.id)):
        for name in ("index.m3u8", "captions-ru.m3u8", "000000-captions-ru.vtt"):
            answer = Client().get(f"/media/{bad}/{take.id}/{name}")
            assert answer.status_code == 404 and answer["Access-Control-Allow-Origin"] == "*"
    for name in (
        "000009-captions-ru.vtt",
        "999999-captions-ru.vtt",
        "captions-%00.m3u8",
        "captions-../x.m3u8",
        "0-captions-ru.vtt",
        "000000-captions-" + "a" * 200 + ".vtt",
        "captions-RU;x.m3u8",
    ):
        assert Client().get(f"/media/{good}/{take.id}/{name}").status_code == 404, name
    assert Client().post(f"/media/{good}/{take.id}/captions-ru.m3u8").status_code == 405
    assert "-->" not in play(take, "000000-captions-ru.vtt").content.decode()
