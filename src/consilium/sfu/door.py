"""The door to the SFU's server API. `door()` gives the one that settings name; tests may name a fake."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from consilium.sfu.grants import Grant


class SfuDown(Exception):
    """The SFU did not answer in time, or answered with an error. Rows and log are right all the same."""


@dataclass(frozen=True)
class Participant:
    """Who is connected: identity, what they may publish, and what they do: track id by source; `way` is that
    of the token they joined with.
    """

    identity: str
    grant: Grant
    tracks: dict[str, str]
    way: str = ""


class Door(Protocol):
    """Every method raises SfuDown when the SFU cannot be asked; unknown rooms and persons are not errors."""

    def open_room(self, room: str) -> None:
        """Make the room if it is not there: the SFU makes none by itself."""

    def close_room(self, room: str) -> None: ...

    def participants(self, room: str) -> list[Participant]: ...

    def set_grant(self, room: str, identity: str, grant: Grant) -> None: ...

    def mute(self, room: str, identity: str, source: str) -> None:
        """Mute what they publish from one source; they may unmute themselves."""

    def remove(self, room: str, identity: str) -> None: ...


def door() -> Door:
    made: Door = import_string(settings.SFU_DOOR)()
    return made
