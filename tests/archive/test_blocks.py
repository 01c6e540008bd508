"""The public log beside the media: blocks that stay, an index that grows, nothing that is not for all."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from consilium.archive import blocks
from consilium.chat.events import MessagePosted
from consilium.eventlog.actions import Draft, append_all, blank, redact
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import entries, last_seq
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.questions.actions import ask_question
from consilium.recordings import actions, signatures
from consilium.recordings.models import Take
from consilium.slides.models import Deck
from tests.archive.test_archive import say
from tests.slides.conftest import ready
from tests.support.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(cast: Cast) -> Take:
    return actions.start_recording(cast.moderator, key="key-00001")


def get(take: Take, name: str) -> Any:
    return Client().get(signatures.playlist(take).replace("index.m3u8", name))


def index(take: Take, language: str = "kk") -> Any:
    answer = get(take, f"log-{language}.json")
    assert answer["Cache-Control"] == "public, max-age=1" and answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def block(take: Take, number: int, language: str = "kk") -> Any:
    return get(take, f"log-{number}-{index(take, language)['edition']}-{language}.json")


def post(cast: Cast, count: int, audience: Audience = EVERYONE) -> None:
    begun = last_seq(cast.seminar.id)
    by = cast.panellist.person.id
    drafts = [
        Draft(MessagePosted(f"{begun + n:026}", f"Said {begun + n}.", "en", by, False), audience)
        for n in range(count)
    ]
    with transaction.atomic():
        append_all(cast.seminar.id, drafts)


def seqs(told: Any) -> list[int]:
    return [entry["seq"] for entry in told["entries"]]


def test_blocks_and_the_index_hold_the_whole_public_log(cast: Cast, take: Take) -> None:
    post(cast, 2 * blocks.SIZE)
    post(cast, 3, STAFF)
    post(cast, 2)
    found = index(take)
    last = last_seq(cast.seminar.id)
    assert (found["seq"], found["blocks"], found["size"]) == (last, last // blocks.SIZE, blocks.SIZE)
    read = [seq for n in range(found["blocks"]) for seq in seqs(block(take, n).json())] + seqs(found["tail"])
    public = [entry.seq for entry in entries(cast.seminar.id) if entry.audience == EVERYONE]
    assert read == public and len(public) == last - 3
    first = block(take, 0)
    assert first["Cache-Control"] == f"public, max-age={3600}, immutable"
    assert set(first.json()["entries"][0]) == {"seq", "at", "kind", "v", "data"}


def test_a_whole_block_does_not_change_when_the_log_grows(cast: Cast, take: Take) -> None:
    post(cast, blocks.SIZE)
    before = block(take, 0).content
    post(cast, blocks.SIZE)
    assert block(take, 0).content == before
    assert block(take, 2).status_code == 404  # not whole yet


def test_what_is_for_some_is_in_no_file(cast: Cast, take: Take) -> None:
    cast.seminar.hold_questions = True
    cast.seminar.save(update_fields=["hold_questions"])
    ask_question(cast.asker, key="key-00001", text="A question that is held")
    post(cast, 3, STAFF)
    post(cast, 3, Audience.person(cast.asker.person.id))
    post(cast, 3, Audience.booth("booth"))
    post(cast, blocks.SIZE)
    for language in ("kk", "mul"):
        text = block(take, 0, language).content.decode() + json.dumps(index(take, language))
        assert "A question that is held" not in text and cast.asker.person.id not in text
        assert sorted(seqs(block(take, 0, language).json())) == [1, *range(12, blocks.SIZE + 1)]


def test_each_language_has_its_own(cast: Cast, take: Take) -> None:
    say(cast)
    languages = {
        tag: [entry["data"]["language"] for entry in index(take, tag)["tail"]["entries"][1:]]
        for tag in ("kk", "ru", "en", "mul")
    }
    assert languages == {"kk": ["kk"], "ru": ["ru"], "en": [], "mul": ["ru", "kk"]}


def test_who_is_named_is_introduced(cast: Cast, take: Take) -> None:
    post(cast, 1)
    people = index(take)["tail"]["people"]
    assert set(people) == {cast.panellist.person.id}
    assert people[cast.panellist.person.id]["name"] == cast.panellist.person.name


def test_words_taken_out_are_gone_under_another_name(cast: Cast, take: Take) -> None:
    post(cast, blocks.SIZE)
    old = index(take)["edition"]
    assert "Said 5." in block(take, 0).content.decode()
    row = LogEntry.objects.get(stream=cast.seminar.id, seq=6)
    redact(row)
    new = index(take)["edition"]
    assert new != old and get(take, f"log-0-{old}-kk.json").status_code == 404
    told = block(take, 0).json()["entries"]
    assert "Said 5." not in json.dumps(told) and told[5]["redacted"] is True
    blank(cast.seminar.id, "message.posted", f"{7:026}", "text")
    assert index(take)["edition"] not in (old, new)
    assert "Said 7." not in block(take, 0).content.decode()


def test_a_hidden_stretch_changes_the_names_too(cast: Cast, take: Take) -> None:
    say(cast)
    before = index(take, "ru")
    assert "Начнём." in json.dumps(before, ensure_ascii=False)
    cue = before["tail"]["entries"][1]["data"]
    Take.objects.filter(pk=take.pk).update(hidden=[[cue["start"], cue["end"]]])
    after = index(take, "ru")
    assert after["edition"] != before["edition"]
    assert "Начнём." not in json.dumps(after, ensure_ascii=False)


def test_slides_that_all_may_see_lie_beside(
    cast: Cast, take: Take, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    deck = ready(cast.panellist, ["One", "Two"])
    answer = get(take, f"slide-{deck.id}-2.webp")
    assert b"".join(answer.streaming_content).startswith(b"RIFF")
    assert answer["Content-Type"] == "image/webp" and "public" in answer["Cache-Control"]
    elsewhere = ready(make_cast().panellist, ["Three"])
    for name in (f"slide-{deck.id}-3.webp", f"slide-{elsewhere.id}-1.webp", f"slide-{'0' * 26}-1.webp"):
        assert get(take, name).status_code == 404
    Deck.objects.filter(pk=deck.pk).update(status=Deck.Status.PREVIEW)
    assert get(take, f"slide-{deck.id}-1.webp").status_code == 404


def test_outsiders_and_hostile_names(cast: Cast, take: Take) -> None:
    post(cast, blocks.SIZE)
    edition = index(take)["edition"]
    other = actions.start_recording(make_cast().moderator, key="key-00001")
    foreign = signatures.playlist(other).split("/")[2]
    for name in ("log-kk.json", f"log-0-{edition}-kk.json"):
        for signature in ("x" * 40, foreign):
            assert Client().get(f"/media/{signature}/{take.id}/{name}").status_code == 404
        assert Client().post(signatures.playlist(take).replace("index.m3u8", name)).status_code == 405
    for name in (
        "log-.json",
        "log-%00.json",
        "log-../kk.json",
        "log-KK.json",
        f"log-99999999999-{edition}-kk.json",
        f"log-7-{edition}-kk.json",
        f"log--1-{edition}-kk.json",
        "log-0-000000000000-kk.json",
        "log-0-kk.json",
    ):
        assert get(take, name).status_code == 404, name
