"""The presence checks as everybody knows them."""

from dataclasses import dataclass, field, replace

from consilium.checks.events import CheckCalled, ChecksPlanned
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds


@dataclass(frozen=True)
class Check:
    """Called at `called` (milliseconds), to be answered within `seconds`."""

    id: str
    called: int
    seconds: int


@dataclass(frozen=True)
class ChecksState:
    """`tab`: pages tell whether they are visible."""

    tab: bool = False
    checks: tuple[Check, ...] = field(default_factory=tuple)


def fold(state: ChecksState, entry: Entry) -> ChecksState:
    match entry.fact:
        case ChecksPlanned(tab):
            return replace(state, tab=tab)
        case CheckCalled(id, seconds) if all(known.id != id for known in state.checks):
            called = Check(id, milliseconds(entry.at), seconds)
            return replace(state, checks=(*state.checks, called))
        case _:
            return state
