"""The agenda as it runs. Times are milliseconds (kernel.timecode)."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.seminars.events import ContributionExtended, ContributionStarted, SeminarEnded, SeminarStarted


@dataclass(frozen=True)
class Part:
    """A contribution that has begun, or that was given more minutes before it began (`started_at` 0)."""

    started_at: int = 0
    extra_minutes: int = 0


@dataclass(frozen=True)
class SeminarState:
    status: str = "published"
    started_at: int = 0
    ended_at: int = 0
    running: str = ""
    parts: dict[str, Part] = field(default_factory=dict)


def fold(state: SeminarState, entry: Entry) -> SeminarState:
    at = milliseconds(entry.at)
    match entry.fact:
        case SeminarStarted():
            return replace(state, status="live", started_at=at)
        case SeminarEnded():
            return replace(state, status="ended", ended_at=at, running="")
        case ContributionStarted(contribution):
            part = replace(state.parts.get(contribution, Part()), started_at=at)
            return replace(state, running=contribution, parts={**state.parts, contribution: part})
        case ContributionExtended(contribution, minutes):
            part = state.parts.get(contribution, Part())
            longer = replace(part, extra_minutes=part.extra_minutes + minutes)
            return replace(state, parts={**state.parts, contribution: longer})
        case _:
            return state
