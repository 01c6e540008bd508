"""Questions over HTTP: outsiders, the wrong role, broken, huge, hostile and doubled input."""

import pytest
from django.test import Client

from consilium.eventlog.queries import entries
from consilium.questions.models import Question
from consilium.seminars.models import Seminar
from tests.support.cast import Cast, make_cast, post, refusal

pytestmark = pytest.mark.django_db
ASK = {"key": "key-0001", "text": "Which dose?"}
NOBODY = "0" * 26


def ask(cast: Cast, **values: object) -> str:
    answer = post(cast.asker, cast.seminar, "questions", {**ASK, **values})
    assert answer.status_code == 200
    made: str = answer.json()["id"]
    return made


def operations(cast: Cast, question: str, other: str) -> list[tuple[str, object]]:
    return [
        (f"questions/{question}/accept", None),
        (f"questions/{question}/assign", {"to": cast.panellist.person.id}),
        (f"questions/{question}/take-up", {"to": cast.panellist.person.id}),
        (f"questions/{question}/take-up", None),
        (f"questions/{question}/answers", {"key": "answer-1", "text": "40 mg."}),
        (f"questions/{question}/answered", None),
        (f"questions/{question}/reopen", None),
        (f"questions/{question}/merge", {"into": other}),
        (f"questions/{other}/dismiss", None),
    ]


def test_everything_works_and_may_be_repeated(cast: Cast) -> None:
    question, other = ask(cast), ask(cast, key="key-0002")
    for path, body in operations(cast, question, other):
        first = post(cast.moderator, cast.seminar, path, body)
        assert first.status_code == 200, (path, first.content)
        before = len(entries(cast.seminar.id))
        again = post(cast.moderator, cast.seminar, path, body)
        # after a merge or a re-opening the same step may no longer be open, but it never tells anything twice
        assert again.status_code in (200, 409) and len(entries(cast.seminar.id)) == before
        if path.endswith("answers"):
            assert again.json() == first.json()


def test_outsiders_learn_nothing(cast: Cast) -> None:
    question, other = ask(cast), ask(cast, key="key-0002")
    for outsider in cast.outsiders:
        assert refusal(post(outsider, cast.seminar, "questions", ASK)) == (401, "not_a_member")
        for path, body in operations(cast, question, other):
            assert refusal(post(outsider, cast.seminar, path, body)) == (401, "not_a_member")
        unknown = Seminar(id=NOBODY)
        assert refusal(post(outsider, unknown, "questions", ASK)) == (401, "not_a_member")
    assert Question.objects.count() == 2 and len(entries(cast.seminar.id)) == 2


def test_a_member_of_another_seminar_is_an_outsider(cast: Cast) -> None:
    elsewhere = make_cast()
    question = ask(cast)
    answer = post(elsewhere.moderator, cast.seminar, f"questions/{question}/accept")
    assert refusal(answer)[0] == 401
    answer = post(elsewhere.moderator, elsewhere.seminar, f"questions/{question}/accept")
    assert refusal(answer) == (404, "no_such_question")


def test_attendees_tend_no_questions(cast: Cast) -> None:
    question, other = ask(cast), ask(cast, key="key-0002")
    for path, body in operations(cast, question, other):
        assert refusal(post(cast.asker, cast.seminar, path, body))[0] == 403
    # nor do they learn whether a question exists
    assert refusal(post(cast.asker, cast.seminar, f"questions/{NOBODY}/accept"))[0] == 403
    assert refusal(post(cast.asker, cast.seminar, f"questions/{NOBODY}/take-up"))[0] == 403


def test_the_session_alone_is_not_enough(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asker.person, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/api/seminars/{cast.seminar.id}/questions"
    assert client.post(url, ASK, content_type="application/json").status_code == 403
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        None,
        {**ASK, "text": ""},
        {**ASK, "text": " \u200b "},
        {**ASK, "text": "x" * 1001},
        {**ASK, "text": "a\0b"},
        {**ASK, "text": None},
        {**ASK, "text": {"a": 1}},
        {**ASK, "key": "short"},
        {**ASK, "key": "x" * 65},
        {**ASK, "key": "key 0001"},
        {**ASK, "key": "key-0001\n"},
        {**ASK, "key": "ключ-0001"},
        {**ASK, "anonymous": "perhaps"},
    ],
)
def test_what_is_no_question(cast: Cast, body: object) -> None:
    assert refusal(post(cast.asker, cast.seminar, "questions", body))[0] in (400, 422)
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    "raw", ["", "{", '{"key": "key-0001", "text": "\\ud800"}', "[" * 5000, '"' + "x" * 100_000]
)
def test_what_is_no_json_or_no_text(cast: Cast, raw: str) -> None:
    assert refusal(post(cast.asker, cast.seminar, "questions", raw))[0] in (400, 422)
    assert Question.objects.count() == 0


def test_hostile_text_is_kept_as_text(cast: Cast) -> None:
    text = "<script>alert('x')</script> '); DROP TABLE questions; -- {{ 7*7 }} %s"
    assert Question.objects.get(pk=ask(cast, text=text)).text == text


@pytest.mark.parametrize("question", ["%00", "%F0%9F%92%A9", "x" * 3000, NOBODY, "%ED%A0%80"])
def test_questions_that_are_not_there(cast: Cast, question: str) -> None:
    assert refusal(post(cast.moderator, cast.seminar, f"questions/{question}/accept"))[0] == 404


@pytest.mark.parametrize("body", [{}, {"to": 7}, {"to": "x"}, {"to": "\0"}, {"to": NOBODY}, {"to": None}])
def test_to_whom_it_cannot_be_put(cast: Cast, body: object) -> None:
    assert refusal(post(cast.moderator, cast.seminar, f"questions/{ask(cast)}/assign", body))[0] == 422


def test_asking_too_often(cast: Cast) -> None:
    for number in range(5):
        ask(cast, key=f"key-000{number}")
    answer = post(cast.asker, cast.seminar, "questions", {**ASK, "key": "key-0005"})
    assert refusal(answer) == (429, "too_many")


def test_a_doubled_question_is_one(cast: Cast) -> None:
    assert ask(cast) == ask(cast)
    assert Question.objects.count() == 1


def test_after_the_end(cast: Cast) -> None:
    Seminar.objects.filter(pk=cast.seminar.pk).update(status="ended")
    assert refusal(post(cast.asker, cast.seminar, "questions", ASK)) == (409, "not_live")
