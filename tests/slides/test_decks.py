"""Upload, conversion by the job queue, approval, withdrawal, showing; rows and log agree."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consilium.eventlog import actions as log
from consilium.eventlog.queries import entries, entries_for
from consilium.kernel.audience import EVERYONE
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Refused, TooMany, Unknown
from consilium.kernel.roles import Role
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.slides import actions, converting, queries, tasks
from consilium.slides.conversion import Page, office_program
from consilium.slides.events import DeckAdded, SlideShown
from consilium.slides.models import Deck, ShownSlide, Slide
from consilium.slides.state import SlidesState, fold
from consilium.translation.actions import Translated, record_translation
from consilium.translation.events import TextWithdrawn
from consilium.translation.models import Reading
from tests.slides import pdfs
from tests.slides.conftest import ready, run_jobs, upload
from tests.support.factories import ContributionFactory, SeminarFactory, SessionFactory, member

pytestmark = pytest.mark.django_db
needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def media(seminar: Seminar) -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "slides" / seminar.id
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def agree(seminar: Seminar, reader: Member) -> SlidesState:
    """The state from the rows, which must be what this reader folds from the log."""
    folded = SlidesState()
    for entry in entries_for(reader.reader, seminar.id):
        folded = fold(fold(folded, entry), entry)
    found = queries.snapshot(seminar, reader.reader)
    assert folded == found
    return found


def refused(kind: type[Refused], code: str, act: object) -> None:
    with pytest.raises(kind) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_a_pdf_becomes_a_ready_deck(seminar: Seminar, organiser: Member, attendee: Member) -> None:
    deck = upload(organiser, pdfs.pdf(["Oxygen", "Triage"]), "Oxygen in four steps.pdf")
    assert (deck.status, deck.title) == ("queued", "Oxygen in four steps")
    assert not entries(seminar.id)
    run_jobs()
    deck.refresh_from_db()
    assert (deck.status, deck.pages, deck.pages_done, deck.error) == ("ready", 2, 2, "")
    rows = list(deck.slides.values_list("number", "text", "width", "height"))
    assert rows == [(1, "Oxygen", 1920, 1080), (2, "Triage", 1920, 1080)]
    assert media(seminar) == ["1.webp", "2.webp", "original.pdf"]
    assert [entry.fact for entry in entries(seminar.id)] == [DeckAdded(deck.id, "Oxygen in four steps", 2)]
    assert agree(seminar, attendee).decks[deck.id].pages == 2
    assert not list((Path(settings.DATA_DIR) / "run" / "slides").iterdir())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html>no PDF</html>", "not_pdf"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.pdf()[:300], "broken"),
        (pdfs.pdf(size=(200_000, 200_000)), "page_size"),
    ],
    ids=["not_pdf", "encrypted", "broken", "page_size"],
)
def test_a_bad_file_fails_clearly_and_leaves_nothing(
    seminar: Seminar, organiser: Member, data: bytes, code: str
) -> None:
    deck = upload(organiser, data)
    run_jobs()
    deck.refresh_from_db()
    assert (deck.status, deck.error, deck.file.name) == ("failed", code, "")
    assert not Slide.objects.exists()
    assert not media(seminar)
    assert not entries(seminar.id)
    assert queries.deck_line(organiser, deck, timezone.now()).note
    assert upload(organiser, data).status == "queued"  # the same file may be tried again


def test_a_fault_of_ours_is_told_and_known_to_the_queue(seminar: Seminar, organiser: Member) -> None:
    deck = upload(organiser)
    (Path(settings.MEDIA_ROOT) / str(deck.file.name)).unlink()
    run_jobs()
    deck.refresh_from_db()
    assert (deck.status, deck.error) == ("failed", "internal")
    assert DBTaskResult.objects.get(task_path=tasks.convert_deck.module_path).status == "FAILED"


def test_converting_twice_changes_nothing(seminar: Seminar, organiser: Member, deck: Deck) -> None:
    before = media(seminar)
    converting.convert_deck(deck.id)
    converting.convert_deck("unknown")
    assert media(seminar) == before
    assert len(entries(seminar.id)) == 1


def test_a_killed_conversion_begins_again(seminar: Seminar, organiser: Member) -> None:
    deck = upload(organiser, pdfs.pdf(["a", "b"]))
    DBTaskResult.objects.update(status="RUNNING")  # its worker took the job and was killed
    half = Path(settings.MEDIA_ROOT) / actions.folder_of(deck) / "1.webp"
    half.write_bytes(b"half")
    Deck.objects.filter(pk=deck.pk).update(status="converting", pages=2, pages_done=1)
    enqueue = converting.convert_deck
    assert actions.resume_conversions(enqueue) == 0
    refused(Conflict, "not_stale", lambda: actions.convert_again(deck.id, by=organiser, start=enqueue))
    Deck.objects.filter(pk=deck.pk).update(touched_at=timezone.now() - queries.STALE_AFTER * 1.1)
    started: list[str] = []
    actions.convert_again(deck.id, by=organiser, start=started.append)
    assert started == [deck.id]
    converting.convert_deck(deck.id)
    deck.refresh_from_db()
    assert (deck.status, deck.pages) == ("ready", 2)
    assert media(seminar) == ["1.webp", "2.webp", "original.pdf"]
    assert half.read_bytes() != b"half"


def test_the_watch_resumes_lost_conversions(organiser: Member) -> None:
    deck = upload(organiser)
    DBTaskResult.objects.filter(task_path=tasks.convert_deck.module_path).update(status="RUNNING")
    Deck.objects.filter(pk=deck.pk).update(
        status="converting", touched_at=timezone.now() - timedelta(hours=1)
    )
    watches = DBTaskResult.objects.filter(task_path=tasks.watch.module_path, status="READY")
    assert watches.count() == 1
    watches.update(run_after=timezone.now())  # its time has come
    run_jobs()
    deck.refresh_from_db()
    assert deck.status == "ready"
    assert watches.count() == 1
    watches.update(run_after=timezone.now())
    run_jobs()
    assert watches.count() == 0  # nothing is left to be watched


def test_withdrawn_while_converting_leaves_nothing(seminar: Seminar, organiser: Member) -> None:
    deck = upload(organiser, pdfs.pdf(["a"]))
    folder = Path(settings.DATA_DIR) / "pages"
    folder.mkdir()
    (folder / "1.webp").write_bytes(b"picture")
    begun = converting.begin(deck.id)
    assert begun is not None
    actions.delete_folder(actions.folder_of(deck))
    Deck.objects.filter(pk=deck.pk).delete()
    converting.finish(begun, [Page(1, 1920, 1080, "a")], folder)
    assert not media(seminar)
    assert not Slide.objects.exists()


@needs_office
def test_a_presentation_waits_for_approval(seminar: Seminar, presenter: Member, attendee: Member) -> None:
    deck = upload(presenter, pdfs.odp("Oxygen"), "Oxygen.odp")
    refused(Conflict, "not_converted", lambda: actions.approve_deck(deck.id, by=presenter))
    run_jobs()
    deck.refresh_from_db()
    assert deck.status == "preview"
    assert not entries(seminar.id)
    assert queries.visible_deck(attendee, deck.id) is None
    assert queries.visible_deck(presenter, deck.id) == deck
    refused(NotAllowed, "may_not_manage", lambda: actions.approve_deck(deck.id, by=attendee))
    refused(Unknown, "deck", lambda: actions.show_slide(deck.id, 1, by=presenter))
    actions.approve_deck(deck.id, by=presenter)
    actions.approve_deck(deck.id, by=presenter)
    assert len(entries(seminar.id)) == 1
    assert deck.id in agree(seminar, attendee).decks


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("slides.exe", b"x", "kind"),
        ("slides", b"x", "kind"),
        ("../../etc/passwd", b"x", "kind"),
        ("slides.pdf", b"", "empty"),
        ("slides.ppt", b"x", "kind"),
    ],
)
def test_wrong_files_are_refused_at_the_door(
    seminar: Seminar, organiser: Member, name: str, data: bytes, code: str
) -> None:
    refused(Invalid, code, lambda: upload(organiser, data, name))
    assert not media(seminar)
    assert not Deck.objects.exists()


def test_the_same_file_twice_is_not_converted_twice(seminar: Seminar, organiser: Member, deck: Deck) -> None:
    data = pdfs.pdf(["Oxygen", "Triage", "Referral"])
    refused(Conflict, "duplicate", lambda: upload(organiser, data, "other name.pdf"))
    assert Deck.objects.count() == 1
    other = member(SeminarFactory.create(), Role.ORGANISER)
    assert upload(other, data).status == "queued"  # another seminar has its own


def test_who_may_upload(seminar: Seminar, attendee: Member) -> None:
    refused(NotAllowed, "may_not_upload", lambda: upload(attendee))
    for role in (Role.INTERPRETER, Role.CAPTIONER, Role.TECHNICIAN):
        someone = member(seminar, role)
        refused(NotAllowed, "may_not_upload", lambda someone=someone: upload(someone))
    seminar.status = Seminar.Status.ENDED
    refused(Conflict, "ended", lambda: upload(member(seminar, Role.ORGANISER)))


def test_there_is_an_end_of_decks(seminar: Seminar, organiser: Member) -> None:
    Deck.objects.bulk_create(
        Deck(seminar=seminar, title="x", name="x.pdf", sha256=str(n)) for n in range(actions.MOST_DECKS)
    )
    refused(TooMany, "decks", lambda: upload(organiser))


def test_a_contribution_of_another_seminar_is_refused(organiser: Member) -> None:
    elsewhere = ContributionFactory.create()
    refused(Invalid, "contribution", lambda: upload(organiser, contribution=elsewhere))


def test_pages_are_shown_from_the_log(
    seminar: Seminar, presenter: Member, attendee: Member, deck: Deck
) -> None:
    for page in (1, 2, 2, 3):
        actions.show_slide(deck.id, page, by=presenter)
    shown = [entry.fact for entry in entries(seminar.id) if isinstance(entry.fact, SlideShown)]
    assert shown == [SlideShown(deck.id, 1), SlideShown(deck.id, 2), SlideShown(deck.id, 3)]
    assert all(entry.audience == EVERYONE for entry in entries(seminar.id))
    state = agree(seminar, attendee)
    assert (state.deck, state.page) == (deck.id, 3)


def test_what_cannot_be_shown(seminar: Seminar, presenter: Member, attendee: Member, deck: Deck) -> None:
    refused(NotAllowed, "may_not_show", lambda: actions.show_slide(deck.id, 1, by=attendee))
    for page in (0, -1, 4, 10**9):
        refused(Invalid, "page", lambda page=page: actions.show_slide(deck.id, page, by=presenter))
    for unknown in ("", "x" * 26, "0" * 26, "../1"):
        refused(Unknown, "deck", lambda unknown=unknown: actions.show_slide(unknown, 1, by=presenter))
    stranger = member(SeminarFactory.create(status=Seminar.Status.LIVE), Role.PRESENTER)
    refused(Unknown, "deck", lambda: actions.show_slide(deck.id, 1, by=stranger))
    for status in (Seminar.Status.DRAFT, Seminar.Status.ENDED):
        Seminar.objects.filter(pk=seminar.pk).update(status=status)
        refused(Conflict, "not_open", lambda: actions.show_slide(deck.id, 1, by=presenter))
    assert not ShownSlide.objects.exists()


def test_a_talks_slides_are_its_speakers(seminar: Seminar, organiser: Member, presenter: Member) -> None:
    talk = ContributionFactory.create(session=SessionFactory.create(seminar=seminar))
    deck = ready(organiser, ["Talk"], contribution=talk)
    refused(NotAllowed, "may_not_show", lambda: actions.show_slide(deck.id, 1, by=presenter))
    refused(NotAllowed, "may_not_manage", lambda: actions.withdraw_deck(deck.id, by=presenter))
    talk.speakers.add(presenter.person)
    actions.show_slide(deck.id, 1, by=presenter)
    actions.withdraw_deck(deck.id, by=presenter)


def test_translations_go_with_the_deck(seminar: Seminar, organiser: Member, deck: Deck) -> None:
    subjects = [f"deck:{deck.id}", f"slide:{deck.id}/1", f"slide:{deck.id}/3"]
    for subject in (*subjects, "slide:other/1"):
        record_translation(seminar, subject, "pt", Translated("Oxigénio", "firefox"), EVERYONE)
    actions.withdraw_deck(deck.id, by=organiser)
    assert [e.fact.subject for e in entries(seminar.id) if isinstance(e.fact, TextWithdrawn)] == subjects
    assert [row.subject for row in Reading.objects.all()] == ["slide:other/1"]


def test_a_withdrawn_deck_is_gone(
    seminar: Seminar,
    organiser: Member,
    attendee: Member,
    deck: Deck,
    django_capture_on_commit_callbacks: object,
) -> None:
    actions.show_slide(deck.id, 2, by=organiser)
    refused(NotAllowed, "may_not_manage", lambda: actions.withdraw_deck(deck.id, by=attendee))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.withdraw_deck(deck.id, by=organiser)
        actions.withdraw_deck(deck.id, by=organiser)
    assert agree(seminar, attendee) == SlidesState()
    assert len(entries(seminar.id)) == 3
    assert not media(seminar)
    assert queries.visible_deck(organiser, deck.id) is None
    refused(Unknown, "deck", lambda: actions.show_slide(deck.id, 1, by=organiser))
    again = ready(organiser, ["Oxygen", "Triage", "Referral"])  # the same file may come back
    assert agree(seminar, attendee).decks.keys() == {again.id}


def test_a_deck_that_never_was_shown_is_removed_wholly(
    seminar: Seminar, organiser: Member, django_capture_on_commit_callbacks: object
) -> None:
    deck = upload(organiser)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.withdraw_deck(deck.id, by=organiser)
    assert not Deck.objects.exists()
    assert not media(seminar)
    run_jobs()  # its job finds nothing to do
    assert not entries(seminar.id)


def test_a_page_shown_of_an_unknown_deck_is_ignored(seminar: Seminar, attendee: Member) -> None:
    with transaction.atomic():
        log.append(seminar.id, SlideShown("gone", 3), audience=EVERYONE)
    assert agree(seminar, attendee) == SlidesState()
