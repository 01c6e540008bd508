"""What is hidden while it is still being recorded and translated."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from consilium.archive import actions, queries
from consilium.archive.models import Edit
from consilium.captions import actions as captions
from consilium.captions.models import Cue
from consilium.chat.actions import post_message, remove_message
from consilium.chat.models import Message
from consilium.eventlog.models import LogEntry
from consilium.jobs.queries import Worker
from consilium.kernel.timecode import milliseconds
from consilium.recordings import actions as recordings
from consilium.recordings.models import Take
from tests.archive.test_archive import say
from tests.archive.test_editing import NAMED, begun, hide, playlist, take, with_content, words
from tests.recordings.conftest import piece
from tests.support.cast import Cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
__all__ = ["take"]


def test_what_is_still_coming_is_hidden_when_it_comes(cast: Cast, recorder: Worker, take: Take) -> None:
    url = queries.takes(cast.seminar)[0]["url"]
    hide(cast.moderator, take, 17000, 25000)
    assert "000003-floor" in playlist(url) and "000004-floor" not in playlist(url)
    with verify_action(cast.seminar):
        for n in (5, 6, 7):
            told = piece(n, "floor", at=begun(take) + 4000 * n)
            recordings.add_segment(recorder, take.id, told)
            with_content(take, told.name)
    shown = [line[:6] for line in playlist(url).splitlines() if line.endswith(".m4s")]
    assert shown == ["000000", "000001", "000002", "000003", "000007"]


def test_doubts_go_with_the_words(cast: Cast, take: Take) -> None:
    cue = say(cast, NAMED, begun(take) + 6000)
    doubts = ("5 mg → 7 mg",)
    captions.add_translation(cast.seminar, cue, language="uz", text="7 mg", engine="none", doubts=doubts)
    assert "7 mg" in told(cast)
    with verify_action(cast.seminar):
        hide(cast.moderator, take, 5000, 6500)
    assert "7 mg" not in told(cast) and "7 mg" not in words(cast)


def read(cast: Cast, cue: str) -> str:
    """All that an attendee can read of it, at each of the addresses of captions."""
    base = f"/api/seminars/{cast.seminar.id}"
    client = Client()
    client.force_login(cast.other.person, backend="django.contrib.auth.backends.ModelBackend")
    paths = [f"/captions?language={tag}" for tag in ("ru", "kk")] + [f"/captions/cues/{cue}"]
    paths += [f"/snapshot?read={tag}" for tag in ("ru", "kk")]
    answers = [client.get(f"{base}{path}") for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(answer.content.decode() for answer in answers) + words(cast)


def test_who_comes_late_with_words_of_a_hidden_time(cast: Cast, take: Take) -> None:
    cue = say(cast, NAMED, begun(take) + 6000)
    edit = hide(cast.moderator, take, 5000, 6000)
    with verify_action(cast.seminar):
        captions.add_translation(cast.seminar, cue, language="pt", text=NAMED, engine="firefox")
        captions.revise_cue(cast.moderator, cue, language="ru", text=f"{NAMED}!")
    assert NAMED not in read(cast, cue) and NAMED not in told(cast)
    with verify_action(cast.seminar):
        late = say(cast, f"{NAMED}, late", begun(take) + 6500)  # heard by a scribe that was slow
        captions.revise_cue(cast.moderator, late, language="kk", text=NAMED)
    assert NAMED not in read(cast, late) and NAMED not in told(cast)
    assert queries.said(cast.seminar, "ru") == []
    with verify_action(cast.seminar):
        hide(cast.moderator, take, 13_000, 14_000, "key-00002")  # another edit shows nothing of it
    assert NAMED not in read(cast, late) and NAMED not in told(cast)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
    assert f"{NAMED}, late" in read(cast, late)
    assert [one.id for one in queries.said(cast.seminar, "ru")] == [cue, late]


def hide_all_of(cast: Cast, key: str = "key-00001", redacts: str = "") -> Edit:
    subject = f"person:{cast.panellist.person.id}"
    return actions.withhold(
        cast.moderator, key=key, subject=subject, reason="A name is said.", redact=bool(redacts), of=redacts
    )


def test_a_person_s_last_words_come_late(cast: Cast, take: Take) -> None:
    """Their captions are made some seconds after they speak. What they say later is none of it."""
    now = milliseconds(timezone.now())
    first = say(cast, NAMED, now - 9000)
    edit = hide_all_of(cast)
    with verify_action(cast.seminar):
        last = say(cast, f"{NAMED}, last", now - 500)
        captions.revise_cue(cast.moderator, last, language="kk", text=NAMED)
        later = say(cast, "Good evening.", now + 6000)
    assert all(NAMED not in read(cast, cue) for cue in (first, last)) and NAMED not in told(cast)
    assert "Good evening." in read(cast, later)
    hide(cast.moderator, take, 0, 1000, "key-00002")  # another edit shows nothing of it
    assert NAMED not in read(cast, last) and NAMED not in told(cast)
    hide_all_of(cast, "key-00003", redacts=edit.id)
    kept = Cue.objects.filter(cue__in=(first, last), original="").values_list("text", flat=True)
    assert set(kept) == {""} and Cue.objects.get(cue=later, original="").text == "Good evening."


def test_a_person_s_last_words_are_shown_again(cast: Cast) -> None:
    now = milliseconds(timezone.now())
    say(cast, NAMED, now - 9000)
    edit = hide_all_of(cast)
    last = say(cast, f"{NAMED}, last", now - 500)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
    assert f"{NAMED}, last" in read(cast, last)


def test_words_that_come_before_the_recording_of_a_hidden_time(cast: Cast, take: Take) -> None:
    """All after a second is hidden: words come sooner than the segments of the recorder."""
    early = say(cast, NAMED, begun(take) + 24_000)
    with verify_action(cast.seminar):
        hide(cast.moderator, take, 17_000, 40_000)
    assert NAMED not in read(cast, early) and NAMED not in told(cast)
    with verify_action(cast.seminar):
        late = say(cast, NAMED, begun(take) + 25_000)
    assert NAMED not in read(cast, late) and NAMED not in told(cast)


def test_words_filled_in_of_a_hidden_time(cast: Cast, take: Take) -> None:
    scribe = Worker(cast.seminar, "scribe", "", "a test")
    start = begun(take) + 5000
    lost = captions.lose_cue(
        scribe, key="lost-0001", language="ru", source="floor", start=start, end=start + 900
    )
    edit = hide(cast.moderator, take, 5000, 6000)
    with verify_action(cast.seminar):
        captions.revise_cue(cast.moderator, lost.cue, language="ru", text=NAMED)
    assert NAMED not in read(cast, lost.cue) and NAMED not in told(cast)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
    assert NAMED in read(cast, lost.cue)


def test_a_correction_of_what_is_hidden_tells_nothing(cast: Cast, take: Take) -> None:
    """Also of a cue that came after its stretch was hidden."""
    hide(cast.moderator, take, 5000, 6500)
    cue = say(cast, "Well.", begun(take) + 6000)
    captions.revise_cue(cast.moderator, cue, language="ru", text=NAMED)
    assert NAMED not in words(cast)


def test_what_a_person_wrote_in_the_chats_goes_with_their_words(cast: Cast) -> None:
    first = post_message(cast.panellist, key="chat-0001", text=NAMED)
    post_message(cast.panellist, key="chat-0002", text=f"{NAMED}, backstage", backstage=True)
    post_message(cast.asker, key="chat-0001", text="Which dose?")

    def withhold(key: str, *, redact: bool = False) -> Edit:
        subject = f"person:{cast.panellist.person.id}"
        return actions.withhold(cast.moderator, key=key, subject=subject, reason="A name.", redact=redact)

    with verify_action(cast.seminar):
        edit = withhold("key-00001")
    assert NAMED not in told(cast) and "Which dose?" in words(cast)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
    assert NAMED in words(cast) and "backstage" in words(cast, cast.moderator)
    with verify_action(cast.seminar):
        remove_message(cast.moderator, first.id)
        withhold("key-00002", redact=True)
    assert NAMED not in told(cast)
    assert not Message.objects.filter(text__contains=NAMED).exists()


def told(cast: Cast) -> str:
    entries = LogEntry.objects.filter(stream=cast.seminar.id).values_list("data", flat=True)
    return json.dumps(list(entries), ensure_ascii=False)
