"""Decks of a seminar: for its room, for its organiser, and the state that a log folds to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.kernel.audience import Reader
from consilium.kernel.ids import is_id
from consilium.seminars.models import Contribution, Seminar
from consilium.seminars.queries import Member
from consilium.slides import rules
from consilium.slides.messages import failure
from consilium.slides.models import Deck, ShownSlide, Slide
from consilium.slides.shrinking import small
from consilium.slides.state import DeckState, SlidesState

#: Longer than any silence of a conversion that is alive (conversion.OFFICE_LIMITS.wall).
STALE_AFTER = timedelta(minutes=6)
Status = Deck.Status


def decks(seminar: Seminar) -> QuerySet[Deck]:
    """The seminar's decks that were not withdrawn, oldest first."""
    return Deck.objects.filter(seminar=seminar, withdrawn_at=None)


def unfinished_decks() -> QuerySet[Deck]:
    """What is being converted, or waits to be, in all seminars."""
    return Deck.objects.filter(status__in=(Status.QUEUED, Status.CONVERTING))


def ready_decks(seminar: Seminar) -> QuerySet[Deck]:
    return decks(seminar).filter(status=Status.READY)


def is_own(deck: Deck, person: Person) -> bool:
    """Whether the person uploaded the deck or speaks in its contribution."""
    if deck.uploaded_by_id == person.id:
        return True
    contribution = deck.contribution
    return contribution is not None and contribution.speakers.filter(pk=person.pk).exists()


def is_stale(deck: Deck, now: datetime) -> bool:
    """Whether the conversion has been silent for so long that its worker must be gone.

    A deck that waits in the queue may wait for others; it is stale only after twice the time.
    """
    silence = now - deck.touched_at
    if deck.status == Status.CONVERTING:
        return silence > STALE_AFTER
    return deck.status == Status.QUEUED and silence > 10 * STALE_AFTER


def visible_deck(member: Member, deck_id: str) -> Deck | None:
    """A deck whose pages the member may look at: ready ones, and before that those they manage."""
    deck = decks(member.seminar).filter(pk=deck_id).first() if is_id(deck_id) else None
    if deck is None or deck.status == Status.READY:
        return deck
    if deck.status == Status.PREVIEW and rules.may_manage(member.roles, own=is_own(deck, member.person)):
        return deck
    return None


def managed_deck(member: Member, deck_id: str) -> Deck | None:
    deck = decks(member.seminar).filter(pk=deck_id).first() if is_id(deck_id) else None
    if deck and rules.may_manage(member.roles, own=is_own(deck, member.person)):
        return deck
    return None


def contributions(seminar: Seminar) -> QuerySet[Contribution]:
    """What a deck may belong to, in the order of the programme."""
    return Contribution.objects.filter(session__seminar=seminar)


@dataclass(frozen=True)
class DeckLine:
    """One deck in the list of slides, with what this member may do."""

    deck: Deck
    note: str
    stale: bool
    managed: bool
    with_text: int = 0

    @property
    def busy(self) -> bool:
        return self.deck.status in (Status.QUEUED, Status.CONVERTING) and not self.stale

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        deck = self.deck
        if not deck.pages:
            return _("Waiting for its turn") if deck.status == Status.QUEUED else _("Opening the file")
        return _("%(done)d of %(pages)d") % {"done": deck.pages_done, "pages": deck.pages}


def deck_lines(member: Member, now: datetime) -> list[DeckLine]:
    """What an organiser or speaker sees: all decks for moderators, for others theirs and the ready."""
    found = decks(member.seminar).select_related("contribution", "uploaded_by")
    if not member.may_moderate:
        own = Q(uploaded_by=member.person) | Q(contribution__speakers=member.person)
        found = found.filter(own | Q(status=Status.READY)).distinct()
    return [deck_line(member, deck, now) for deck in found]


def deck_line(member: Member, deck: Deck, now: datetime) -> DeckLine:
    return DeckLine(
        deck=deck,
        note=failure(deck.error) if deck.status == Status.FAILED else "",
        stale=is_stale(deck, now),
        managed=rules.may_manage(member.roles, own=is_own(deck, member.person)),
        with_text=deck.slides.exclude(text="").count(),
    )


def slide_url(seminar_id: str, deck_id: str, number: int, *, small: bool = False) -> str:
    return reverse("slides:small" if small else "slides:image", args=[seminar_id, deck_id, number])


def small_picture(slide: Slide) -> bytes:
    """A WebP of 960 pixels. Raises FileNotFoundError when the page's own picture is gone."""
    with default_storage.open(small(slide), "rb") as file:
        data: bytes = file.read()
    return data


def slide(deck: Deck, number: int) -> Slide | None:
    return Slide.objects.filter(deck=deck, number=number).first()


def snapshot(seminar: Seminar, reader: Reader) -> SlidesState:
    """Decks and the page shown, from the rows: the same as folding the facts. Everyone may read it."""
    rows = ready_decks(seminar).values_list("id", "title", "pages")
    shown = ShownSlide.objects.filter(seminar=seminar).values_list("deck_id", "page").first()
    deck, page = shown or ("", 0)
    return SlidesState({pk: DeckState(title, pages) for pk, title, pages in rows}, deck, page)


def room_decks(member: Member) -> list[dict[str, Any]]:
    """The decks of the room as the API gives them: see api.DeckOut."""
    found = ready_decks(member.seminar).select_related("contribution").prefetch_related("slides")
    return [
        {
            "id": deck.id,
            "title": deck.title,
            "contribution": deck.contribution_id or "",
            "mine": rules.may_show(
                member.roles, own=is_own(deck, member.person), shared=deck.contribution_id is None
            ),
            "slides": [
                {
                    "number": row.number,
                    "url": slide_url(member.seminar.id, deck.id, row.number),
                    "small": slide_url(member.seminar.id, deck.id, row.number, small=True),
                    "text": row.text,
                    "width": row.width,
                    "height": row.height,
                }
                for row in deck.slides.all()
            ],
        }
        for deck in found
    ]
