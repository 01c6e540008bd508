"""The recording as everybody knows it."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.recordings.events import RecordingCut, RecordingReported, RecordingStarted, RecordingStopped


@dataclass(frozen=True)
class Take:
    """One run. `status` is "waiting", "on", "broken" or "over"; moments in milliseconds, 0 for not yet.

    `hidden`: the stretches that are not shown, [from, to], in their order.
    """

    id: str
    status: str
    started: int
    stopped: int = 0
    hidden: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class RecordingsState:
    takes: tuple[Take, ...] = field(default_factory=tuple)


def open_take(state: RecordingsState) -> Take | None:
    """The take that is going on."""
    return next((take for take in state.takes if take.status != "over"), None)


def fold(state: RecordingsState, entry: Entry) -> RecordingsState:
    match entry.fact:
        case RecordingStarted(take) if all(known.id != take for known in state.takes):
            return RecordingsState((*state.takes, Take(take, "waiting", milliseconds(entry.at))))
        case RecordingReported(take, status):
            return _change(state, take, status=status)
        case RecordingStopped(take):
            return _change(state, take, status="over", stopped=milliseconds(entry.at))
        case RecordingCut(take, hidden):
            return RecordingsState(
                tuple(replace(known, hidden=hidden) if known.id == take else known for known in state.takes)
            )
        case _:
            return state


def _change(state: RecordingsState, id: str, *, status: str, stopped: int = 0) -> RecordingsState:
    """Nothing changes a take that is over."""
    return RecordingsState(
        tuple(
            replace(take, status=status, stopped=stopped) if take.id == id and take.status != "over" else take
            for take in state.takes
        )
    )
