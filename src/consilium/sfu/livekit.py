"""The door as LiveKit's API opens it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
from django.conf import settings
from livekit import api

from consilium.sfu.door import Participant, SfuDown
from consilium.sfu.grants import CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND, Grant

T = TypeVar("T")
TIMEOUT = 3.0  # seconds for one call; the page waits for it

_SOURCES = {
    CAMERA: api.TrackSource.CAMERA,
    MICROPHONE: api.TrackSource.MICROPHONE,
    SCREEN: api.TrackSource.SCREEN_SHARE,
    SCREEN_SOUND: api.TrackSource.SCREEN_SHARE_AUDIO,
}
_NAMES = {number: name for name, number in _SOURCES.items()}


class LiveKit:
    """Django's threads are synchronous, LiveKit's client is not: each call runs its own short loop."""

    def open_room(self, room: str) -> None:
        self._ask(lambda lk: lk.room.create_room(api.CreateRoomRequest(name=room, empty_timeout=3600)))

    def close_room(self, room: str) -> None:
        self._ask(lambda lk: lk.room.delete_room(api.DeleteRoomRequest(room=room)))

    def participants(self, room: str) -> list[Participant]:
        found = self._ask(lambda lk: lk.room.list_participants(api.ListParticipantsRequest(room=room)))
        return [_participant(person) for person in found.participants] if found else []

    def set_grant(self, room: str, identity: str, grant: Grant) -> None:
        permission = api.ParticipantPermission(
            can_subscribe=True,
            can_publish=bool(grant.sources),
            can_publish_sources=[_SOURCES[source] for source in sorted(grant.sources)],
            can_publish_data=grant.data,
            hidden=grant.hidden,
        )
        request = api.UpdateParticipantRequest(room=room, identity=identity, permission=permission)
        self._ask(lambda lk: lk.room.update_participant(request))

    def mute(self, room: str, identity: str, source: str) -> None:
        for person in self.participants(room):
            track = person.tracks.get(source) if person.identity == identity else None
            if track:
                request = api.MuteRoomTrackRequest(room=room, identity=identity, track_sid=track, muted=True)
                self._mute_track(request)

    def _mute_track(self, request: api.MuteRoomTrackRequest) -> None:
        self._ask(lambda lk: lk.room.mute_published_track(request))

    def remove(self, room: str, identity: str) -> None:
        request = api.RoomParticipantIdentity(room=room, identity=identity)
        self._ask(lambda lk: lk.room.remove_participant(request))

    def _ask(self, call: Callable[[api.LiveKitAPI], Awaitable[T]]) -> T | None:
        """The answer, or None for an unknown room or person."""

        async def ask() -> T:
            url = settings.LIVEKIT_URL.replace("ws", "http", 1)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT)
            key, secret = settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET
            async with api.LiveKitAPI(url, key, secret, timeout=timeout) as lk:
                return await call(lk)

        try:
            return asyncio.run(ask())
        except api.TwirpError as error:
            if error.code == "not_found":
                return None
            raise SfuDown(error.code) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SfuDown(type(error).__name__) from None


def _participant(info: api.ParticipantInfo) -> Participant:
    may = info.permission
    sources = frozenset(_NAMES[source] for source in may.can_publish_sources if source in _NAMES)
    tracks = {_NAMES[track.source]: track.sid for track in info.tracks if track.source in _NAMES}
    grant = Grant(sources, may.can_publish_data, may.hidden)
    return Participant(info.identity, grant, tracks, info.metadata)
