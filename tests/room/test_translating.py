"""Texts of the room in other languages, with the real engine for English and Portuguese."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.captions import actions as captions
from consilium.captions.actions import Heard
from consilium.captions.models import Cue
from consilium.captions.rules import TRANSLATED_LATE
from consilium.chat.actions import post_message, remove_message
from consilium.eventlog.actions import append
from consilium.eventlog.queries import entries
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import Entry
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.polls.actions import draft_poll, edit_poll, open_poll
from consilium.questions import actions as questions
from consilium.room.queries import agenda
from consilium.room.translating.actions import correct, recognise, tell, want, withdraw_former_titles
from consilium.room.translating.follower import Process
from consilium.room.translating.ledger import Job, Ledger
from consilium.room.translating.sources import programmes, slide_titles, source_of, titles
from consilium.room.translating.texts import texts_of
from consilium.seminars.models import Seminar
from consilium.seminars.planning import edit_contribution
from consilium.seminars.queries import Member
from consilium.slides.events import DeckAdded
from consilium.slides.models import Deck, Slide
from consilium.translation.events import TextWithdrawn
from consilium.translation.models import Reading
from tests.support.cast import Cast, make_cast
from tests.support.factories import ContributionFactory, SeminarFactory
from tests.support.models import lay_out
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def ledger_of(seminar: Seminar) -> Ledger:
    """What a translator that has just been started knows."""
    ledger = Ledger(seminar.id)
    for entry in entries(seminar.id):
        ledger.fold(entry)
    return ledger


def jobs(seminar: Seminar) -> list[Job]:
    return sorted(ledger_of(seminar).jobs(), key=lambda job: (job.rank, job.text.subject))


def work(seminar: Seminar) -> int:
    """Do what is to be done, as the process does; how many were told."""
    return sum(tell(job) for job in jobs(seminar))


def told(seminar: Seminar) -> list[Entry]:
    return [entry for entry in entries(seminar.id) if entry.kind == "text.translated"]


def speaks(member: Member, language: str) -> Member:
    member.person.languages_spoken = [language]
    member.person.save()
    return member


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("models"), "en-pt", "pt-en")


@pytest.fixture
def cast(db: None, packaged: Path, settings: Settings) -> Cast:
    """A live seminar that is read in English; the asker speaks Portuguese."""
    settings.MODELS_DIR, settings.TRANSLATION_ENGINES = packaged, ["firefox"]
    made = make_cast()
    speaks(made.asker, "pt")
    want(made.moderator, "en")
    return made


def ask(cast: Cast, text: str = "Quantos litros de oxigénio por minuto?", key: str = "question-1") -> str:
    return questions.ask_question(cast.asker, key=key, text=text).id


def test_a_question_is_told_in_the_language_that_is_read(cast: Cast) -> None:
    question = ask(cast)
    with verify_action(cast.seminar):
        assert work(cast.seminar) == 1
    [entry] = told(cast.seminar)
    assert entry.audience == EVERYONE
    assert entry.data["subject"] == f"question:{question}"
    assert "oxygen" in entry.data["text"]
    assert not jobs(cast.seminar), "and that is all"


def test_doing_a_job_twice_tells_it_once(cast: Cast) -> None:
    ask(cast)
    [job] = jobs(cast.seminar)
    assert tell(job)
    assert not tell(job)
    assert len(told(cast.seminar)) == 1


def test_a_held_question_is_told_to_its_asker_and_the_staff_until_it_is_released(cast: Cast) -> None:
    cast.seminar.hold_questions = True
    cast.seminar.save()
    question = ask(cast)
    with verify_action(cast.seminar):
        work(cast.seminar)
    assert [entry.audience for entry in told(cast.seminar)] == [Audience.person(cast.asker.person.id)]
    with verify_action(cast.seminar):
        questions.accept(cast.moderator, question)
    assert told(cast.seminar)[-1].audience == EVERYONE, "with the question itself, not a moment later"
    assert not jobs(cast.seminar)


def test_a_backstage_message_stays_backstage(cast: Cast) -> None:
    post_message(
        speaks(cast.panellist, "pt"), key="message-1", text="O microfone está desligado.", backstage=True
    )
    with verify_action(cast.seminar):
        work(cast.seminar)
    assert [entry.audience for entry in told(cast.seminar)] == [STAFF]


def test_a_removed_message_takes_its_translations_along(cast: Cast) -> None:
    message = post_message(cast.asker, key="message-1", text="O telefone é 900 100.")
    work(cast.seminar)
    with verify_action(cast.seminar):
        remove_message(cast.asker, message.id)
    assert not Reading.objects.exists()
    assert [entry.data["text"] for entry in told(cast.seminar)] == [""]
    assert not jobs(cast.seminar)


def test_a_message_removed_while_the_engine_was_at_work_is_not_told(cast: Cast) -> None:
    message = post_message(cast.asker, key="message-1", text="O telefone é 900 100.")
    [job] = jobs(cast.seminar)
    remove_message(cast.asker, message.id)
    assert not tell(job)
    assert not told(cast.seminar)


def test_a_caption_corrected_while_the_engine_was_at_work_is_translated_anew(cast: Cast) -> None:
    want(cast.other, "pt")
    end = milliseconds(timezone.now())
    heard = Heard("cue-00001", "en", "Give fifty litres of oxygen.", end - 3000, end, engine="whisper")
    cue = captions.finalise_cue(Worker(cast.seminar, "scribe", "", "a test"), heard).cue
    [job] = jobs(cast.seminar)
    captions.revise_cue(cast.moderator, cue, language="en", text="Give five litres of oxygen.")
    assert not tell(job)
    [again] = jobs(cast.seminar)  # also for a translator that has just been started
    assert again.text.text == "Give five litres of oxygen."
    with verify_action(cast.seminar):
        assert tell(again)
    [row] = Cue.objects.filter(cue=cue, language="pt")
    assert "cinco" in row.text and not jobs(cast.seminar)


def test_the_language_put_right_meanwhile_makes_the_work_void(cast: Cast) -> None:
    question = ask(cast)
    [job] = jobs(cast.seminar)
    recognise(cast.moderator, f"question:{question}", language="es")
    assert not tell(job)
    recognise(cast.moderator, f"question:{question}", language="pt")
    assert work(cast.seminar) == 1


def test_a_poll_is_told_to_the_staff_as_a_draft_and_to_everyone_once_open(cast: Cast) -> None:
    moderator = speaks(cast.moderator, "pt")
    form = {"form": "single", "options": ["Máscara", "15", "Cânula nasal"]}
    poll = draft_poll(moderator, key="poll-0001", title="O que fazer primeiro?", **form)  # type: ignore[arg-type]
    work(cast.seminar)
    assert {entry.audience for entry in told(cast.seminar)} == {STAFF}
    assert len(told(cast.seminar)) == 3
    with verify_action(cast.seminar):
        edit_poll(moderator, poll.id, title="O que dar primeiro?", **form)  # type: ignore[arg-type]
    assert [job.text.subject for job in jobs(cast.seminar)] == [f"poll:{poll.id}"], "the options stay"
    work(cast.seminar)
    with verify_action(cast.seminar):
        open_poll(moderator, poll.id)
    assert {entry.audience for entry in told(cast.seminar)[-3:]} == {EVERYONE}
    assert not jobs(cast.seminar)


def test_a_language_wanted_later_is_made_good(cast: Cast) -> None:
    speaks(cast.moderator, "en")
    questions.write_answer(cast.moderator, ask(cast), key="answer-01", text="Two litres per minute.")
    work(cast.seminar)
    want(cast.asker, "pt")
    assert [job.text.text for job in jobs(cast.seminar)] == ["Two litres per minute."]


def test_what_a_person_wrote_no_machine_replaces(cast: Cast) -> None:
    question = ask(cast)
    [job] = jobs(cast.seminar)
    with verify_action(cast.seminar):
        correct(cast.moderator, f"question:{question}", language="en", text="How many litres a minute?")
    assert not tell(job)
    assert told(cast.seminar)[-1].data["by"] == cast.moderator.person.id


def test_a_seminar_that_has_ended_is_told_no_more(cast: Cast) -> None:
    ask(cast)
    [job] = jobs(cast.seminar)
    Seminar.objects.update(status=Seminar.Status.ENDED)
    assert not tell(job)


def test_a_seminar_is_followed_until_its_last_captions_are_translated() -> None:
    now, late = timezone.now(), timedelta(seconds=TRANSLATED_LATE)
    live = SeminarFactory.create(status=Seminar.Status.LIVE)
    over = SeminarFactory.create(status=Seminar.Status.ENDED, ended_at=now)
    SeminarFactory.create(status=Seminar.Status.ENDED, ended_at=now - late)
    assert Process()._seminars() == {live.id, over.id}


def test_rows_and_log_name_the_same_texts(cast: Cast) -> None:
    """What an entry tells of a text is what is found by its subject."""
    ask(cast)
    post_message(cast.asker, key="message-1", text="Bom dia")
    post_message(cast.panellist, key="message-2", text="Backstage", backstage=True)
    questions.write_answer(cast.moderator, ask(cast, key="question-2"), key="answer-01", text="Two.")
    draft_poll(cast.moderator, key="poll-0001", title="First?", form="single", options=["Yes", "No"])
    texts = [text for entry in entries(cast.seminar.id) for text in texts_of(entry)]
    assert len(texts) == 8
    for text in texts:
        source = source_of(cast.seminar, text.subject)
        assert source and replace(source.text, seq=text.seq) == text


@pytest.mark.parametrize(
    "subject",
    ["", "question", "question:", "question:x", f"person:{'0' * 26}", f"question:{'0' * 26}", "poll:%00/1",
     f"slide:{'0' * 26}/x", f"slide:{'0' * 26}/99999", f"contribution:{'0' * 26}"],
)  # fmt: skip
def test_what_is_no_text(cast: Cast, subject: str) -> None:
    assert source_of(cast.seminar, subject) is None


def test_the_titles_of_slides_are_told_when_their_deck_is_added(cast: Cast) -> None:
    deck = Deck.objects.create(seminar=cast.seminar, title="Aula", status=Deck.Status.READY, pages=3)
    for number, text in enumerate(
        (" \n Sinais vitais da criança\nFC", "", "Quanto oxigénio para a criança?"), start=1
    ):
        Slide.objects.create(deck=deck, number=number, text=text, width=16, height=9)
    append(cast.seminar.id, DeckAdded(deck.id, "Aula", 3), audience=EVERYONE)
    ledger = ledger_of(cast.seminar)
    for entry in entries(cast.seminar.id):
        for title in slide_titles(entry):
            ledger.add(title)
    done = {job.text.subject: tell(job) for job in ledger.jobs() if job.text.subject.startswith("slide:")}
    assert done[f"slide:{deck.id}/1"] and done[f"slide:{deck.id}/3"] and f"slide:{deck.id}/2" not in done
    facts = [entry.fact for entry in told(cast.seminar)]
    [fact] = [each for each in facts if each and each.subject == f"slide:{deck.id}/1"]
    assert "vital" in fact.text.lower()


def test_what_was_told_of_a_former_title_never_stands_for_the_new_one(cast: Cast) -> None:
    row = ContributionFactory.create(session__seminar=cast.seminar, title="Oxigénio para crianças")
    other = ContributionFactory.create(session__seminar=cast.seminar, title="Abertura da sessão")
    subjects = {part["id"]: part["subject"] for part in agenda(cast.seminar)}
    for subject in subjects.values():
        source = source_of(cast.seminar, subject)
        assert source and tell(Job(cast.seminar.id, source.text, "en"))
    organiser = Member(cast.seminar, cast.moderator.person, frozenset({Role.ORGANISER}))
    values = {"title": "Choque séptico", "kind": row.kind, "minutes": row.minutes}
    edit_contribution(cast.seminar, row.id, by=organiser, values=values, speakers=())
    parts = {part["id"]: part["subject"] for part in agenda(cast.seminar)}
    assert parts[row.id] != subjects[row.id] and parts[other.id] == subjects[other.id]
    assert source_of(cast.seminar, subjects[row.id]) is None
    with verify_action(cast.seminar):
        withdraw_former_titles(cast.seminar.id)
        withdraw_former_titles(cast.seminar.id)
    withdrawn = [e.fact for e in entries(cast.seminar.id) if e.kind == "text.withdrawn"]
    assert withdrawn == [TextWithdrawn(subjects[row.id])]
    assert list(Reading.objects.values_list("subject", flat=True)) == [subjects[other.id]]
    assert [text.text for text in titles(programmes([cast.seminar.id])[cast.seminar.id])] == [
        "Choque séptico",
        "Abertura da sessão",
    ]


def test_texts_of_another_seminar_are_not_found(cast: Cast) -> None:
    assert source_of(make_cast().seminar, f"question:{ask(cast)}") is None


def test_languages_that_nobody_knows_are_not_wanted(cast: Cast) -> None:
    assert not want(cast.asker, "xx")
    assert want(cast.asker, "kk"), "of the interface, though without a model"
    assert ledger_of(cast.seminar).wanted.keys() == {"en", "kk"}
