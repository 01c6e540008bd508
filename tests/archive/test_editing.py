"""What is hidden is nowhere, what is shown again is everywhere, and what was redacted is gone."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from consilium.archive import actions, editing, queries
from consilium.archive.models import Edit
from consilium.captions.models import Cue
from consilium.eventlog.models import LogEntry
from consilium.jobs.queries import Worker
from consilium.kernel.ids import new_id
from consilium.kernel.refusals import Invalid, Unknown
from consilium.kernel.timecode import milliseconds
from consilium.questions.actions import ask_question, write_answer
from consilium.questions.models import Question
from consilium.recordings import actions as recordings
from consilium.recordings import files
from consilium.recordings.models import Take
from consilium.room.actions import close_room
from consilium.search import actions as indexing
from consilium.search.models import Passage
from consilium.search.replays import position, spans
from consilium.search.sources import sources
from consilium.seminars.queries import Member
from consilium.translation.models import Reading
from tests.archive.test_archive import get, say
from tests.recordings.conftest import piece
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
KEY = "key-00001"
NAMED = "Mr Nobody, born on the first of April"


@pytest.fixture
def take(cast: Cast, recorder: Worker) -> Take:
    """Five segments of four seconds with a picture and two sounds; the picture's begin 10 ms later."""
    made = recordings.start_recording(cast.moderator, key=KEY)
    made.started_at -= timedelta(minutes=1)
    made.save()
    begun = milliseconds(made.started_at)
    for n in range(5):
        for rendition, late in (("video", 10), ("floor", 0), ("kk", 0)):
            told = piece(n, rendition, at=begun + 4000 * n + late)
            recordings.add_segment(recorder, made.id, told)
            with_content(made, told.name)
    made.refresh_from_db()
    return made


def with_content(take: Take, name: str) -> None:
    files.store(take, name, BytesIO(b"moof"))


def begun(take: Take) -> int:
    return milliseconds(take.started_at)


def hide(by: Member, take: Take, start: int, end: int, key: str = KEY) -> Edit:
    return actions.withhold(
        by,
        key=key,
        subject="span",
        reason="A patient's name is said.",
        start=begun(take) + start,
        end=begun(take) + end,
    )


def playlist(url: str, rendition: str = "floor") -> str:
    answer = Client().get(url.replace("index.m3u8", f"{rendition}.m3u8"))
    return answer.content.decode() if answer.status_code == 200 else ""


def words(cast: Cast, who: Member | None = None) -> str:
    """All that a member may read of the log."""
    return json.dumps(get(who or cast.other, cast.seminar, "/entries").json(), ensure_ascii=False)


def test_whole_segments_are_left_out(cast: Cast, take: Take) -> None:
    url = queries.takes(cast.seminar)[0]["url"]
    with verify_action(cast.seminar):
        hide(cast.moderator, take, 4500, 8000)
    for rendition in ("floor", "kk", "video"):
        text = playlist(url, rendition)
        shown = [line[:6] for line in text.splitlines() if line.endswith(".m4s")]
        # the picture of segment 0 goes on until 10 ms after the sound of segment 1 begins: not touched
        assert shown == ["000000", "000002", "000003", "000004"], rendition
        after = text.split("#EXT-X-DISCONTINUITY\n")[1]
        late = 10 if rendition == "video" else 0
        assert after.startswith("#EXT-X-PROGRAM-DATE-TIME:") and text.count("DISCONTINUITY") == 1
        assert iso(begun(take) + 8000 + late) in after.splitlines()[0]


def iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")[:-6]


def test_what_is_cut_out_is_not_served_with_an_old_address(cast: Cast, take: Take) -> None:
    url = queries.takes(cast.seminar)[0]["url"]
    segment = url.replace("index.m3u8", "000001-floor.m4s")
    assert Client().get(segment).status_code == 200
    edit = hide(cast.moderator, take, 4500, 5000)
    assert Client().get(segment).status_code == 404
    assert Client().get(url.replace("index.m3u8", "000002-kk.m4s")).status_code == 200
    actions.restore(cast.moderator, edit.id)
    assert Client().get(segment).status_code == 200


