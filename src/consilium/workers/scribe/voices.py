"""Which voices are worth hearing now: who speaks on the floor, and who is on air in a channel. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consilium.interpretation.state import settled
from consilium.room.state import RoomState

FLOOR, CHANNEL = "floor", "channel"
#: A subscriber costs a sixth of a core before anything is recognised, so only so many of the floor are heard.
MOST = 3


@dataclass(frozen=True)
class Voice:
    """One person's microphone and what it counts as. `language`: of a channel; "" for the floor."""

    person: str
    source: str
    language: str = ""


def on_floor(state: RoomState) -> set[str]:
    """Who may be heard by everybody."""
    return {*state.stage.stage, *state.stage.floor, *state.interpretation.voiced}


def wanted(
    state: RoomState, open_microphones: Collection[str], spoke: Mapping[str, float], now: int
) -> set[Voice]:
    """Channels with somebody on air, and of the floor's open microphones those that spoke last.

    `spoke`: when each person was last seen to speak, on any clock; `now` in milliseconds, for handovers.
    """
    if state.seminar.status != "live":
        return set()
    channels = _on_air(state, now)
    floor = sorted(
        (person for person in on_floor(state) if person in open_microphones and person not in channels),
        key=lambda person: (-spoke.get(person, 0.0), person != state.stage.turn.person, person),
    )
    voices = {Voice(person, FLOOR) for person in floor[:MOST]}
    return voices | {
        Voice(person, CHANNEL, language)
        for person, language in channels.items()
        if person in open_microphones
    }


def _on_air(state: RoomState, now: int) -> dict[str, str]:
    """The spoken channels' holders, with their languages. Who speaks into the floor belongs to the floor."""
    found = {}
    for channel in state.interpretation.channels.values():
        channel = settled(channel, now)
        holds = channel.holder and not channel.silenced and channel.kind == "audio"
        if holds and channel.holder not in state.interpretation.voiced:
            found[channel.holder] = channel.language
    return found


def next_change(state: RoomState, now: int) -> int | None:
    """When the next handover happens by itself, in milliseconds."""
    moments = [
        one.next_at for one in state.interpretation.channels.values() if one.next and one.next_at > now
    ]
    return min(moments, default=None)
