"""The offline pack: what is in the zip of a real take, who may have it, and what must not be in it."""

import json
import re
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from consilium.archive import actions as archive
from consilium.archive.pack import maker
from consilium.captions import actions as captions
from consilium.jobs.queries import Worker
from consilium.kernel.facts import KINDS
from consilium.kernel.timecode import milliseconds
from consilium.questions import actions as questions
from consilium.recordings import actions, downloads, light, making, tasks
from consilium.recordings.models import Download, Take
from consilium.seminars.actions import start_contribution
from consilium.seminars.queries import Member
from consilium.slides import actions as slides
from consilium.slides.models import Deck
from tests.archive.test_archive import say
from tests.recordings.test_downloads import SECONDS, begin, body, bring, member_client
from tests.slides.conftest import ready
from tests.support import takes
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.factories import ContributionFactory, SessionFactory
from tests.support.films import pitch, probe

pytestmark = pytest.mark.django_db
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\"'&{{ 7 }}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return takes.cut(tmp_path_factory.mktemp("takes") / "cut", SECONDS)


@pytest.fixture(autouse=True)
def everything_apart(settings: Settings, tmp_path: Path, media: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def take(cast: Cast, recorder: Worker, folder: Path) -> Take:
    """Twenty seconds that began just now: what is done from here on is in it."""
    made = actions.start_recording(cast.moderator, key="key-00001")
    made.started_at -= timedelta(seconds=SECONDS - 6)
    made.save(update_fields=["started_at"])
    bring(made, recorder, folder)
    return made


def begun(take: Take) -> int:
    return milliseconds(take.started_at)


def over(cast: Cast, take: Take) -> Take:
    actions.stop_recording(cast.moderator, take.id)
    take.refresh_from_db()
    return take


def packed(cast: Cast, take: Take, language: str) -> zipfile.ZipFile:
    row = downloads.ask(cast.moderator, take.id, "pack", language, start=begin)
    making.make(row.id)
    row.refresh_from_db()
    assert (row.status, row.error) == ("ready", ""), row.error
    return zipfile.ZipFile(default_storage.path(row.file))


def read(pack: zipfile.ZipFile, name: str) -> str:
    (found,) = [one for one in pack.namelist() if one.endswith(f"/{name}")]
    return pack.read(found).decode()


class Page(HTMLParser):
    """Every element of the page with its attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_what_is_in_it(cast: Cast, take: Take, tmp_path: Path) -> None:
    session = SessionFactory.create(seminar=cast.seminar)
    part = ContributionFactory.create(session=session, title="Oxygen in four steps")
    deck = ready(cast.moderator, ["Oxygen", "Triage"])
    slides.show_slide(deck.id, 2, by=cast.moderator)
    start_contribution(cast.seminar, part.id, by=cast.moderator)
    say(cast, "Начнём.", at=begun(take) + 9000)
    asked = questions.ask_question(cast.asker, key="key-00001", text="How much oxygen?")
    questions.write_answer(cast.moderator, asked.id, key="key-00002", text="Ninety-four per cent.")
    pack = packed(cast, over(cast, take), "kk")
    root = cast.seminar.slug
    names = {
        f"{root}/{name}" for name in ("index.html", "pack.css", "pack.js", "sound.ogg", "transcript.txt")
    }
    assert set(pack.namelist()) == names | {f"{root}/slides/001.webp"}
    sound = Path(pack.extract(f"{root}/sound.ogg", tmp_path))
    (stream,) = probe(sound)["streams"]
    assert (stream["codec_name"], stream["channels"]) == ("opus", 1)
    assert float(probe(sound)["format"]["duration"]) == pytest.approx(SECONDS, abs=0.1)
    assert pitch(sound, 5) == pytest.approx(takes.KAZAKH, abs=20)
    assert sound.stat().st_size * 8 / SECONDS < 30_000
    text = read(pack, "index.html")
    page = Page(text)
    assert "Бастайық." in page.words and "Начнём." not in page.words
    assert cast.panellist.person.name in page.words and "Oxygen in four steps" in page.words
    assert "How much oxygen?" in page.words and "Ninety-four per cent." in page.words
    assert any(link.get("href") == "sound.ogg#t=6.00" for link in page.all("a"))
    pictures = [image for image in page.all("img") if image.get("src")]
    assert [(image["src"], "Triage" in image["alt"]) for image in pictures] == [("slides/001.webp", True)]
    assert page.all("html")[0]["lang"] == "kk" and "Бастайық." in read(pack, "transcript.txt")
    assert "[0:06] " in read(pack, "transcript.txt")


def test_nothing_of_another_host_and_words_stay_words(cast: Cast, take: Take) -> None:
    cast.seminar.title = f"../../../etc/{HOSTILE}"
    cast.seminar.save()
    say(cast, HOSTILE, at=begun(take) + 9000)
    asked = questions.ask_question(cast.asker, key="key-00001", text=HOSTILE)
    questions.write_answer(cast.moderator, asked.id, key="key-00002", text=HOSTILE)
    pack = packed(cast, over(cast, take), "ru")
    text = read(pack, "index.html")
    page = Page(text)
    assert page.all("script") == [{"src": "pack.js"}] and "7 }}" in page.words
    assert all("onerror" not in attributes for _tag, attributes in page.elements)
    assert page.words.count("<img src=x onerror=alert(1)>") == 5  # title twice, cue, question, answer
    sources = [value for _tag, has in page.elements for name, value in has.items() if name in ("src", "href")]
    assert sources and not [value for value in sources if ":" in value or value.startswith(("/", "."))]
    (policy,) = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'") and "http" not in policy and "unsafe" not in policy
    for name in pack.namelist():
        assert re.fullmatch(r"[A-Za-z0-9_-]+/(slides/)?[a-z0-9]+\.[a-z]+", name), name
    for name in ("pack.js", "pack.css"):
        assert "//" not in re.sub(r"^\s*//.*$|; // .*$", "", read(pack, name), flags=re.M).replace(
            "https", ""
        )


def test_hidden_stretches_are_left_out_and_times_right_behind_them(
    cast: Cast, take: Take, tmp_path: Path
) -> None:
    for second, words in ((2, "раз"), (9, "тайное"), (17, "три")):
        say(cast, words, at=begun(take) + second * 1000 + 2000)
    over(cast, take)
    whole = packed(cast, take, "ru")
    assert "тайное" in read(whole, "index.html")
    url = line(cast, "ru")["url"]
    assert member_client(cast.moderator).get(url).status_code == 200
    archive.withhold(
        cast.moderator,
        key="key-00001",
        subject="span",
        reason="A name is said.",
        start=begun(take) + 8500,
        end=begun(take) + 11000,
    )
    assert member_client(cast.moderator).get(url).status_code == 404 and line(cast, "ru")["status"] == ""
    take.refresh_from_db()
    again = packed(cast, take, "ru")
    for name in ("index.html", "transcript.txt"):
        assert "тайное" not in read(again, name) and "три" in read(again, name)
    sound = Path(again.extract(f"{cast.seminar.slug}/sound.ogg", tmp_path))
    assert float(probe(sound)["format"]["duration"]) == pytest.approx(SECONDS - 4, abs=0.1)
    places = [float(item["data-at"]) for item in Page(read(again, "index.html")).all("li")]
    assert places == [1.0, 12.0]  # the third began at 16 s of the take; four seconds before it are gone


def line(cast: Cast, language: str) -> dict[str, str]:
    files = downloads.overview(cast.moderator)["files"]
    (found,) = [one for one in files if one["kind"] == "pack" and one["rendition"] == language]
    return dict(found)


def test_the_light_sound_is_taken_as_it_is(cast: Cast, take: Take, tmp_path: Path) -> None:
    over(cast, take)
    assert light.lighten(take) == 2
    pack = packed(cast, take, "kk")
    sound = Path(pack.extract(f"{cast.seminar.slug}/sound.ogg", tmp_path))
    assert pitch(sound, 5) == pytest.approx(takes.KAZAKH, abs=20)
    assert float(probe(sound)["format"]["duration"]) == pytest.approx(SECONDS, abs=0.1)


def test_a_language_that_is_only_read_has_the_floor_and_its_own_direction(
    cast: Cast, take: Take, tmp_path: Path
) -> None:
    cue = say(cast, "Начнём.", at=begun(take) + 9000)
    captions.add_translation(cast.seminar, cue, language="fa", text="شروع کنیم.", engine="firefox")
    pack = packed(cast, over(cast, take), "fa")
    page = Page(read(pack, "index.html"))
    assert page.all("html")[0] == {"lang": "fa", "dir": "rtl"}
    (words,) = [one for one in page.all("ol") if one.get("id") == "cues"]
    assert (words["lang"], words["dir"]) == ("fa", "rtl") and "شروع کنیم." in page.words
    assert any(small.get("class") == "machine" for small in page.all("small"))
    sound = Path(pack.extract(f"{cast.seminar.slug}/sound.ogg", tmp_path))
    assert pitch(sound, 5) == pytest.approx(takes.FLOOR, abs=20)


def test_without_a_word_or_a_slide_it_is_still_made(cast: Cast, take: Take) -> None:
    page = Page(read(packed(cast, over(cast, take), cast.seminar.floor_language), "index.html"))
    assert page.all("audio") and not page.all("img") and not page.all("input")


def test_what_is_hidden_or_withdrawn_is_not_in_it_nor_an_anonymous_name(cast: Cast, take: Take) -> None:
    deck = ready(cast.moderator, ["Oxygen"])
    slides.show_slide(deck.id, 1, by=cast.moderator)
    asked = questions.ask_question(cast.asker, key="key-00001", text="Is it Mr Nobody?", anonymous=True)
    questions.write_answer(cast.moderator, asked.id, key="key-00002", text="Yes, Mr Nobody.")
    over(cast, take)
    before = packed(cast, take, "kk")
    assert "Mr Nobody" in read(before, "index.html")
    assert cast.asker.person.name not in read(before, "index.html")
    assert any(name.endswith(".webp") for name in before.namelist())
    subject = f"question:{asked.id}"
    archive.withhold(cast.moderator, key="key-00003", subject=subject, reason="A name.")
    slides.withdraw_deck(deck.id, by=cast.moderator)
    after = packed(cast, take, "kk")
    assert "Mr Nobody" not in read(after, "index.html")
    assert not any(name.endswith(".webp") for name in after.namelist())


def test_words_redacted_are_in_no_file_any_longer(
    cast: Cast, take: Take, django_capture_on_commit_callbacks: Any
) -> None:
    """Neither in one that is there, nor in one that is being made; hidden ones may come back."""
    asked = questions.ask_question(cast.asker, key="key-00001", text="Is it Mr Nobody?")
    over(cast, take)
    path = Path(packed(cast, take, "kk").filename or "")
    sound = downloads.ask(cast.moderator, take.id, "sound", "floor", start=begin)
    late = downloads.begin(downloads.ask(cast.moderator, take.id, "pack", "ru", start=begin).id)
    assert late is not None
    late_file = default_storage.save(f"downloads/{take.id}/late.zip", ContentFile(b"Mr Nobody"))

    def withhold(key: str, *, redact: bool) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            archive.withhold(
                cast.moderator, key=key, subject=f"question:{asked.id}", reason="A name.", redact=redact
            )

    withhold("key-00002", redact=False)
    assert path.exists()
    withhold("key-00003", redact=True)
    downloads.finish(late, late_file, 9)
    assert not path.exists() and not default_storage.exists(late_file)
    assert list(Download.objects.values_list("id", flat=True)) == [sound.id]


def test_an_answer_after_the_end_asks_for_a_new_one(cast: Cast, take: Take) -> None:
    asked = questions.ask_question(cast.asker, key="key-00001", text="How much oxygen?")
    over(cast, take)
    packed(cast, take, "kk")
    assert line(cast, "kk")["status"] == "ready" and int(line(cast, "kk")["bytes"]) > 1000
    questions.write_answer(cast.moderator, asked.id, key="key-00002", text="Ninety-four per cent.")
    assert line(cast, "kk")["status"] == ""
    assert "Ninety-four" in read(packed(cast, take, "kk"), "index.html")
    assert set(maker._CHANGING) <= set(KINDS)


def test_doubled_requests_and_outsiders(cast: Cast, take: Take) -> None:
    wanted = {"kind": "pack", "rendition": "kk"}
    path = f"recordings/{take.id}/downloads"
    assert refusal(post(cast.moderator, cast.seminar, path, wanted)) == (409, "not_over")
    over(cast, take)
    for _ in range(2):
        assert post(cast.moderator, cast.seminar, path, wanted).status_code == 200
    assert DBTaskResult.objects.filter(task_path=tasks.make.module_path).count() == 1
    making.make(Download.objects.get().id)
    url = line(cast, "kk")["url"]
    for outsider in (*cast.outsiders, make_cast().moderator):
        who = outsider.person if isinstance(outsider, Member) else outsider
        client = Client()
        if who is not None:
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(url).status_code == 404
        assert post(who, cast.seminar, path, wanted).status_code == 401
    assert member_client(cast.asker).get(url).status_code == 404
    assert refusal(post(cast.asker, cast.seminar, path, wanted)) == (403, "no_downloads")
    answer = member_client(cast.moderator).get(url)
    assert answer["Content-Type"] == "application/zip" and answer["Content-Disposition"].endswith('-kk.zip"')
    assert zipfile.ZipFile(BytesIO(body(answer))).testzip() is None
    for bad, told in (("video", 404), ("tg", 404), ("../x", 404), ("", 404), ("\0", 404)):
        asked = post(cast.moderator, cast.seminar, path, json.dumps({"kind": "pack", "rendition": bad}))
        assert asked.status_code == told, bad
    for bad in ("zip", "", "PACK", "packs"):
        assert post(cast.moderator, cast.seminar, path, wanted | {"kind": bad}).status_code == 422, bad


def test_without_ffmpeg_it_says_so(cast: Cast, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    over(cast, take)
    row = downloads.ask(cast.moderator, take.id, "pack", "kk", start=begin)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", "/nowhere")
        making.make(row.id)
    row.refresh_from_db()
    assert (row.status, row.error) == ("failed", "no_ffmpeg") and "ffmpeg" in line(cast, "kk")["error"]
    Download.objects.filter(pk=row.id).update(touched_at=timezone.now())
    packed(cast, take, "kk")


def test_a_deck_whose_picture_is_gone_does_not_stop_it(cast: Cast, take: Take) -> None:
    deck: Deck = ready(cast.moderator, ["Oxygen"])
    slides.show_slide(deck.id, 1, by=cast.moderator)
    for slide in deck.slides.all():
        default_storage.delete(str(slide.image.name))
    pack = packed(cast, over(cast, take), "kk")
    assert not any(name.endswith(".webp") for name in pack.namelist())