def test_the_beginning_and_the_end_are_trimmed(cast: Cast, take: Take) -> None:
    hide(cast.moderator, take, -1000, 3000)
    hide(cast.moderator, take, 17_000, 60_000, "key-00002")
    text = playlist(queries.takes(cast.seminar)[0]["url"])
    assert "DISCONTINUITY" not in text and iso(begun(take) + 4000) in text
    assert [line[:6] for line in text.splitlines() if line.endswith(".m4s")] == ["000001", "000002", "000003"]
    told = get(cast.other, cast.seminar).json()["takes"][0]
    assert told["hidden"] == [[begun(take), begun(take) + 4010], [begun(take) + 16_000, begun(take) + 20_010]]
    assert told["first"] == begun(take)  # a link means the same second as before


def test_all_of_it_is_hidden(cast: Cast, take: Take) -> None:
    hide(cast.moderator, take, 0, 60_000)
    url = queries.takes(cast.seminar)[0]["url"]
    assert playlist(url) == "" and playlist(url, "video") == ""


def test_other_players_read_nothing_of_it(cast: Cast, take: Take) -> None:
    """Captions as WebVTT: the segment that is cut out is in no list and is not given out."""
    say(cast, NAMED, begun(take) + 6000)
    url = queries.takes(cast.seminar)[0]["url"]

    def text(name: str) -> str:
        return Client().get(url.replace("index.m3u8", name)).content.decode()

    assert NAMED in text("000001-captions-ru.vtt") and NAMED in text("000000-captions-ru.vtt")
    hide(cast.moderator, take, 4500, 8000)
    assert NAMED not in text("000001-captions-ru.vtt") and NAMED not in text("000000-captions-ru.vtt")
    listed = text("captions-ru.m3u8")
    assert "000002-captions-ru.vtt" in listed and "000001-" not in listed
    assert listed.count("DISCONTINUITY") == playlist(url).count("DISCONTINUITY") == 1


def test_undone_it_is_as_before(cast: Cast, take: Take) -> None:
    cue = say(cast, NAMED, begun(take) + 6000)
    url = queries.takes(cast.seminar)[0]["url"]
    before, heard = playlist(url), {**queries.takes(cast.seminar)[0], "url": ""}
    with verify_action(cast.seminar):
        edit = hide(cast.moderator, take, 5000, 6000)
    assert playlist(url) != before and NAMED not in words(cast) and NAMED not in words(cast, cast.moderator)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
        actions.restore(cast.moderator, edit.id)
    assert playlist(url) == before
    assert {**queries.takes(cast.seminar)[0], "url": ""} == heard
    assert NAMED in words(cast) and "Бастайық." in words(cast)
    assert [one.id for one in queries.said(cast.seminar, "ru")] == [cue]
    with verify_action(cast.seminar):  # what was told when it was shown again goes too
        hide(cast.moderator, take, 5000, 6000, "key-00002")
    assert NAMED not in words(cast)


def test_the_numbers_of_the_log_stay(cast: Cast, take: Take) -> None:
    say(cast, NAMED, begun(take) + 6000)
    entries = LogEntry.objects.filter(stream=cast.seminar.id).order_by("seq").values_list("seq", "kind")
    before = list(entries)
    hide(cast.moderator, take, 5000, 6000)
    after = list(entries.all())
    assert after[: len(before)] == before and [kind for _seq, kind in after[len(before) :]] == [
        "recording.cut",
        "cues.hidden",
    ]


def test_two_edits_of_one_second(cast: Cast, take: Take) -> None:
    """It is shown again when the last of them is undone."""
    say(cast, NAMED, begun(take) + 6000)
    first = hide(cast.moderator, take, 5000, 6000)
    second = hide(cast.moderator, take, 5500, 9000, "key-00002")
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, first.id)
    take.refresh_from_db()
    assert take.cut == [[1, 2]] and NAMED not in words(cast)
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, second.id)
    take.refresh_from_db()
    assert take.cut == [] and NAMED in words(cast)


def test_a_question_and_its_answers(cast: Cast) -> None:
    question = ask_question(cast.asker, key=KEY, text=NAMED)
    write_answer(cast.moderator, question.id, key=KEY, text=f"About {NAMED}")
    Reading.objects.create(
        seminar=cast.seminar,
        subject=f"question:{question.id}",
        language="pt",
        text=NAMED,
        audience="everyone",
    )
    assert words(cast).count(NAMED) == 2
    with verify_action(cast.seminar):
        edit = actions.withhold(
            cast.moderator, key=KEY, subject=f"question:{question.id}", reason="A name is in it."
        )
    assert NAMED not in words(cast) and Reading.objects.get(seminar=cast.seminar).hidden
    with verify_action(cast.seminar):
        actions.restore(cast.moderator, edit.id)
    assert (
        words(cast).count(NAMED) == 7
    )  # where they were, in both facts that told of it since, in Portuguese
    with verify_action(cast.seminar):
        actions.withhold(cast.moderator, key="key-00002", subject=f"question:{question.id}", reason="Again.")
    assert NAMED not in words(cast)


