"""What is to be recorded now, as the log tells it. Pure."""

import json
from dataclasses import dataclass

from consilium.interpretation.state import settled
from consilium.room.state import RoomState

CAMERA, SCREEN = "camera", "screen"


@dataclass(frozen=True)
class Scene:
    """As tools/recorder wants it: the picture, the voices of the floor, who is on air in each channel."""

    picture: str
    voices: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]
    source: str = CAMERA

    def line(self) -> str:
        """The command, as one line."""
        wish = {
            "do": "scene",
            "picture": self.picture,
            "source": self.source,
            "voices": self.voices,
            "channels": dict(self.channels),
        }
        return json.dumps(wish)


def scene(state: RoomState, now: int) -> Scene:
    """`now` in milliseconds, for handovers that are under way."""
    stage, interpretation = state.stage, state.interpretation
    voices = tuple(sorted({*stage.stage, *stage.floor, *interpretation.voiced}))
    channels = []
    for channel in interpretation.channels.values():
        if channel.kind == "audio":
            found = settled(channel, now)
            on_air = found.holder and not found.silenced and found.holder not in interpretation.voiced
            channels.append((found.language, found.holder if on_air else ""))
    return Scene(_picture(state, voices), voices, tuple(sorted(channels)))


def _picture(state: RoomState, voices: tuple[str, ...]) -> str:
    """Whose turn it is; before anybody has had one, whoever was given the floor or came first."""
    stage = state.stage
    if stage.turn.person in voices:
        return stage.turn.person
    since = {**stage.stage, **stage.floor}
    return min(since, key=lambda person: (person not in stage.floor, since[person]), default="")
