"""The archive: what each reader may have of the log and of the takes, during the seminar and after it."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.archive import queries
from consilium.captions import actions as captions
from consilium.captions.actions import Heard
from consilium.chat.actions import post_message
from consilium.chat.events import MessagePosted
from consilium.chat.models import Message
from consilium.eventlog.actions import Draft, append_all
from consilium.eventlog.queries import entries, last_seq
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE, STAFF
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds, moment
from consilium.questions.actions import ask_question
from consilium.recordings import actions
from consilium.room.actions import close_room
from consilium.room.state import RoomState, fold
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.recordings.conftest import piece
from tests.support.cast import Cast, make_cast, refusal
from tests.support.factories import JoinLinkFactory, PersonFactory

pytestmark = pytest.mark.django_db


def get(who: Member | Person | None, seminar: Seminar, path: str = "") -> Any:
    client = Client()
    person = who.person if isinstance(who, Member) else who
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/api/seminars/{seminar.id}/archive{path}")


def seqs(answer: Any) -> list[int]:
    return [entry["seq"] for entry in answer.json()["entries"]]


def say(cast: Cast, text: str = "Начнём.", at: int | None = None) -> str:
    """A cue heard on the floor in Russian and translated; its id."""
    end = milliseconds(cast.seminar.started_at or cast.seminar.starts_at) + 9000 if at is None else at
    scribe = Worker(cast.seminar, "scribe", "", "a test")
    heard = Heard(
        f"key-{end}", "ru", text, end - 3000, end, "floor", cast.panellist.person.id, "whisper-base"
    )
    cue = captions.finalise_cue(scribe, heard).cue
    captions.add_translation(cast.seminar, cue, language="kk", text="Бастайық.", engine="firefox")
    return cue


def test_takes_are_listed_from_the_first_minute(cast: Cast, recorder: Worker) -> None:
    assert get(cast.asker, cast.seminar).json()["takes"] == []
    take = actions.start_recording(cast.moderator, key="key-00001")
    waiting = get(cast.asker, cast.seminar).json()["takes"][0]
    assert (waiting["id"], waiting["status"], waiting["first"]) == (take.id, "waiting", 0)
    for n in (0, 1):
        told = piece(n, at=milliseconds(take.started_at) + 500 + 4000 * n)
        actions.add_segment(recorder, take.id, told)
    found = get(cast.asker, cast.seminar).json()["takes"][0]
    begun = milliseconds(take.started_at)
    assert (found["status"], found["first"], found["last"]) == ("on", begun + 500, begun + 8500)
    assert Client().get(found["url"]).status_code == 200
    close_room(cast.seminar, by=cast.moderator)
    ended = get(cast.asker, cast.seminar).json()["takes"][0]
    assert (ended["status"], ended["last"]) == ("over", begun + 8500) and ended["stopped"]


def test_the_page_s_facts(cast: Cast) -> None:
    say(cast)
    found = get(cast.asker, cast.seminar, "?read=kk").json()
    assert found["languages"] == ["kk", "ru"] and found["read"] == "kk"
    assert found["people"][cast.panellist.person.id]["name"] == cast.panellist.person.name
    assert found["seq"] == last_seq(cast.seminar.id) and found["me"]["id"] == cast.asker.person.id


def test_names_of_whoever_wrote_in_the_chat_however_long_ago(cast: Cast) -> None:
    """The room's state has the newest messages alone, as these rows that no entry tells of."""
    long_ago = PersonFactory.create(name="Who wrote long ago")
    backstage = PersonFactory.create(name="Who wrote backstage")
    rest = {"seminar": cast.seminar, "key": "k", "language": "en", "at": timezone.now(), "seq": 1}
    Message.objects.create(by=long_ago, **rest)
    Message.objects.create(by=backstage, backstage=True, **rest)
    assert get(cast.moderator, cast.seminar).json()["people"].keys() >= {long_ago.id, backstage.id}
    found = get(cast.asker, cast.seminar).json()["people"]
    assert long_ago.id in found and backstage.id not in found


def test_each_reads_what_is_meant_for_them(cast: Cast) -> None:
    """A question held for review: the asker and the staff know it, nobody else does, also a year later."""
    Seminar.objects.filter(pk=cast.seminar.pk).update(hold_questions=True)
    cast.seminar.refresh_from_db()
    ask_question(cast.asker, key="key-00001", text="Which patient comes first?")
    post_message(cast.moderator, key="key-00002", text="Not yet.", backstage=True)
    for status in (Seminar.Status.LIVE, Seminar.Status.ENDED):
        Seminar.objects.filter(pk=cast.seminar.pk).update(status=status)
        assert seqs(get(cast.moderator, cast.seminar, "/entries")) == [1, 2]
        assert seqs(get(cast.asker, cast.seminar, "/entries")) == [1]
        answer = get(cast.other, cast.seminar, "/entries")
        assert answer.json() == {"entries": [], "next": 0}


