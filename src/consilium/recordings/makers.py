"""Which files can be made of a take: the recording's own, and what apps above it offer beside them.

Each kind says what there is to choose from, of what a file would be made now, and makes it. Asking, waiting,
giving out and throwing away are the same for all: see downloads and making.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from consilium.kernel.confine import Limits
from consilium.kernel.facts import Json
from consilium.recordings import queries
from consilium.recordings.models import Take
from consilium.recordings.playlists import Part

T = TypeVar("T")


class Stock:
    """What there is of a take at one moment. Whatever several files are made of is read once."""

    def __init__(self, take: Take) -> None:
        self.take = take
        self._read: dict[str, object] = {}

    def once(self, what: str, read: Callable[[], T]) -> T:
        """What `read` returns, called at the first time that `what` is asked for."""
        if what not in self._read:
            self._read[what] = read()
        return cast(T, self._read[what])

    def parts(self, rendition: str) -> list[Part]:
        return self.once(f"parts {rendition}", lambda: queries.parts(self.take, rendition))

    def names(self, *renditions: str) -> str:
        """Of the segments that are shown, as one text."""
        return " ".join(part.name for rendition in renditions for part in self.parts(rendition))

    def has(self, rendition: str) -> bool:
        """Whether anything of it is shown."""
        return rendition in self.once("has", lambda: queries.with_parts(self.take))

    @property
    def sounds(self) -> list[Json]:
        return self.once("sounds", lambda: queries.sounds(self.take))

    @property
    def leading(self) -> str:
        return self.once("leading", lambda: queries.leading(self.take))


@dataclass(frozen=True)
class Order:
    """A file that is to be made in `folder`.

    `told(share)`: how much of it is done, from 0 to 1. `sound(name)`: a sound of the take as an Ogg file in
    the folder, of 24 kbit/s; raises what a maker may raise, see making.make.
    """

    take: Take
    rendition: str
    folder: Path
    limits: Limits
    told: Callable[[float], None]
    sound: Callable[[str], Path]


@dataclass(frozen=True)
class Maker:
    """One kind of file. `offers(stock)`: what can be chosen, with its name for people, in the order shown;
    `made_of(stock, chosen)`: another text when the file would be another; `make(order)`: its path.
    """

    kind: str
    ending: str
    media_type: str
    offers: Callable[[Stock], list[tuple[str, str]]]
    made_of: Callable[[Stock, str], str]
    make: Callable[[Order], Path]


_known: dict[str, Maker] = {}


def offer_files(maker: Maker) -> None:
    """Offer files of this kind from now on; called once, when the apps are ready."""
    _known[maker.kind] = maker


def of(kind: str) -> Maker | None:
    return _known.get(kind)


def every() -> list[Maker]:
    """In the order in which they were made known."""
    return list(_known.values())
