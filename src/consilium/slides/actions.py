"""What changes decks and the page shown. The conversion itself is in `converting`."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.eventlog import actions as log
from consilium.kernel.audience import EVERYONE
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.seminars.models import Contribution, Seminar
from consilium.seminars.queries import Member
from consilium.slides import rules
from consilium.slides.conversion import OFFICE, PDF, office_program
from consilium.slides.events import DeckAdded, DeckWithdrawn, SlideShown
from consilium.slides.messages import failure
from consilium.slides.models import Deck, ShownSlide
from consilium.slides.queries import decks, is_own, is_stale, unfinished_decks
from consilium.translation.actions import withdraw, withdraw_parts

LARGEST = 100 * 1024 * 1024
MOST_DECKS = 60
_OPEN = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE)
Status = Deck.Status


def upload_deck(
    *,
    by: Member,
    file: "UploadedFile[Any]",
    title: str = "",
    contribution: Contribution | None = None,
    start: Callable[[str], object],
) -> Deck:
    """Keep a file and queue its conversion.

    `start(deck id)` is called inside the transaction: tasks.start writes its job with the row.
    Raises NotAllowed, Invalid, TooMany, or Conflict ("duplicate", "ended").
    """
    _require_uploader(by, contribution)
    name = PurePath((file.name or "").replace("\\", "/")).name
    suffix = _suffix(name, file)
    digest = _digest(file)
    _refuse_twice(by.seminar, digest)
    deck = Deck(
        id=new_id(),
        seminar=by.seminar,
        contribution=contribution,
        title=(title.strip() or PurePath(name).stem)[:200],
        name=name[-200:],
        sha256=digest,
        uploaded_by=by.person,
    )
    stored = default_storage.save(f"{folder_of(deck)}/original{suffix}", file)
    deck.file.name = stored
    try:
        with transaction.atomic():
            deck.save(force_insert=True)
            start(deck.id)
    except BaseException as error:
        default_storage.delete(stored)
        if isinstance(error, IntegrityError):  # the same file at the same moment
            _refuse_twice(by.seminar, digest)
        raise
    return deck


def convert_again(deck_id: str, *, by: Member, start: Callable[[str], object]) -> Deck:
    """Queue a conversion anew whose worker was lost."""
    with transaction.atomic():
        deck = _managed(deck_id, by)
        if not is_stale(deck, timezone.now()):
            raise Conflict("not_stale", _("The conversion is still running."))
        _restart(deck, start)
    return deck


def resume_conversions(start: Callable[[str], object]) -> int:
    """Queue anew every conversion whose worker was lost, and return how many."""
    now = timezone.now()
    with transaction.atomic():
        lost = [deck for deck in unfinished_decks().select_for_update() if is_stale(deck, now)]
        for deck in lost:
            _restart(deck, start)
    return len(lost)


def approve_deck(deck_id: str, *, by: Member) -> Deck:
    """Let a converted presentation into the room after a look at its pages. Twice changes nothing."""
    with transaction.atomic():
        deck = _managed(deck_id, by)
        if deck.status == Status.READY:
            return deck
        if deck.status != Status.PREVIEW:
            raise Conflict("not_converted", _("The slides are not converted yet."))
        deck.status = Status.READY
        deck.save(update_fields=["status"])
        announce(deck, actor=by.person.id)
    return deck


def announce(deck: Deck, *, actor: str) -> None:
    """Append that the deck may be shown; in the transaction that makes it ready."""
    log.append(
        deck.seminar_id,
        DeckAdded(deck.id, deck.title, deck.pages),
        audience=EVERYONE,
        actor=actor,
        key=f"deck.added:{deck.id}",
    )


def withdraw_deck(deck_id: str, *, by: Member) -> None:
    """Take a deck out of the room and delete its files, in whatever state it is. Twice changes nothing."""
    with transaction.atomic():
        deck = decks(by.seminar).select_for_update().filter(pk=deck_id).first()
        if deck is None:
            if Deck.objects.filter(seminar=by.seminar, pk=deck_id).exists() and rules.may_upload(by.roles):
                return
            raise _unknown()
        _require_manager(deck, by)
        folder = folder_of(deck)
        if deck.status == Status.READY:
            ShownSlide.objects.filter(seminar=by.seminar, deck=deck).delete()
            deck.slides.all().delete()
            deck.file, deck.withdrawn_at = "", timezone.now()
            deck.save(update_fields=["file", "withdrawn_at"])
            log.append(by.seminar.id, DeckWithdrawn(deck.id), audience=EVERYONE, actor=by.person.id)
            withdraw(by.seminar, f"deck:{deck.id}")
            withdraw_parts(by.seminar, f"slide:{deck.id}")
        else:
            deck.delete()
        transaction.on_commit(lambda: delete_folder(folder))


def show_slide(deck_id: str, page: int, *, by: Member) -> None:
    """Put a page (from 1) before the audience. Showing what is shown already changes nothing.

    Raises Unknown, NotAllowed, Invalid ("page") or Conflict ("not_open").
    """
    with transaction.atomic():
        seminar = Seminar.objects.select_for_update().get(pk=by.seminar.pk)  # one page turn at a time
        deck = decks(by.seminar).filter(pk=deck_id, status=Status.READY).first() if is_id(deck_id) else None
        if deck is None:
            raise _unknown()
        shared = deck.contribution_id is None
        if not rules.may_show(by.roles, own=is_own(deck, by.person), shared=shared):
            raise NotAllowed(
                "may_not_show", _("Only the speakers of this talk and the moderators may show it.")
            )
        if seminar.status not in _OPEN:
            raise Conflict("not_open", _("The room is not open."))
        if not 1 <= page <= deck.pages:
            raise Invalid("page", _("There is no such page."))
        shown = ShownSlide.objects.filter(seminar=seminar).first()
        if shown and (shown.deck_id, shown.page) == (deck.id, page):
            return
        ShownSlide.objects.update_or_create(seminar=seminar, defaults={"deck": deck, "page": page})
        log.append(by.seminar.id, SlideShown(deck.id, page), audience=EVERYONE, actor=by.person.id)


def folder_of(deck: Deck) -> str:
    """Where the deck's files are, below MEDIA_ROOT."""
    return f"slides/{deck.seminar_id}/{deck.id}"


