"""Decks that may be shown, and the page before the audience (`deck` "" and `page` 0 when none is)."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.slides.events import DeckAdded, DeckWithdrawn, SlideShown


@dataclass(frozen=True)
class DeckState:
    title: str
    pages: int


@dataclass(frozen=True)
class SlidesState:
    decks: dict[str, DeckState] = field(default_factory=dict)
    deck: str = ""
    page: int = 0


def fold(state: SlidesState, entry: Entry) -> SlidesState:
    match entry.fact:
        case DeckAdded(deck, title, pages):
            return replace(state, decks={**state.decks, deck: DeckState(title, pages)})
        case DeckWithdrawn(deck):
            left = {key: value for key, value in state.decks.items() if key != deck}
            if state.deck == deck:
                return SlidesState(left)
            return replace(state, decks=left)
        case SlideShown(deck, page) if deck in state.decks:
            return replace(state, deck=deck, page=page)
        case _:
            return state
