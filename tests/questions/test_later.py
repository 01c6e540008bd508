"""Written answers after the seminar: who may write them, who is told, and where they are read."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consilium.eventlog.queries import entries
from consilium.kernel.refusals import Conflict, NotAllowed, Unknown
from consilium.kernel.roles import Role
from consilium.questions import actions
from consilium.questions.hiding import hide
from consilium.questions.models import Question, WrittenAnswer
from consilium.questions.queries import answered_since, snapshot
from consilium.room.translating.actions import _record
from consilium.room.translating.follower import Process
from consilium.room.translating.ledger import Job
from consilium.room.translating.sources import source_of
from consilium.search.actions import follow
from consilium.search.models import Passage
from consilium.seminars.models import Mail, Seminar
from consilium.seminars.queries import Member
from consilium.seminars.tasks import deliver
from consilium.translation.actions import Translated
from consilium.translation.models import Reading
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.factories import member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def open_question(cast: Cast) -> Question:
    """Asked while the seminar was live, and left open at its end."""
    return left_open(cast)


def left_open(cast: Cast, text: str = "Which dose?", **values: Any) -> Question:
    question = actions.ask_question(cast.asker, key=f"key-{text}", text=text, **values)
    end(cast)
    return question


def end(cast: Cast) -> None:
    rows = Seminar.objects.filter(pk=cast.seminar.pk)
    rows.update(status=Seminar.Status.ENDED, ended_at=timezone.now() - timedelta(milliseconds=1))
    cast.seminar.refresh_from_db()


def write(who: Member, question: Question, text: str = "40 mg.", key: str = "answer-1") -> WrittenAnswer:
    return actions.write_answer(who, question.id, key=key, text=text)


def browser(who: Any) -> Client:
    client = Client()
    if who is not None:
        client.force_login(getattr(who, "person", who), backend=BACKEND)
    return client


def desk(cast: Cast) -> str:
    return f"/seminars/{cast.seminar.slug}/questions"


def form(question: Question, **values: str) -> dict[str, str]:
    return {"question": question.id, "key": "answer-1", "text": "40 mg."} | values


def test_the_answer_is_told_and_its_asker_gets_one_mail(cast: Cast, open_question: Question) -> None:
    with verify_action(cast.seminar):
        write(cast.panellist, open_question)
        write(cast.panellist, open_question)  # sent twice
        write(cast.moderator, open_question, "Once a day.", "answer-2")
    assert [entry.kind for entry in entries(cast.seminar.id)][1:] == ["answer.written"] * 2
    known = snapshot(cast.seminar, cast.other.reader).questions[open_question.id]
    assert [answer.text for answer in known.answers] == ["40 mg.", "Once a day."]
    assert Mail.objects.filter(kind="answered").count() == 1
    assert deliver.call() == 1 and deliver.call() == 0
    assert mail.outbox[0].to == [cast.asker.person.email]
    assert "Which dose" not in str(mail.outbox[0].message()) and "40 mg" not in str(mail.outbox[0].message())
    assert "/questions" in mail.outbox[0].body and cast.seminar.title in mail.outbox[0].subject


def test_the_mail_speaks_the_askers_language(cast: Cast, open_question: Question) -> None:
    cast.asker.person.interface_language = "ru"
    cast.asker.person.save()
    write(cast.panellist, open_question)
    deliver.call()
    assert mail.outbox[0].body.startswith("Здравствуйте")


def test_whoever_wants_no_mail_and_whoever_answers_themselves_get_none(cast: Cast) -> None:
    own = actions.ask_question(cast.panellist, key="key-own-1", text="My own?")
    question = left_open(cast)
    cast.asker.person.answer_mails = False
    cast.asker.person.save()
    write(cast.panellist, question)
    write(cast.panellist, own)
    assert not Mail.objects.exists()


def test_in_the_live_seminar_no_mail_is_sent(cast: Cast) -> None:
    question = actions.ask_question(cast.asker, key="key-0001", text="Which dose?")
    write(cast.moderator, question)
    assert not Mail.objects.exists()


def test_a_held_question_is_shown_with_its_answer() -> None:
    cast = make_cast(hold_questions=True)
    question = left_open(cast)
    with verify_action(cast.seminar):
        write(cast.moderator, question)
    assert [entry.kind for entry in entries(cast.seminar.id)][1:] == ["question.released", "answer.written"]


@pytest.mark.parametrize("role", [Role.ATTENDEE, Role.INTERPRETER, Role.CAPTIONER, Role.TECHNICIAN])
def test_others_may_not(cast: Cast, open_question: Question, role: Role) -> None:
    who = member(cast.seminar, role)
    with pytest.raises(NotAllowed):
        write(who, open_question)
    answer = post(
        who, cast.seminar, f"questions/{open_question.id}/answers", {"key": "answer-1", "text": "a"}
    )
    assert refusal(answer) == (403, "not_yours")
    assert browser(who).get(desk(cast)).status_code == 403
    assert browser(who).post(desk(cast), form(open_question)).status_code == 403
    assert not WrittenAnswer.objects.exists()


def test_outsiders_learn_nothing(cast: Cast, open_question: Question) -> None:
    assert browser(cast.stranger).get(desk(cast)).status_code == 404
    assert browser(cast.stranger).post(desk(cast), form(open_question)).status_code == 404
    for path in (desk(cast), "/questions"):
        away = browser(None).get(path)
        assert away.status_code == 302 and "/accounts/login" in away["Location"]
    assert browser(None).post(desk(cast), form(open_question)).status_code == 302
    assert b"Which dose" not in browser(cast.stranger).get("/questions").content
    assert not WrittenAnswer.objects.exists()


def test_what_was_dismissed_merged_or_asked_elsewhere_is_not_answered(cast: Cast) -> None:
    gone = actions.ask_question(cast.asker, key="key-gone", text="Gone?")
    actions.dismiss(cast.moderator, gone.id)
    elsewhere = left_open(make_cast())
    end(cast)
    with pytest.raises(Conflict):
        write(cast.moderator, gone)
    for id in (elsewhere.id, "0" * 26, "\0", "x" * 5000, ""):
        with pytest.raises(Unknown):
            actions.write_answer(cast.moderator, id, key="answer-1", text="40 mg.")
    assert not WrittenAnswer.objects.exists()


def test_the_desk_shows_what_is_open_and_takes_answers(cast: Cast, open_question: Question) -> None:
    page = browser(cast.panellist).get(desk(cast))
    assert page.status_code == 200 and "Which dose?" in page.content.decode()
    for _twice in range(2):
        away = browser(cast.panellist).post(desk(cast), form(open_question))
        assert away.status_code == 302
    assert WrittenAnswer.objects.get().text == "40 mg."
    after = browser(cast.moderator).get(desk(cast)).content.decode()
    assert "<textarea" not in after and "40 mg." in after and "Written later" in after


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"text": " \n"},
        {"text": "x" * 4001},
        {"text": "a\0b"},
        {"key": "short"},
        {"key": "answer-1\0"},
        {"question": "0" * 26},
        {"question": "\0"},
        {"question": "x" * 9999},
    ],
)
def test_bad_input_is_refused_in_words(cast: Cast, open_question: Question, values: dict[str, str]) -> None:
    answer = browser(cast.moderator).post(desk(cast), form(open_question) | values)
    assert answer.status_code == 422 and "Which dose?" in answer.content.decode()
    assert not WrittenAnswer.objects.exists() and not Mail.objects.exists()


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast, open_question: Question) -> None:
    typed = "<b>" + "x" * 4000
    page = browser(cast.moderator).post(desk(cast), form(open_question, text=typed)).content.decode()
    assert "&lt;b&gt;xxx" in page and "<b>xxx" not in page and 'value="answer-1"' in page


def test_before_the_end_the_desk_leads_to_the_seminar(cast: Cast) -> None:
    answer = browser(cast.moderator).get(desk(cast))
    assert answer.status_code == 302 and answer["Location"] == f"/seminars/{cast.seminar.slug}"


def test_an_asker_reads_the_answer_in_their_own_language(cast: Cast, open_question: Question) -> None:
    answer = write(cast.panellist, open_question)
    Reading.objects.create(
        seminar=cast.seminar,
        subject=f"answer:{answer.id}",
        language="ru",
        text="Сорок мг.",
        engine="an engine",
        audience="everyone",
    )
    page = browser(cast.asker).get("/questions", headers={"accept-language": "ru"}).content.decode()
    assert "Сорок мг." in page and "40 mg." in page and "badge ai" in page
    assert "Which dose?" in page
    assert "Which dose?" not in browser(cast.other).get("/questions").content.decode()


def test_a_nameless_question_stays_nameless_at_the_desk(cast: Cast) -> None:
    cast.asker.person.name = "Somebody Known"
    cast.asker.person.save()
    left_open(cast, anonymous=True)
    assert "Somebody Known" not in browser(cast.panellist).get(desk(cast)).content.decode()


def test_the_search_finds_it_at_the_moment_of_its_question(cast: Cast, open_question: Question) -> None:
    write(cast.panellist, open_question, "Forty milligrams.")
    while follow(cast.seminar.id):
        pass
    found = Passage.objects.get(kind="answer")
    assert found.text == "Forty milligrams." and found.at == int(open_question.asked_at.timestamp() * 1000)
    assert Passage.objects.get(kind="question").answered


def test_what_is_hidden_is_nowhere_and_not_answered(cast: Cast) -> None:
    kept = actions.ask_question(cast.asker, key="key-kept", text="Kept question?")
    gone = left_open(cast, "Gone question?")
    write(cast.panellist, kept, "Gone answer.")
    hide(cast.seminar, {gone.id}, {answer.id for answer in kept.answers.all()}, by=cast.moderator)
    with pytest.raises(Conflict):
        write(cast.panellist, gone)
    pages = browser(cast.panellist).get(desk(cast)).content + browser(cast.asker).get("/questions").content
    assert b"Gone question" not in pages and b"Gone answer" not in pages and b"Kept question" in pages


def test_a_late_answer_is_translated_like_the_others(cast: Cast, open_question: Question) -> None:
    before = timezone.now() - timedelta(hours=1)
    assert answered_since(before) == set()
    answer = write(cast.panellist, open_question, "Forty milligrams, once a day.")
    assert answered_since(before) == {cast.seminar.id} and cast.seminar.id in Process()._seminars()
    assert answered_since(timezone.now()) == set()
    text = source_of(cast.seminar, f"answer:{answer.id}")
    assert text is not None
    job = Job(cast.seminar.id, text.text, "ru")
    assert _record(job, Translated("Сорок миллиграммов.", "an engine", ()))
    question = source_of(cast.seminar, f"question:{open_question.id}")
    assert question is not None
    assert not _record(Job(cast.seminar.id, question.text, "ru"), Translated("Доза?", "an engine", ()))
