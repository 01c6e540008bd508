"""A fake SFU at the door: remembers who is in which room with which grant, and can be down."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from consilium.sfu.door import Participant, SfuDown
from consilium.sfu.grants import Grant


class FakeSfu:
    """Settings name the class, so what it remembers belongs to the class; `reset` before each test."""

    rooms: ClassVar[dict[str, dict[str, Participant]]] = {}
    muted: ClassVar[list[tuple[str, str]]] = []
    down: ClassVar[bool] = False
    #: What happens while a grant is on its way.
    meanwhile: ClassVar[list[Callable[[], object]]] = []

    @classmethod
    def reset(cls) -> None:
        cls.rooms, cls.muted, cls.down, cls.meanwhile = {}, [], False, []

    @classmethod
    def join(cls, room: str, identity: str, grant: Grant, way: str = "") -> None:
        cls.rooms.setdefault(room, {})[identity] = Participant(identity, grant, {}, way)

    def open_room(self, room: str) -> None:
        self._room(room)

    def close_room(self, room: str) -> None:
        self._room(room)
        self.rooms.pop(room)

    def participants(self, room: str) -> list[Participant]:
        return list(self._room(room).values())

    def set_grant(self, room: str, identity: str, grant: Grant) -> None:
        participants = self._room(room)
        while self.meanwhile:
            self.meanwhile.pop()()
        if identity in participants:
            participants[identity] = replace(participants[identity], grant=grant)

    def mute(self, room: str, identity: str, source: str) -> None:
        self._room(room)
        self.muted.append((identity, source))

    def remove(self, room: str, identity: str) -> None:
        self._room(room).pop(identity, None)

    def _room(self, room: str) -> dict[str, Participant]:
        if self.down:
            raise SfuDown("down")
        return self.rooms.setdefault(room, {})
