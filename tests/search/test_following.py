"""The index behind the log: what everyone may read is found, and nothing else; a kill loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from consilium.captions import actions as captions
from consilium.chat.actions import post_message
from consilium.eventlog.queries import entries
from consilium.jobs.queries import Worker
from consilium.questions import actions as questions
from consilium.questions.models import Question
from consilium.search import actions, queries
from consilium.search.follower import Indexer
from consilium.search.models import Passage, Progress
from consilium.search.queries import Narrowed, Reader
from consilium.search.rules import Kind
from consilium.seminars.models import Document, Seminar
from consilium.slides import actions as slides
from consilium.slides.models import Deck, Slide
from consilium.translation import actions as translation
from consilium.translation.actions import Translated
from tests.search.conftest import found, of, read_logs, say
from tests.support.cast import Cast, make_cast
from tests.support.factories import ContributionFactory, JoinLinkFactory, SeminarFactory

pytestmark = pytest.mark.django_db


def ask(cast: Cast, text: str) -> Question:
    return questions.ask_question(cast.asker, text=text, key="k" * 8, anonymous=False)


def test_a_cue_is_found_in_every_language_and_after_it_was_put_right(cast: Cast, scribe: Worker) -> None:
    cue = say(scribe, "Пациентам дают кислород.", language="ru")
    captions.add_translation(
        cast.seminar, cue.cue, language="en", text="Patients get oxygen.", engine="firefox"
    )
    read_logs(cast)
    assert found("кислорода", of(cast)) == ["Пациентам дают кислород."]
    assert found("patient", of(cast)) == ["Patients get oxygen."]
    row = Passage.objects.get(language="en")
    assert (row.machine, row.at) == (True, cue.start)
    captions.revise_cue(
        scribe, cue.cue, language="ru", text="Пациентам дают гепарин.", engine="whisper-large"
    )
    read_logs(cast)
    assert found("кислород", of(cast)) == []
    assert found("гепарин", of(cast)) == ["Пациентам дают гепарин."]


def test_a_text_emptied_without_an_entry_is_never_shown_and_then_forgotten(
    cast: Cast, scribe: Worker
) -> None:
    cue = say(scribe, "A name that should not be here.")
    read_logs(cast)
    assert found("name", of(cast))
    type(cue).objects.filter(pk=cue.pk).update(text="")
    assert found("name", of(cast)) == []
    assert actions.refresh(cast.seminar.id) == 1
    assert not Passage.objects.exists()


def test_held_dismissed_and_merged_questions_are_not_found(cast: Cast) -> None:
    Seminar.objects.filter(pk=cast.seminar.pk).update(hold_questions=True)
    cast.seminar.refresh_from_db()
    held = ask(cast, "Which dose of heparin?")
    read_logs(cast)
    assert not Passage.objects.exists()
    questions.accept(cast.moderator, held.id)
    read_logs(cast)
    assert found("heparin", of(cast)) == ["Which dose of heparin?"]
    questions.write_answer(cast.moderator, held.id, text="Five thousand units.", key="a" * 8)
    read_logs(cast)
    assert found("units", of(cast)) == ["Five thousand units."]
    assert Passage.objects.get(kind=Kind.QUESTION).answered
    questions.reopen(cast.moderator, held.id)
    questions.dismiss(cast.moderator, held.id)
    read_logs(cast)
    assert found("heparin", of(cast)) == [] and found("units", of(cast)) == []
    assert not Passage.objects.exists()


def test_the_moment_of_a_question_is_when_it_was_taken_up(cast: Cast) -> None:
    question = ask(cast, "Which dose?")
    read_logs(cast)
    asked = Passage.objects.get().at
    questions.accept(cast.moderator, question.id)
    questions.take_up(cast.moderator, question.id)
    questions.mark_answered(cast.moderator, question.id)
    read_logs(cast)
    taken = next(entry for entry in entries(cast.seminar.id) if entry.kind == "question.taken_up")
    row = Passage.objects.get()
    assert row.at == int(taken.at.timestamp() * 1000) >= asked and row.answered
    assert actions.refresh(cast.seminar.id) == 0  # the moment that only the log knows is kept


def test_chat_is_not_found(cast: Cast) -> None:
    post_message(cast.asker, text="Secret talk about oxygen", key="m" * 8, backstage=False)
    post_message(cast.moderator, text="Backstage talk about oxygen", key="n" * 8, backstage=True)
    read_logs(cast)
    assert not Passage.objects.exists()
    assert Progress.objects.get().seq == 2


def test_translations_are_found_only_when_everyone_was_told(cast: Cast) -> None:
    question = ask(cast, "Which dose of heparin?")
    from consilium.kernel.audience import EVERYONE, STAFF

    subject = f"question:{question.id}"
    translation.record_translation(
        cast.seminar, subject, "ru", Translated("Какая доза?", "firefox"), EVERYONE
    )
    translation.record_translation(
        cast.seminar, subject, "kk", Translated("Мөлшері қандай?", "firefox"), STAFF
    )
    read_logs(cast)
    assert found("доза", of(cast)) == ["Какая доза?"]
    assert found("мөлшері", of(cast)) == []
    translation.withdraw(cast.seminar, subject)
    read_logs(cast)
    assert found("доза", of(cast)) == [] and found("dose", of(cast)) == ["Which dose of heparin?"]


def deck(cast: Cast, **values: Any) -> Deck:
    made = Deck.objects.create(
        seminar=cast.seminar,
        title="Triage",
        name="a.pdf",
        sha256="0" * 64,
        status=Deck.Status.PREVIEW,
        pages=2,
        **values,
    )
    for number, text in enumerate(("Oxygen targets by age", "Prone position"), start=1):
        Slide.objects.create(deck=made, number=number, text=text, image="x", width=1, height=1)
    return made


def test_slides_are_found_once_approved_and_until_withdrawn(cast: Cast) -> None:
    made = deck(cast)
    read_logs(cast)
    assert found("prone", of(cast)) == []
    slides.approve_deck(made.id, by=cast.moderator)
    slides.show_slide(made.id, 2, by=cast.moderator)
    read_logs(cast)
    assert found("prone", of(cast)) == ["Prone position"] and found("triage", of(cast)) == ["Triage"]
    moments = dict(Passage.objects.values_list("text", "at"))
    assert moments["Prone position"] > 0 and moments["Oxygen targets by age"] == 0
    slides.withdraw_deck(made.id, by=cast.moderator)
    read_logs(cast)
    assert found("prone", of(cast)) == [] and not Passage.objects.exists()


def test_programmes_are_found_by_anybody_and_talk_by_members(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Give ten litres of oxygen.")
    ContributionFactory.create(session__seminar=cast.seminar, title="Heparin and oxygen")
    Document.objects.create(seminar=cast.seminar, title="Oxygen checklist", file="x.pdf")
    type(cast.panellist.person).objects.filter(pk=cast.panellist.person.pk).update(name="Oxana Oxygenova")
    read_logs(cast)
    actions.refresh_programme()
    open_to_all = {"Oxygen", "Heparin and oxygen", "Oxygen checklist"}
    assert set(found("oxygen", Reader(None))) == open_to_all
    assert set(found("oxygen", Reader(cast.stranger))) == open_to_all
    assert set(found("oxygen", of(cast))) == open_to_all | {"Give ten litres of oxygen."}
    assert found("oxygenova", Reader(None)) == ["Oxana Oxygenova, Infectious disease"]
    link = JoinLinkFactory.create(seminar=cast.seminar)
    assert "Give ten litres of oxygen." in found("oxygen", Reader(None, frozenset({link.id})))
    link.revoked_at = timezone.now()
    link.save()
    assert set(found("oxygen", Reader(None, frozenset({link.id})))) == open_to_all


def test_members_of_one_seminar_do_not_find_another(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Give ten litres of oxygen.")
    read_logs(cast)
    other = make_cast()
    assert found("litres", of(other)) == []
    assert found("litres", of(other), Narrowed(seminar=cast.seminar.slug)) == []


def test_a_seminar_withdrawn_to_draft_is_gone_at_once(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Give ten litres of oxygen.")
    read_logs(cast)
    actions.refresh_programme()
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=Seminar.Status.DRAFT)
    assert found("oxygen", of(cast)) == [] and found("litres", of(cast)) == []
    actions.refresh_programme()
    assert not Passage.objects.exists() and not Progress.objects.exists()


def test_filters_leave_what_was_asked_for(cast: Cast, scribe: Worker) -> None:
    say(scribe, "Give oxygen.")
    say(scribe, "Дайте oxygen.", language="ru", number=2)
    ask(cast, "How much oxygen?")
    Seminar.objects.filter(pk=cast.seminar.pk).update(organiser_state="KZ")
    SeminarFactory.create(title="Oxygen elsewhere", organiser_state="RU")
    read_logs(cast)
    actions.refresh_programme()
    assert found("oxygen", of(cast), Narrowed(language="ru")) == ["Дайте oxygen."]
    assert found("oxygen", of(cast), Narrowed(kinds=frozenset({Kind.QUESTION}))) == ["How much oxygen?"]
    assert found("oxygen", of(cast), Narrowed(state="RU")) == ["Oxygen elsewhere"]
    assert len(found("oxygen", of(cast), Narrowed(state="KZ"))) == 4
    tomorrow = timezone.now().date() + timedelta(days=1)
    soon = Narrowed(until=tomorrow + timedelta(days=30), since=tomorrow)
    assert set(found("oxygen", of(cast), soon)) >= {"Oxygen elsewhere"}
    assert found("oxygen", of(cast), Narrowed(topic="none-such")) == []


def test_reading_resumes_where_the_last_commit_was(cast: Cast, scribe: Worker) -> None:
    say(scribe, "First words.")
    read_logs(cast)
    say(scribe, "Second words.", number=2)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():  # killed before its commit
        actions.follow(cast.seminar.id)
        assert found("second", of(cast))
        raise KeyboardInterrupt
    assert found("second", of(cast)) == [] and Progress.objects.get().seq == 1
    Indexer().look()
    assert found("second", of(cast)) == ["Second words."] and found("first", of(cast)) == ["First words."]
    Progress.objects.update(seq=0)  # the same entries once more change nothing
    ids = set(Passage.objects.filter(kind=Kind.CUE).values_list("id", flat=True))
    read_logs(cast)
    assert ids == set(Passage.objects.filter(kind=Kind.CUE).values_list("id", flat=True))
    assert found("words", of(cast), Narrowed(kinds=frozenset({Kind.CUE})))


def test_many_pages_of_a_log_are_read_and_made_anew(cast: Cast, scribe: Worker) -> None:
    from django.core.management import call_command

    for number in range(7):
        say(scribe, f"Words number {number}", number=number)
    pages = 1
    while actions.follow(cast.seminar.id, page=3):
        pages += 1
    assert pages == 3
    assert queries.behind() == [] and len(found("number", of(cast))) == 7
    call_command("reindex", verbosity=0)
    assert len(found("number", of(cast))) == 7
    assert Passage.objects.filter(kind=Kind.CUE).count() == 7


def test_answers_of_a_dismissed_question_are_no_source(cast: Cast) -> None:
    question = ask(cast, "Dose?")
    questions.write_answer(cast.moderator, question.id, text="Ten.", key="a" * 8)
    read_logs(cast)
    assert found("ten", of(cast)) == ["Ten."]
    Question.objects.filter(pk=question.id).update(held=True)
    assert found("ten", of(cast)) == []