def delete_folder(folder: str, *, keep: str = "") -> None:
    """Delete a folder's files except `keep` (a full storage name); a missing one is fine."""
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if f"{folder}/{name}" != keep:
            default_storage.delete(f"{folder}/{name}")
    if not keep:
        default_storage.delete(folder)


def _restart(deck: Deck, start: Callable[[str], object]) -> None:
    deck.status, deck.touched_at = Status.QUEUED, timezone.now()
    deck.save(update_fields=["status", "touched_at"])
    start(deck.id)


def _managed(deck_id: str, by: Member) -> Deck:
    """The deck, locked, for someone who may manage it."""
    deck = decks(by.seminar).select_for_update().filter(pk=deck_id).first()
    if deck is None:
        raise _unknown()
    _require_manager(deck, by)
    return deck


def _require_manager(deck: Deck, by: Member) -> None:
    if not rules.may_manage(by.roles, own=is_own(deck, by.person)):
        raise NotAllowed("may_not_manage", _("Only who uploaded the slides and the moderators may do this."))


def _unknown() -> Unknown:
    return Unknown("deck", _("There are no such slides."))


def _require_uploader(by: Member, contribution: Contribution | None) -> None:
    if not rules.may_upload(by.roles):
        raise NotAllowed("may_not_upload", _("Only organisers and speakers may upload slides."))
    if by.seminar.status == Seminar.Status.ENDED:
        raise Conflict("ended", _("The seminar has ended."))
    if decks(by.seminar).count() >= MOST_DECKS:
        raise TooMany("decks", _("The seminar has very many files already. Withdraw some first."))
    if contribution and contribution.session.seminar_id != by.seminar.id:
        raise Invalid("contribution", _("There is no such contribution in this seminar."))


def _suffix(name: str, file: "UploadedFile[Any]") -> str:
    """The file's kind by its name, or Invalid; what is inside is judged by the conversion."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in (PDF, *OFFICE):
        raise Invalid("kind", _("Upload a PDF, PowerPoint (.pptx) or OpenDocument (.odp) file."))
    if suffix in OFFICE and office_program() is None:
        raise Invalid("no_office", failure("no_office"))
    if not file.size:
        raise Invalid("empty", _("The file is empty."))
    if file.size > LARGEST:
        raise Invalid(
            "too_large", _("The file is larger than 100 MB. Shrink its pictures and upload it again.")
        )
    return suffix


def _digest(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _refuse_twice(seminar: Seminar, digest: str) -> None:
    if decks(seminar).filter(sha256=digest).exclude(status=Status.FAILED).exists():
        raise Conflict("duplicate", _("This file has been uploaded already; it is in the list."))
