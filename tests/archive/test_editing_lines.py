"""An edit is redacted from its line: its words, no others, and the line says so when they are gone."""

import pytest

from consilium.archive import actions
from consilium.archive.models import Edit
from consilium.chat.actions import post_message
from consilium.chat.models import Message
from consilium.questions.actions import ask_question, write_answer
from tests.archive.test_archive import get, say
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def hide(cast: Cast, subject: str, key: str, *, redact: bool = False, of: str = "") -> Edit:
    return actions.withhold(cast.moderator, key=key, subject=subject, reason="A name.", redact=redact, of=of)


def redacted(cast: Cast) -> list[bool]:
    """Of the lines, the oldest first."""
    return [one["redacted"] for one in get(cast.moderator, cast.seminar, "/edits").json()["edits"]][::-1]


def texts() -> list[str]:
    return list(Message.objects.order_by("seq").values_list("text", flat=True))


def test_what_was_said_since_stays(cast: Cast) -> None:
    person = f"person:{cast.panellist.person.id}"
    post_message(cast.panellist, key="chat-0001", text="My patient, Mr Nobody.")
    edit = hide(cast, person, "key-00001")
    post_message(cast.panellist, key="chat-0002", text="Two litres a minute.")
    body = {"key": "key-00002", "subject": person, "reason": "A name.", "redact": True, "of": edit.id}
    with verify_action(cast.seminar):
        assert post(cast.moderator, cast.seminar, "archive/edits", body).status_code == 200
    assert texts() == ["", "Two litres a minute."] and redacted(cast) == [True, True]
    assert "Two litres" in get(cast.other, cast.seminar, "/entries").content.decode()
    assert not Message.objects.get(key="chat-0002").hidden
    with verify_action(cast.seminar):
        again = hide(cast, person, "key-00003")
    assert redacted(cast) == [True, True, False], "there is something to show again"
    actions.restore(cast.moderator, again.id)
    assert "Two litres" in get(cast.other, cast.seminar, "/entries").content.decode()


def test_a_line_whose_words_are_gone_says_so(cast: Cast) -> None:
    question = ask_question(cast.asker, key="key-00001", text="What became of Mr Nobody?")
    answer = write_answer(cast.moderator, question.id, key="key-00001", text="He is well.")
    cue = say(cast, "Mr Nobody.")
    hide(cast, f"answer:{answer.id}", "key-00001")
    hide(cast, f"cue:{cue}", "key-00002")
    assert redacted(cast) == [False, False]
    hide(cast, f"question:{question.id}", "key-00003", redact=True)
    assert redacted(cast) == [True, False, True]


def test_of_what_it_cannot_be(cast: Cast) -> None:
    person, elsewhere = f"person:{cast.panellist.person.id}", make_cast()
    post_message(cast.panellist, key="chat-0001", text="Mr Nobody.")
    post_message(elsewhere.panellist, key="chat-0001", text="Mr Nobody.")
    undone = hide(cast, person, "key-00001")
    actions.restore(cast.moderator, undone.id)
    foreign = hide(elsewhere, f"person:{elsewhere.panellist.person.id}", "key-00001")
    for of in (undone.id, foreign.id, "x", "\0"):
        body = {"key": "key-00002", "subject": person, "reason": "A name.", "redact": True, "of": of}
        assert refusal(post(cast.moderator, cast.seminar, "archive/edits", body))[0] == 404
    assert texts()[0] == "Mr Nobody." and Edit.objects.filter(seminar=cast.seminar).count() == 1
