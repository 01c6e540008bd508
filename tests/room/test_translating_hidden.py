"""What is hidden is translated no more, by nobody, and what was made of it goes when it is redacted."""

from collections.abc import Callable

import pytest

from consilium.archive import actions as archive
from consilium.archive.blocks import index
from consilium.archive.models import Edit
from consilium.chat.actions import post_message
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import entries, entries_for, last_seq
from consilium.kernel.audience import EVERYONE, Reader
from consilium.kernel.refusals import Unknown
from consilium.questions.actions import accept, write_answer
from consilium.questions.models import Question
from consilium.questions.queries import readings
from consilium.room.actions import close_room
from consilium.room.state import RoomState, fold
from consilium.room.translating.actions import correct, recognise, tell, want
from consilium.room.translating.ledger import Ledger
from consilium.search.sources import sources
from consilium.seminars.models import Seminar
from consilium.translation.actions import Translated, record_translation
from consilium.translation.models import Cached, Reading
from consilium.translation.queries import human, recognised, snapshot
from tests.archive.test_archive import get
from tests.room.test_translating import ask, cast, jobs, ledger_of, packaged, speaks, told, work
from tests.support.cast import Cast
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db
__all__ = ["cast", "packaged"]
Write = Callable[[Cast], str]
NAMED = "O doente João da Silva recebeu cinco litros de oxigénio."


def question(cast: Cast) -> str:
    return f"question:{ask(cast, NAMED)}"


def answer(cast: Cast) -> str:
    asked = ask(cast, "Which dose?")
    return f"answer:{write_answer(speaks(cast.moderator, 'pt'), asked, key='answer-01', text=NAMED).id}"


def message(cast: Cast) -> str:
    """Hidden with all words of who wrote it: a message has no edit of its own."""
    return f"message:{post_message(cast.asker, key='message-1', text=NAMED).id}"


WRITTEN = pytest.mark.parametrize("write", [question, answer, message])


def hide(cast: Cast, subject: str, key: str = "edit-0001", *, redact: bool = False) -> Edit:
    named = f"person:{cast.asker.person.id}" if subject.startswith("message:") else subject
    reason = "It names a patient."
    return archive.withhold(cast.moderator, key=key, subject=named, reason=reason, redact=redact)


def follow(ledger: Ledger, seminar: Seminar) -> Ledger:
    """What a translator that has run all the while knows."""
    for entry in entries(seminar.id, after=ledger.seq):
        ledger.fold(entry)
    return ledger


def must_be_nowhere(cast: Cast) -> None:
    log = str(list(LogEntry.objects.filter(stream=cast.seminar.id).values_list("data", flat=True)))
    assert "Silva" not in log + str(index(cast.seminar, "en"))
    assert "Silva" not in get(cast.other, cast.seminar, "/entries").content.decode()
    assert not Reading.objects.filter(text__contains="Silva").exists()
    assert not Cached.objects.exists()


@WRITTEN
def test_hidden_before_anyone_read_another_language(cast: Cast, write: Write) -> None:
    before = ledger_of(cast.seminar)
    subject = write(cast)
    follow(before, cast.seminar)
    hide(cast, subject)
    want(cast.other, "uk")
    for ledger in (follow(before, cast.seminar), ledger_of(cast.seminar)):
        assert subject not in [job.text.subject for job in ledger.jobs()]
    must_be_nowhere(cast)


@WRITTEN
@pytest.mark.parametrize("ended", [False, True])
def test_hidden_while_an_engine_is_at_work(cast: Cast, write: Write, ended: bool) -> None:
    subject = write(cast)
    [job] = [job for job in jobs(cast.seminar) if job.text.subject == subject]
    if ended:
        close_room(cast.seminar, by=cast.moderator)
        cast.seminar.refresh_from_db()
    with verify_action(cast.seminar):
        hide(cast, subject)
        assert not tell(job)
    must_be_nowhere(cast)


@WRITTEN
def test_nobody_publishes_it_anew_as_a_correction(cast: Cast, write: Write) -> None:
    subject = write(cast)
    hide(cast, subject)
    for member in (cast.asker, cast.moderator):
        with pytest.raises(Unknown):
            correct(member, subject, language="en", text="The patient João da Silva")
        with pytest.raises(Unknown):
            recognise(member, subject, language="es")
    must_be_nowhere(cast)


