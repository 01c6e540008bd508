"""A real participant of the SFU: joins with a token, publishes a tone, hears what others publish."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import numpy as np
from livekit import rtc

RATE = 48_000
T = TypeVar("T")


class Participant:
    def __init__(self) -> None:
        self.room = rtc.Room()
        self.closed = asyncio.Event()
        self.room.on("disconnected", lambda *_: self.closed.set())

    async def publish_tone(self, seconds: float = 30) -> rtc.LocalTrackPublication:
        """Publish a microphone with 440 Hz. Raises rtc's PublishTrackError when it is not granted."""
        source = rtc.AudioSource(RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await self.room.local_participant.publish_track(track, options)
        self._tone = asyncio.create_task(_play(source, seconds))
        return publication

    async def hear(self, timeout: float = 5) -> float:
        """The loudest sample (0..1) of the first half second of someone else's sound."""
        track = await until(self._someone, timeout)
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
        loudest, frames = 0.0, 0
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16)
            loudest = max(loudest, float(np.abs(samples).max(initial=0)) / 32768)
            frames += 1
            if frames >= 50:
                break
        await stream.aclose()
        return loudest

    def _someone(self) -> rtc.Track | None:
        for person in self.room.remote_participants.values():
            for publication in person.track_publications.values():
                if publication.track and publication.kind == rtc.TrackKind.KIND_AUDIO:
                    return publication.track
        return None

    @property
    def nobody_publishes(self) -> bool:
        """Whether no other participant has a track."""
        return not any(person.track_publications for person in self.room.remote_participants.values())


async def _play(source: rtc.AudioSource, seconds: float) -> None:
    samples = RATE // 100
    for k in range(int(seconds * 100)):
        angle = 2 * np.pi * 440 * (np.arange(samples) + k * samples) / RATE
        data = (np.sin(angle) * 12000).astype(np.int16).tobytes()
        await source.capture_frame(rtc.AudioFrame(data, RATE, 1, samples))


async def until(look: Callable[[], T | None], timeout: float) -> T:
    """What `look` returns once it is something; TimeoutError when it never is."""
    async with asyncio.timeout(timeout):
        while not (found := look()):
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def joined(url: str, token: str) -> AsyncIterator[Participant]:
    participant = Participant()
    await participant.room.connect(url, token)
    try:
        yield participant
    finally:
        await participant.room.disconnect()
