"""The scribe's place in the SFU: unseen, hears microphones that it asks for, tells the words as they come.

Nothing is subscribed to by itself. A microphone whose frames stop although it is open is asked for once more:
that has been seen to happen, and no event tells of it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import numpy as np
from livekit import rtc

from consilium.workers.client import Ticket
from consilium.workers.scribe.recogniser import RATE, Samples

log = logging.getLogger(__name__)
TOPIC = "captions"
FRAME = 50  # milliseconds
STALLED = 3.0  # seconds without a frame from an open microphone
LOST = 2.0  # seconds of reconnecting after which one begins anew
Heard = Callable[[str, Samples], None]


class Listening:
    """One connection. `run` lasts until it is lost; `heard` gets 50 ms of one person's sound at a time."""

    def __init__(self, heard: Heard, changed: Callable[[], None]) -> None:
        self._heard = heard
        self._changed = changed
        self._room = rtc.Room()
        self._over = asyncio.Event()
        self._wanted: set[str] = set()
        self._pumps: dict[str, asyncio.Task[None]] = {}  # by the track's sid
        self._frame_at: dict[str, float] = {}
        self.spoke: dict[str, float] = {}
        self.resubscribed = 0

    async def run(self, ticket: Ticket) -> None:
        self._watch()
        options = rtc.RoomOptions(auto_subscribe=False)
        try:
            await asyncio.wait_for(self._room.connect(ticket.url, ticket.token, options), 10)
            self._changed()
            while not self._over.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), 1.0)
                self._wake_the_stalled()
        finally:
            for pump in self._pumps.values():
                pump.cancel()
            await asyncio.gather(*self._pumps.values(), return_exceptions=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._room.disconnect(), 2)

    def open_microphones(self) -> set[str]:
        """Who publishes a microphone that is not muted."""
        return {
            person
            for person, participant in self._room.remote_participants.items()
            if any(_is_microphone(one) and not one.muted for one in participant.track_publications.values())
        }

    def want(self, persons: set[str]) -> None:
        """Hear these and no others."""
        if persons != self._wanted:
            self._wanted = set(persons)
            self._subscribe()

    async def tell(self, text: str) -> None:
        """Data to everybody in the room; nobody is told again what was lost."""
        if not self._room.isconnected():
            return
        try:
            await self._room.local_participant.publish_data(text, reliable=True, topic=TOPIC)
        except Exception as error:  # the SDK raises its own kinds; drafts are dropped, never waited for
            log.info("a draft was not told: %s", type(error).__name__)

    def _watch(self) -> None:
        room, loop = self._room, asyncio.get_running_loop()
        waiting: list[asyncio.TimerHandle] = []

        def back(*_: object) -> None:
            while waiting:
                waiting.pop().cancel()

        def moved(*_: object) -> None:
            self._subscribe()
            self._changed()

        for event in ("track_published", "track_unpublished", "track_muted", "track_unmuted"):
            room.on(event, moved)
        room.on("participant_disconnected", moved)
        room.on("active_speakers_changed", self._speaking)
        room.on("track_subscribed", self._begin)
        room.on("track_unsubscribed", lambda track, *_: self._end(track.sid))
        room.on("reconnecting", lambda *_: waiting.append(loop.call_later(LOST, self._over.set)))
        room.on("reconnected", back)
        room.on("disconnected", lambda *_: self._over.set())

    def _subscribe(self) -> None:
        for person, participant in self._room.remote_participants.items():
            for publication in participant.track_publications.values():
                wanted = person in self._wanted and _is_microphone(publication)
                if wanted != publication.subscribed:
                    publication.set_subscribed(wanted)

    def _speaking(self, speakers: list[rtc.Participant]) -> None:
        now = asyncio.get_running_loop().time()
        self.spoke |= {speaker.identity: now for speaker in speakers}
        self._changed()

    def _begin(self, track: rtc.Track, publication: object, participant: rtc.RemoteParticipant) -> None:
        self._end(track.sid)
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            self._frame_at[participant.identity] = asyncio.get_running_loop().time()
            self._pumps[track.sid] = asyncio.create_task(self._pump(track, participant.identity))

    def _end(self, sid: str) -> None:
        if pump := self._pumps.pop(sid, None):
            pump.cancel()

    async def _pump(self, track: rtc.Track, person: str) -> None:
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=FRAME)
        loop = asyncio.get_running_loop()
        try:
            async for event in stream:
                self._frame_at[person] = loop.time()
                samples = np.frombuffer(event.frame.data, dtype=np.int16).astype(np.float32)
                self._heard(person, samples / np.float32(32768))
        finally:
            await stream.aclose()

    def _wake_the_stalled(self) -> None:
        now = asyncio.get_running_loop().time()
        for person in self._wanted & self.open_microphones():
            if now - self._frame_at.setdefault(person, now) < STALLED:
                continue
            self._frame_at[person] = now
            self.resubscribed += 1
            log.warning("no sound from an open microphone for %.0f s: subscribing again", STALLED)
            for publication in self._room.remote_participants[person].track_publications.values():
                if _is_microphone(publication):
                    publication.set_subscribed(False)
                    asyncio.get_running_loop().call_later(0.2, self._subscribe)


def _is_microphone(publication: rtc.TrackPublication) -> bool:
    return bool(
        publication.kind == rtc.TrackKind.KIND_AUDIO
        and publication.source == rtc.TrackSource.SOURCE_MICROPHONE
    )
