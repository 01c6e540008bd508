"""The presence checks as everybody knows them."""

from dataclasses import dataclass, field

from consilium.checks.events import CheckCalled
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
    checks: tuple[Check, ...] = field(default_factory=tuple)


def fold(state: ChecksState, entry: Entry) -> ChecksState:
    match entry.fact:
        case CheckCalled(id, seconds) if all(known.id != id for known in state.checks):
            return ChecksState((*state.checks, Check(id, milliseconds(entry.at), seconds)))
        case _:
            return state
