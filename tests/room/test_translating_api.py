"""Texts in other languages over HTTP: outsiders, the wrong role, broken, huge, hostile and doubled input."""

import pytest

from consilium.chat.actions import post_message
from consilium.eventlog.queries import entries
from consilium.kernel.audience import EVERYONE, STAFF
from consilium.kernel.roles import Role
from consilium.questions.actions import ask_question
from consilium.room.translating.actions import AT_MOST
from consilium.seminars.models import Seminar
from consilium.translation.models import Reading, Recognised, Wanted
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.factories import member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
TEXT = "Сколько кислорода нужно ребёнку трёх лет?"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def subject(cast: Cast) -> str:
    return "question:" + ask_question(cast.asker, key="question-1", text=TEXT).id


def corrected(subject: str, **values: object) -> dict[str, object]:
    return {"subject": subject, "language": "en", "text": "How much oxygen?", **values}


def recognised(subject: str, **values: object) -> dict[str, object]:
    return {"subject": subject, "language": "kk", **values}


def test_wanting_is_told_once_to_the_staff(cast: Cast) -> None:
    with verify_action(cast.seminar):
        for _ in range(2):
            answer = post(cast.other, cast.seminar, "translation/want", {"language": "kk"})
            assert answer.json() == {"done": True}
    [entry] = entries(cast.seminar.id)
    assert (entry.kind, entry.audience) == ("language.wanted", STAFF)


def test_the_author_and_who_works_with_words_may_correct(cast: Cast, subject: str) -> None:
    captioner, interpreter = member(cast.seminar, Role.CAPTIONER), member(cast.seminar, Role.INTERPRETER)
    for number, who in enumerate((cast.asker, cast.moderator, captioner, interpreter)):
        body = corrected(subject, text=f"How much oxygen? {number}")
        with verify_action(cast.seminar):
            for _ in range(2):
                assert post(who, cast.seminar, "translation/correct", body).status_code == 200
    told = [entry for entry in entries(cast.seminar.id) if entry.kind == "text.translated"]
    assert [entry.data["by"] for entry in told][-1] == interpreter.person.id
    assert len(told) == 4 and {entry.audience for entry in told} == {EVERYONE}


def test_the_author_puts_their_language_right(cast: Cast, subject: str) -> None:
    post(cast.asker, cast.seminar, "translation/correct", corrected(subject))
    with verify_action(cast.seminar):
        for _ in range(2):
            answer = post(cast.asker, cast.seminar, "translation/recognise", recognised(subject))
            assert answer.status_code == 200
    assert [entry.kind for entry in entries(cast.seminar.id)][-1] == "text.recognised"
    assert Recognised.objects.get().language == "kk"
    assert not Reading.objects.exists(), "it was made of another language"


def test_the_same_language_needs_no_translation(cast: Cast, subject: str) -> None:
    answer = post(cast.asker, cast.seminar, "translation/correct", corrected(subject, language="ru"))
    assert refusal(answer) == (422, "same_language")


def test_others_of_the_audience_may_not(cast: Cast, subject: str) -> None:
    for who in (cast.other, cast.panellist):
        for path, body in (("correct", corrected(subject)), ("recognise", recognised(subject))):
            assert refusal(post(who, cast.seminar, f"translation/{path}", body)) == (403, "not_yours")


def test_outsiders_learn_nothing(cast: Cast, subject: str) -> None:
    before = len(entries(cast.seminar.id))
    for outsider in cast.outsiders:
        for path, body in (
            ("want", {"language": "en"}), ("correct", corrected(subject)), ("recognise", recognised(subject)),
        ):  # fmt: skip
            refused = post(outsider, cast.seminar, f"translation/{path}", body)
            assert refusal(refused) == (401, "not_a_member")
    assert len(entries(cast.seminar.id)) == before


def test_what_one_may_not_read_is_not_there(cast: Cast) -> None:
    backstage = post_message(cast.panellist, key="message-1", text=TEXT, backstage=True)
    cast.seminar.hold_questions = True
    cast.seminar.save()
    held = ask_question(cast.asker, key="question-1", text=TEXT)
    for subject in (f"message:{backstage.id}", f"question:{held.id}"):
        for path, body in (("correct", corrected(subject)), ("recognise", recognised(subject))):
            answer = post(cast.other, cast.seminar, f"translation/{path}", body)
            assert refusal(answer) == (404, "no_such_text")


def test_texts_of_other_seminars(cast: Cast, subject: str) -> None:
    other = make_cast()
    for found in (subject, f"question:{'0' * 26}", f"person:{cast.asker.person.id}"):
        answer = post(other.moderator, other.seminar, "translation/correct", corrected(found))
        assert refusal(answer) == (404, "no_such_text")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("want", {"language": "EN"}),
        ("want", {"language": "x" * 40}),
        ("want", {"language": 7}),
        ("want", {"language": "en", "more": 1}),
        ("want", 7),
        ("correct", {"text": ""}),
        ("correct", {"text": " \n\t"}),
        ("correct", {"text": "x" * 8001}),
        ("correct", {"text": "\0"}),
        ("correct", {"text": None}),
        ("correct", {"language": "../en"}),
        ("correct", {"subject": "question:"}),
        ("correct", {"subject": "question:" + "0" * 50}),
        ("correct", {"subject": "question:0/../../1"}),
        ("recognise", {"language": ""}),
        ("recognise", {"subject": ["question"]}),
    ],
)
def test_what_is_broken(cast: Cast, subject: str, path: str, values: object) -> None:
    whole = {"want": {}, "correct": corrected(subject), "recognise": recognised(subject)}[path]
    body = {**whole, **values} if isinstance(values, dict) else values
    assert refusal(post(cast.moderator, cast.seminar, f"translation/{path}", body))[0] == 422
    assert not Reading.objects.exists() and not Recognised.objects.exists() and not Wanted.objects.exists()


def test_hostile_words_are_kept_as_words(cast: Cast, subject: str) -> None:
    text = "<script>alert(1)</script> ' OR 1=1 -- \u202e{{ secret }}"
    assert (
        post(cast.asker, cast.seminar, "translation/correct", corrected(subject, text=text)).status_code
        == 200
    )
    assert Reading.objects.get().text == text.replace("\u202e", "")


def test_a_seminar_that_is_over(cast: Cast, subject: str) -> None:
    Seminar.objects.update(status=Seminar.Status.ENDED)
    for path, body in (("correct", corrected(subject)), ("recognise", recognised(subject))):
        answer = post(cast.moderator, cast.seminar, f"translation/{path}", body)
        assert refusal(answer) == (409, "ended")
    answer = post(cast.other, cast.seminar, "translation/want", {"language": "en"})
    assert answer.json() == {"done": False}


def test_a_script_that_flips_a_language_is_stopped(cast: Cast, subject: str) -> None:
    for number in range(AT_MOST):
        body = recognised(subject, language="kk" if number % 2 else "ky")
        assert post(cast.asker, cast.seminar, "translation/recognise", body).status_code == 200
    answer = post(cast.asker, cast.seminar, "translation/recognise", recognised(subject, language="ky"))
    assert refusal(answer) == (429, "too_many")
    assert post(cast.moderator, cast.seminar, "translation/correct", corrected(subject)).status_code == 200
