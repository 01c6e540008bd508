"""Answered before: what is offered while a question is typed."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from consilium.questions import actions as questions
from tests.search.conftest import read_logs
from tests.support.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def answered(cast: Cast, text: str, number: int = 1) -> str:
    question = questions.ask_question(cast.other, text=text, key=f"key-{number:05}")
    questions.accept(cast.moderator, question.id)
    questions.mark_answered(cast.moderator, question.id)
    return question.id


def offered(cast: Cast, typed: str, who: Any = None) -> list[str]:
    client = Client()
    client.force_login(who or cast.asker.person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/api/seminars/{cast.seminar.id}/search/answered?text={quote(typed)}")
    assert answer.status_code == 200, answer.content
    return [each["text"] for each in answer.json()]


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