def test_entries_are_those_of_the_stream(cast: Cast) -> None:
    """Folding what the API gives equals the snapshot; nothing tells who did it or who may know."""
    say(cast)
    ask_question(cast.asker, key="key-00001", text="Which patient comes first?")
    found = get(cast.asker, cast.seminar, "/entries").json()["entries"]
    assert {tuple(entry) for entry in found} == {("seq", "at", "kind", "v", "data")}
    known = {entry.seq: entry for entry in entries(cast.seminar.id)}
    state = RoomState()
    for told in found:
        real = known[told["seq"]]
        at = moment(told["at"])
        state = fold(
            state,
            Entry(real.stream, told["seq"], at, "", real.audience, told["kind"], told["v"], told["data"]),
        )
    assert len(state.questions.questions) == 1 and set(state.captions.cues) == {"ru", "kk"}


def test_one_language_or_all(cast: Cast) -> None:
    say(cast)
    assert len(seqs(get(cast.asker, cast.seminar, "/entries"))) == 2
    told = get(cast.asker, cast.seminar, "/entries?read=kk").json()["entries"]
    assert [entry["data"]["language"] for entry in told] == ["kk"]


def test_pages_follow_one_another(cast: Cast) -> None:
    """What is withheld counts: a page may be shorter, or empty, and the next one goes on."""
    asides = [
        Draft(MessagePosted(f"{number:026}", "Aside.", "en", "", True), STAFF)
        for number in range(queries.PAGE + 5)
    ]
    told = Draft(MessagePosted("0" * 25 + "x", "Good morning.", "en", "", False), EVERYONE)
    with transaction.atomic():
        append_all(cast.seminar.id, [*asides, told])
    for who, expected in (
        (cast.moderator, list(range(1, queries.PAGE + 7))),
        (cast.other, [queries.PAGE + 6]),
    ):
        first = get(who, cast.seminar, "/entries")
        assert first.json()["next"] == queries.PAGE
        second = get(who, cast.seminar, f"/entries?after={queries.PAGE}")
        assert second.json()["next"] == 0
        assert seqs(first) + seqs(second) == expected


def test_hostile_values(cast: Cast) -> None:
    for query in (
        "after=-1",
        "after=x",
        "after=1.5",
        f"after={1 << 70}",
        "read=%00",
        "read=" + "x" * 99,
        "read=../",
    ):
        answer = get(cast.asker, cast.seminar, f"/entries?{query}")
        assert answer.status_code == 422, query
    assert get(cast.asker, cast.seminar, "?read=<b>").status_code == 422
    assert get(cast.asker, cast.seminar, f"/entries?after={1 << 61}").json() == {"entries": [], "next": 0}


def test_outsiders(cast: Cast) -> None:
    elsewhere = make_cast()
    for outsider in (*cast.outsiders, elsewhere.moderator):
        for path in ("", "/entries"):
            assert refusal(get(outsider, cast.seminar, path))[0] == 401
    assert Client().get(f"/api/seminars/{'0' * 26}/archive").status_code == 401


def test_the_page_is_for_members(cast: Cast) -> None:
    url = f"/seminars/{cast.seminar.slug}/replay"
    asked = Client().get(f"{url}?t=90")
    assert (
        asked.status_code == 302 and "/accounts/login" in asked["Location"] and "t%3D90" in asked["Location"]
    )
    stranger = Client()
    stranger.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(url)["Location"] == f"/seminars/{cast.seminar.slug}"
    member = Client()
    member.force_login(cast.asker.person, backend="django.contrib.auth.backends.ModelBackend")
    assert member.get(url).status_code == 200
    assert member.get("/seminars/nothing/replay").status_code == 404
    draft = make_cast(Seminar.Status.DRAFT)
    assert member.get(f"/seminars/{draft.seminar.slug}/replay").status_code == 404


def test_by_a_join_link(cast: Cast) -> None:
    from consilium.seminars.queries import link_token

    browser = Client()
    browser.get(f"/join/{link_token(JoinLinkFactory.create(seminar=cast.seminar))}")
    assert browser.get(f"/seminars/{cast.seminar.slug}/replay").status_code == 200
    assert browser.get(f"/api/seminars/{cast.seminar.id}/archive").status_code == 200
