"""What is to be recorded now, as the log tells it. Pure."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consilium.interpretation.state import settled
from consilium.room.rules import CORRECTED
from consilium.room.state import RoomState

CAMERA, SCREEN = "camera", "screen"
STEADY = 2.0  # seconds that somebody new must be heard


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


class Heard:
    """Who has been the floor's sound for a while: an interjection turns no picture."""

    def __init__(self) -> None:
        self._steady = self._latest = ""
        self._since = 0.0

    def says(self, person: str, now: float) -> None:
        """The floor's sound is this person's from now on; `now` in seconds on any clock."""
        self.now(now)
        self._latest, self._since = person, now

    def now(self, now: float) -> str:
        if self._latest and (not self._steady or now - self._since >= STEADY):
            self._steady = self._latest
        return self._steady


def scene(state: RoomState, now: int, heard: str = "", sharing: Sequence[str] = ()) -> Scene:
    """`now` in milliseconds, for handovers that are under way. `heard`: who has been the floor for a while;
    without captions nobody else says whose turn it is. `sharing`: who shows a screen, the longest first.
    """
    stage, interpretation = state.stage, state.interpretation
    faces = {*stage.stage, *stage.floor, *interpretation.voiced}
    channels = []
    for channel in interpretation.channels.values():
        if channel.kind == "audio":
            found = settled(channel, now)
            on_air = found.holder and not found.silenced and found.holder not in interpretation.voiced
            channels.append((found.language, found.holder if on_air else ""))
    picture = _picture(state, faces, heard)
    screen = _screen(picture, [person for person in sharing if person in faces])
    # Who interprets from the stage is seen there and heard in the channel alone.
    voices = tuple(sorted(faces - {person for _language, person in channels}))
    return Scene(screen or picture, voices, tuple(sorted(channels)), SCREEN if screen else CAMERA)


def _screen(picture: str, sharing: Sequence[str]) -> str:
    """Whose screen is shown, as in the room: while one is, everybody looks at it, whoever speaks. The one
    whose turn it is comes first, else who began last; "" for none.
    """
    return picture if picture in sharing else next(reversed(sharing), "")


def _picture(state: RoomState, faces: Collection[str], heard: str) -> str:
    """Whose turn it is; else who is heard; before anybody was, whoever was given the floor or came first.

    A turn that people have set is about the language: without a scribe nobody says when it is over.
    """
    stage = state.stage
    known = (stage.turn.person, heard)
    for person in reversed(known) if stage.turn.how == CORRECTED else known:
        if person and person in faces:
            return person
    since = {**stage.stage, **stage.floor}
    return min(since, key=lambda person: (person not in stage.floor, since[person]), default="")
