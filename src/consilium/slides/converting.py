"""One conversion from queue to ready or failed. Run by tasks.convert_deck; may be killed and run again."""

import contextlib
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from consilium.kernel.confine import Limits
from consilium.slides import actions, conversion
from consilium.slides.convert import Failed
from consilium.slides.models import Deck, Slide

log = logging.getLogger(__name__)
Status = Deck.Status
_TOLD_EVERY = 0.5  # seconds between two writes of progress


def convert_deck(deck_id: str, *, limits: Limits = conversion.LIMITS) -> None:
    """Convert a queued deck: it ends ready, to be approved, or failed without files."""
    deck = begin(deck_id)
    if deck is None:
        return
    try:
        with _work_folder(deck) as folder:
            source = _fetch(deck, folder)
            made = folder / "pages"
            made.mkdir()
            if source.suffix in conversion.OFFICE:
                source = conversion.office_to_pdf(source, folder)
            pages = conversion.pdf_to_pages(source, made, told=_Progress(deck.id), limits=limits)
            finish(deck, pages, made)
    except Failed as failed:
        _fail(deck, failed.code)
    except Exception:
        _fail(deck, "internal")
        raise


def begin(deck_id: str) -> Deck | None:
    """Mark the deck as converting; None when there is nothing to convert any more."""
    with transaction.atomic():
        deck = Deck.objects.select_for_update().filter(pk=deck_id).first()
        if deck is None or deck.status not in (Status.QUEUED, Status.CONVERTING):
            return None
        deck.status, deck.pages, deck.pages_done, deck.touched_at = Status.CONVERTING, 0, 0, timezone.now()
        deck.save(update_fields=["status", "pages", "pages_done", "touched_at"])
    actions.delete_folder(actions.folder_of(deck), keep=str(deck.file.name))  # what a killed run left
    return deck


@contextlib.contextmanager
def _work_folder(deck: Deck) -> Iterator[Path]:
    """A folder of this conversion alone, gone afterwards; what a killed run left in it goes first."""
    folder = Path(settings.DATA_DIR) / "run" / "slides" / deck.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetch(deck: Deck, folder: Path) -> Path:
    """The original in the work folder, under a name of ours."""
    source = folder / f"deck{PurePath(str(deck.file.name)).suffix}"
    with deck.file.open("rb") as stored, source.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    return source


class _Progress:
    """Writes how far a conversion is, at most twice a second."""

    def __init__(self, deck_id: str) -> None:
        self.deck_id = deck_id
        self.told_at = 0.0

    def __call__(self, done: int, pages: int) -> None:
        now = time.monotonic()
        if done < pages and now - self.told_at < _TOLD_EVERY:
            return
        self.told_at = now
        Deck.objects.filter(pk=self.deck_id, status=Status.CONVERTING).update(
            pages=pages, pages_done=done, touched_at=timezone.now()
        )


def finish(deck: Deck, pages: list[conversion.Page], made: Path) -> None:
    """Store the pictures, then write the rows and the fact at once."""
    folder = actions.folder_of(deck)
    rows = [
        Slide(
            deck=deck,
            number=page.number,
            image=_store(f"{folder}/{page.number}.webp", made / f"{page.number}.webp"),
            text=page.text,
            width=page.width,
            height=page.height,
        )
        for page in pages
    ]
    with transaction.atomic():
        current = Deck.objects.select_for_update().filter(pk=deck.pk).first()
        if current is not None and current.status == Status.CONVERTING:
            _save(current, rows)
            return
    for row in rows:  # withdrawn meanwhile, or done by another worker
        default_storage.delete(str(row.image.name))
    if current is None:
        actions.delete_folder(folder)


def _save(deck: Deck, rows: list[Slide]) -> None:
    is_pdf = str(deck.file.name).endswith(conversion.PDF)
    deck.status = Status.READY if is_pdf else Status.PREVIEW
    deck.pages = deck.pages_done = len(rows)
    deck.touched_at = timezone.now()
    deck.save(update_fields=["status", "pages", "pages_done", "touched_at"])
    Slide.objects.bulk_create(rows)
    if is_pdf:
        actions.announce(deck, actor=deck.uploaded_by_id or "")


def _store(name: str, path: Path) -> str:
    with path.open("rb") as file:
        return default_storage.save(name, File(file))


def _fail(deck: Deck, code: str) -> None:
    """Say why, and leave nothing else behind."""
    log.info("slides: deck %s failed: %s", deck.id, code)
    with transaction.atomic():
        changed = Deck.objects.filter(pk=deck.pk, status=Status.CONVERTING).update(
            status=Status.FAILED, error=code, file="", touched_at=timezone.now()
        )
    if changed or not Deck.objects.filter(pk=deck.pk).exists():
        actions.delete_folder(actions.folder_of(deck))