def test_an_answer_goes_with_its_question(cast: Cast) -> None:
    subject = answer(cast)
    [job] = [job for job in jobs(cast.seminar) if job.text.subject == subject]
    hide(cast, f"question:{Question.objects.get().id}")
    assert not tell(job)
    must_be_nowhere(cast)


@WRITTEN
def test_what_was_told_of_it_since_is_redacted_too(cast: Cast, write: Write) -> None:
    """As it may lie in the database of a server that translated hidden words."""
    subject = write(cast)
    hide(cast, subject)
    record_translation(cast.seminar, subject, "en", Translated(NAMED, "fake"), EVERYONE)
    with verify_action(cast.seminar):
        hide(cast, subject, "edit-0002", redact=True)
    must_be_nowhere(cast)


@WRITTEN
def test_shown_again_it_is_translated(cast: Cast, write: Write) -> None:
    """By a translator that has run all the while, by one that began meanwhile, and by one that begins now."""
    before = ledger_of(cast.seminar)
    subject = write(cast)
    follow(before, cast.seminar)
    edit = hide(cast, subject)
    meanwhile = ledger_of(cast.seminar)
    archive.restore(cast.moderator, edit.id)
    for ledger in (follow(before, cast.seminar), follow(meanwhile, cast.seminar), ledger_of(cast.seminar)):
        assert [job.text.language for job in ledger.jobs() if job.text.subject == subject] == ["pt"]
    work(cast.seminar)
    assert subject in [entry.data["subject"] for entry in told(cast.seminar)]


def pages(cast: Cast, subject: str) -> list[str]:
    """What a page that reads English shows of it in the end, from the log."""
    state = RoomState()
    for entry in entries_for(Reader("someone", language="en"), cast.seminar.id):
        state = fold(state, entry)
    return [reading.text for reading in state.translation.readings.get(subject, {}).values()]


@WRITTEN
@pytest.mark.parametrize("ended", [False, True])
def test_shown_again_it_has_its_translations(cast: Cast, write: Write, ended: bool) -> None:
    """Those that people wrote too; nobody reads them meanwhile, and they stand where they stood."""
    subject, mine = write(cast), "Senhor Silva was given five litres."
    work(cast.seminar)
    recognise(cast.moderator, subject, language="pt-br")
    work(cast.seminar)
    correct(cast.moderator, subject, language="en", text=mine)
    seq = last_seq(cast.seminar.id)
    if ended:
        close_room(cast.seminar, by=cast.moderator)
        cast.seminar.refresh_from_db()
    with verify_action(cast.seminar):
        edit = hide(cast, subject)
    must_be_told_to_nobody(cast, subject)
    with verify_action(cast.seminar):
        archive.restore(cast.moderator, edit.id)
    assert pages(cast, subject) == [mine] == [told(cast.seminar)[-1].data["text"]]
    assert [entry.data["text"] for entry in told(cast.seminar) if entry.seq <= seq][-1] == mine
    assert recognised(cast.seminar, subject) == "pt-br" and not work(cast.seminar)
    assert mine in get(cast.other, cast.seminar, "/entries").content.decode()
    with verify_action(cast.seminar):
        hide(cast, subject, "edit-0002")
        hide(cast, subject, "edit-0003", redact=True)
    must_be_nowhere(cast)


def must_be_told_to_nobody(cast: Cast, subject: str) -> None:
    log = str(list(LogEntry.objects.filter(stream=cast.seminar.id).values_list("data", flat=True)))
    assert "Silva" not in log + str(index(cast.seminar, "en"))
    assert pages(cast, subject) == [] and readings([subject], "en") == {}
    assert subject not in snapshot(cast.seminar, Reader("staff", staff=True)).readings
    assert not human(cast.seminar, subject) and not recognised(cast.seminar, subject)
    assert sources([cast.seminar.id], [subject]) == [] and not Cached.objects.exists()


def test_a_hidden_question_that_is_released_tells_no_translation(cast: Cast) -> None:
    cast.seminar.hold_questions = True
    cast.seminar.save()
    subject = question(cast)
    work(cast.seminar)
    recognise(cast.moderator, subject, language="pt-br")
    work(cast.seminar)
    edit = hide(cast, subject)
    with verify_action(cast.seminar):
        accept(cast.moderator, subject.partition(":")[2])
    must_be_told_to_nobody(cast, subject)
    with verify_action(cast.seminar):
        archive.restore(cast.moderator, edit.id)
    assert len(pages(cast, subject)) == 1 and told(cast.seminar)[-1].audience == EVERYONE
