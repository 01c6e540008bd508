"""Which files can be made of a take: the recording's own, and what apps above it offer beside them.

Each kind says what there is to choose from, of what a file would be made now, and makes it. Asking, waiting,
giving out and throwing away are the same for all: see downloads and making.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from consilium.kernel.confine import Limits
from consilium.recordings.models import Take


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
    """One kind of file. `offers(take)`: what can be chosen, with its name for people, in the order shown;
    `made_of(take, chosen)`: another text when the file would be another; `make(order)`: its path.
    """

    kind: str
    ending: str
    media_type: str
    offers: Callable[[Take], list[tuple[str, str]]]
    made_of: Callable[[Take, str], str]
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