def test_one_answer(cast: Cast) -> None:
    question = ask_question(cast.asker, key=KEY, text="Which dose?")
    answer = write_answer(cast.moderator, question.id, key=KEY, text=f"As for {NAMED}")
    with verify_action(cast.seminar):
        actions.withhold(
            cast.moderator, key=KEY, subject=f"answer:{answer.id}", reason="A name.", redact=True
        )
    assert NAMED not in words(cast) and "Which dose?" in words(cast)
    assert not LogEntry.objects.filter(data__icontains=NAMED).exists()


def test_all_that_a_person_said_and_wrote(cast: Cast) -> None:
    say(cast, NAMED)
    ask_question(cast.panellist, key=KEY, text=f"{NAMED}?")
    other = ask_question(cast.asker, key=KEY, text="Which dose?")
    with verify_action(cast.seminar):
        actions.withhold(
            cast.moderator,
            key=KEY,
            subject=f"person:{cast.panellist.person.id}",
            reason="As they asked.",
            redact=True,
        )
    assert NAMED not in words(cast) and other.text in words(cast)
    assert not Cue.objects.filter(text__icontains="Nobody").exists()
    assert not Question.objects.filter(text__icontains="Nobody").exists()
    assert not LogEntry.objects.filter(data__icontains="Nobody").exists()


def test_redacted_is_for_good(cast: Cast) -> None:
    cue = say(cast, NAMED)
    with verify_action(cast.seminar):
        edit = actions.withhold(
            cast.moderator, key=KEY, subject=f"cue:{cue}", reason="A name is said.", redact=True
        )
    answer = post(cast.moderator, cast.seminar, f"archive/edits/{edit.id}/undo")
    assert refusal(answer) == (409, "redacted")
    assert not Cue.objects.filter(text__icontains="Nobody").exists()


def test_it_is_not_found(cast: Cast, take: Take) -> None:
    """At once, and the index forgets it with the next look at the log."""
    say(cast, "Канюля носовая", begun(take) + 6000)
    question = ask_question(cast.asker, key=KEY, text="Канюля какая?")
    while indexing.follow(cast.seminar.id):
        pass

    def found() -> int:
        return Passage.objects.filter(text__contains="Канюля").count()

    assert found() == 2
    hide(cast.moderator, take, 5000, 6000)
    edit = actions.withhold(
        cast.moderator, key="key-00002", subject=f"question:{question.id}", reason="Not ours."
    )
    subjects = [f"question:{question.id}", f"cue:{Cue.objects.get(language='ru').cue}"]
    assert sources([cast.seminar.id], subjects) == []
    while indexing.follow(cast.seminar.id):
        pass
    assert found() == 0
    actions.restore(cast.moderator, edit.id)
    while indexing.follow(cast.seminar.id):
        pass
    assert found() == 1


def test_a_link_means_the_same_moment(cast: Cast, take: Take) -> None:
    """The place in a link counts what is hidden: see placeOf in web/src/state/replay.ts."""
    before = position(spans([cast.seminar.id])[cast.seminar.id], begun(take) + 13_000)
    hide(cast.moderator, take, 4500, 8000)
    assert position(spans([cast.seminar.id])[cast.seminar.id], begun(take) + 13_000) == before == 13


def test_the_preview_says_what_goes(cast: Cast, take: Take) -> None:
    say(cast, NAMED, begun(take) + 6000)
    asked = f"/edits/preview?start={begun(take) + 4500}&end={begun(take) + 4600}"
    found = get(cast.moderator, cast.seminar, asked).json()
    assert found == {"stretches": [[begun(take) + 4000, begun(take) + 8010]], "cues": 1}
    edit = hide(cast.moderator, take, 4500, 4600)
    assert len(edit.items) == found["cues"]
    assert editing.preview(cast.seminar, begun(take) + 99_000, begun(take) + 99_999).stretches == []


