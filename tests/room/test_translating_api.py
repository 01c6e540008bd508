"""Texts in other languages over HTTP: outsiders, the wrong role, broken, huge, hostile and doubled input."""

from importlib import import_module

import pytest
from django.apps import apps

from consilium.chat.actions import post_message
from consilium.eventlog.queries import entries, position
from consilium.kernel.audience import EVERYONE, STAFF
from consilium.kernel.roles import Role
from consilium.questions.actions import ask_question
from consilium.room.translating.actions import AT_MOST
from consilium.seminars.models import Seminar
from consilium.translation.actions import correct
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


def nameless(cast: Cast) -> str:
    return "question:" + ask_question(cast.asker, key="question-2", text=TEXT, anonymous=True).id


def test_who_asked_without_their_name_is_not_named_by_a_correction(cast: Cast) -> None:
    subject = nameless(cast)
    with verify_action(cast.seminar):
        for path, body in (("correct", corrected(subject)), ("recognise", recognised(subject))):
            answer = post(cast.asker, cast.seminar, f"translation/{path}", body)
            assert refusal(answer) == (403, "not_yours")
    assert not Reading.objects.exists()


def test_names_told_by_corrections_of_before_are_taken_out(cast: Cast, subject: str) -> None:
    hidden = nameless(cast)
    for each, who in ((subject, cast.asker), (hidden, cast.asker), (hidden, cast.moderator)):
        language = "en" if who is cast.asker else "ru"
        correct(cast.seminar, each, language, "How much oxygen?", who.person)
    edition = position(cast.seminar.id)[1]
    migration = import_module("consilium.room.migrations.0005_nameless_corrections")
    migration.take_names_out(apps, None)
    asker, moderator = cast.asker.person.id, cast.moderator.person.id
    told = [entry for entry in entries(cast.seminar.id) if entry.kind == "text.translated"]
    assert [(entry.data["by"], entry.actor) for entry in told] == [
        (asker, asker),
        ("", ""),
        (moderator, moderator),
    ]
    assert Reading.objects.get(subject=hidden, language="en").by is None
    assert Reading.objects.get(subject=subject).by == cast.asker.person
    assert position(cast.seminar.id)[1] == edition + 1, "copies of before are void"


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
