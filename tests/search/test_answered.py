"""Answered before: what is offered while a question is typed."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from consilium.questions import actions as questions
from consilium.search import actions
from consilium.translation.models import Reading
from tests.search.conftest import read_logs
from tests.support.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def answered(cast: Cast, text: str, number: int = 1) -> str:
    question = questions.ask_question(cast.other, text=text, key=f"key-{number:05}")
    questions.accept(cast.moderator, question.id)
    questions.mark_answered(cast.moderator, question.id)
    return question.id


def found(cast: Cast, typed: str, language: str = "en") -> list[dict[str, Any]]:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.asker.person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/api/seminars/{cast.seminar.id}/search/answered?text={quote(typed)}")
    assert answer.status_code == 200, answer.content
    answers: list[dict[str, Any]] = answer.json()
    return answers


def offered(cast: Cast, typed: str) -> list[str]:
    return [each["question"]["text"] for each in found(cast, typed)]


def test_the_answer_comes_along_in_the_readers_language(cast: Cast) -> None:
    question = questions.ask_question(cast.other, text="Which dose of heparin?", key="key-00001")
    old = questions.write_answer(cast.moderator, question.id, key="answer-1", text="It depends.")
    new = questions.write_answer(cast.moderator, question.id, key="answer-2", text="75 units per kilogram.")
    for subject, text in (
        (f"question:{question.id}", "Какая доза гепарина?"),
        (f"answer:{new.id}", "75 ЕД."),
    ):
        Reading.objects.create(
            seminar=cast.seminar,
            subject=subject,
            language="ru",
            text=text,
            engine="an engine",
            audience="everyone",
        )
    read_logs(cast)
    actions.refresh(cast.seminar.id)
    [english] = found(cast, "the dose of heparin")
    assert english["answer"] == {"text": "75 units per kilogram.", "language": "en", "machine": False}
    [russian] = found(cast, "доза гепарина", "ru")
    assert russian["question"] == {"text": "Какая доза гепарина?", "language": "ru", "machine": True}
    assert russian["answer"] == {"text": "75 ЕД.", "language": "ru", "machine": True}
    [mixed] = found(cast, "the dose of heparin", "ru")  # typed as it was asked, read in the reader's language
    assert mixed["question"]["text"] == "Какая доза гепарина?"
    assert old.text not in str([english, russian, mixed]) and mixed["url"].startswith("/seminars/")


def test_what_was_said_has_no_written_answer(cast: Cast) -> None:
    answered(cast, "Which dose of heparin for a child?")
    read_logs(cast)
    [one] = found(cast, "dose of heparin")
    assert one["answer"] is None


def test_the_nearest_answered_question_is_offered_first(cast: Cast) -> None:
    answered(cast, "Which dose of heparin for a child with kidney failure?", 1)
    answered(cast, "Which dose of oxygen for a child?", 2)
    answered(cast, "When does the programme begin tomorrow?", 3)
    open_one = questions.ask_question(cast.other, text="Which dose of heparin for a child?", key="open-one")
    questions.accept(cast.moderator, open_one.id)
    read_logs(cast)
    found = offered(cast, "what dose of heparin can a child with failing kidneys get, which")
    assert found[0] == "Which dose of heparin for a child with kidney failure?"
    assert "When does the programme begin tomorrow?" not in found and len(found) <= 3
    assert "Which dose of heparin for a child?" not in found


@pytest.mark.parametrize("typed", ["", "a", "dose", "?" * 1000, '"', "why is it so and not", "🙂 🙂"])
def test_little_typed_offers_nothing(cast: Cast, typed: str) -> None:
    answered(cast, "Which dose of heparin for a child?")
    read_logs(cast)
    assert offered(cast, typed) == []


def test_only_of_seminars_that_one_takes_part_in(cast: Cast) -> None:
    answered(cast, "Which dose of heparin for a child?")
    read_logs(cast)
    other = make_cast()
    assert offered(other, "dose of heparin for a child") == []
    assert offered(cast, "dose of heparin for a child") == ["Which dose of heparin for a child?"]
    refused = Client().get(f"/api/seminars/{cast.seminar.id}/search/answered?text=dose")
    assert refused.status_code == 401


def test_a_dismissed_question_is_not_offered_any_more(cast: Cast) -> None:
    id = answered(cast, "肺炎患者需要多少氧气？")
    read_logs(cast)
    assert offered(cast, "肺炎患者的氧气") == ["肺炎患者需要多少氧气？"]
    questions.reopen(cast.moderator, id)
    questions.dismiss(cast.moderator, id)
    assert offered(cast, "肺炎患者的氧气") == []  # before the index has heard of it