def test_who_did_it_when_and_why(cast: Cast, take: Take) -> None:
    edit = hide(cast.moderator, take, 4500, 8000)
    told = get(cast.moderator, cast.seminar, "/edits").json()["edits"]
    assert [(one["id"], one["by"], one["reason"]) for one in told] == [
        (edit.id, cast.moderator.person.name, "A patient's name is said.")
    ]
    actions.restore(cast.moderator, edit.id)
    undone = get(cast.moderator, cast.seminar, "/edits").json()["edits"][0]
    assert undone["undone"] and undone["undone_by"] == cast.moderator.person.name
    assert get(cast.moderator, cast.seminar).json()["edits"] is True
    assert get(cast.other, cast.seminar).json()["edits"] is False


def test_it_may_be_done_when_the_seminar_is_over(cast: Cast, take: Take) -> None:
    say(cast, NAMED, begun(take) + 6000)
    close_room(cast.seminar, by=cast.moderator)
    with verify_action(cast.seminar):
        hide(cast.moderator, take, 5000, 6000)
    assert NAMED not in words(cast)


def body(**values: Any) -> dict[str, Any]:
    return {"key": KEY, "subject": "span", "reason": "Why.", "start": 1, "end": 2} | values


def test_what_makes_no_sense_is_refused(cast: Cast, take: Take) -> None:
    at, cue = begun(take), say(cast)
    good = {"start": at, "end": at + 1000}
    for values, status in (
        ({"start": at + 1000, "end": at}, 422),
        ({"start": at, "end": at}, 422),
        ({"start": 0, "end": 1 << 42}, 422),
        ({"start": -1, "end": at}, 422),
        ({"start": at + 90_000, "end": at + 99_000}, 404),
        (good | {"redact": True}, 422),
        (good | {"reason": "  "}, 422),
        (good | {"reason": "x" * 501}, 422),
        (good | {"reason": "a\0b"}, 422),
        (good | {"key": "\0" * 9}, 422),
        (good | {"other": 1}, 422),
        ({"subject": "cue:" + "0" * 26}, 404),
        ({"subject": "cue:\0"}, 422),
        ({"subject": f"chat:{cue}"}, 422),
        ({"subject": f"person:{cast.stranger.id}"}, 404),
    ):
        answer = post(cast.moderator, cast.seminar, "archive/edits", body(**values))
        assert refusal(answer)[0] == status, (values, answer.json())
    assert not Edit.objects.exists() and Take.objects.get().cut == []
    for edit in (new_id(), "%00", "x"):
        assert refusal(post(cast.moderator, cast.seminar, f"archive/edits/{edit}/undo"))[0] == 404
    assert get(cast.moderator, cast.seminar, "/edits/preview?start=5&end=4").status_code == 422


def test_asked_twice_it_is_done_once(cast: Cast, take: Take) -> None:
    assert hide(cast.moderator, take, 0, 100) == hide(cast.moderator, take, 8000, 9000)
    assert Edit.objects.count() == 1


def test_outsiders(cast: Cast, take: Take) -> None:
    edit = hide(cast.moderator, take, 0, 100)
    elsewhere = make_cast()
    asked = body(start=begun(take), end=begun(take) + 9000, key="key-00009")
    undo = f"archive/edits/{edit.id}/undo"
    for outsider in (*cast.outsiders, elsewhere.moderator):
        assert refusal(post(outsider, cast.seminar, "archive/edits", asked))[0] == 401
        assert refusal(post(outsider, cast.seminar, undo))[0] == 401
        for path in ("/edits", "/edits/preview?start=1&end=2"):
            assert refusal(get(outsider, cast.seminar, path))[0] == 401
    for member in (cast.asker, cast.panellist):
        assert refusal(post(member, cast.seminar, "archive/edits", asked))[0] == 403
        assert refusal(post(member, cast.seminar, undo))[0] == 403
        for path in ("/edits", "/edits/preview?start=1&end=2"):
            assert refusal(get(member, cast.seminar, path))[0] == 403
    assert refusal(post(elsewhere.moderator, elsewhere.seminar, undo))[0] == 404
    assert Edit.objects.count() == 1 and Edit.objects.get().undone_at is None


def test_refused_by_the_action_itself(cast: Cast, take: Take) -> None:
    with pytest.raises(Invalid):
        actions.withhold(cast.moderator, key=KEY, subject="span", reason="Why.", start=5, end=4)
    with pytest.raises(Unknown):
        actions.withhold(cast.moderator, key=KEY, subject=f"cue:{new_id()}", reason="Why.")
