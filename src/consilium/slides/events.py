"""Facts about decks of slides and the page that is shown."""

from consilium.kernel.facts import fact


@fact
class DeckAdded:
    """A converted deck may be shown. `pages` >= 1."""

    deck: str
    title: str
    pages: int


@fact
class DeckWithdrawn:
    deck: str


@fact
class SlideShown:
    """Page `page` (from 1) of a deck is before the audience."""

    deck: str
    page: int
