"""Guests who are heard: each publishes a tone of its own, so that a listener's ears can tell who is heard.

They live in a thread with a loop of its own, so that a test may use Playwright's synchronous interface. One
may also live in a process of its own, to be killed: `python -m tests.support.voices LINK PITCH`.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import numpy as np
from livekit import rtc

from consilium.kernel.facts import Json
from consilium.workers.client import Guest
from consilium.workers.demo.picture import Picture
from consilium.workers.demo.speech import Voice as Speech
from tests.support.site import ROOT

RATE = 48_000
FRAME = RATE // 100
BLOCK = 10  # frames that are given at once: one by one, a choir of twelve takes half a processor
AMPLITUDE = 12_000  # of 32768
PITCHES = tuple(range(600, 8000, 300))  # Hz; multiples of 100: apart in any 10 ms
FLOOR_PITCH = 300
STARTS = 30.0
AHEAD = 1000  # milliseconds of tone that the SFU's client has: it sends on while this thread stands still
RELAYED = 50  # of what is said again: not much later than it was said


class Voice:
    """One guest. `loud` (1 is AMPLITUDE) may be changed at any time, and is heard AHEAD later; `speech` says
    words over the tone.

    With `relays`, a person's id, what they say is said again, and no tone: an interpreter who takes relay.
    """

    def __init__(self, link: str, pitch: int, *, speech: bool = False) -> None:
        self.guest = Guest(link)
        self.pitch = pitch
        self.loud = 1.0
        self.relays = ""
        self._speech = Speech() if speech else None
        self._tasks: list[asyncio.Task[None]] = []
        self._room: rtc.Room | None = None

    async def come(self) -> None:
        await self.guest.__aenter__()
        await self.guest.enter()

    async def publish(self) -> None:
        """As the booth's page does: one microphone, open all the time."""
        room = await self._connect()
        source = rtc.AudioSource(RATE, 1, queue_size_ms=RELAYED if self.relays else AHEAD)
        track = rtc.LocalAudioTrack.create_audio_track("booth", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=False)
        options.audio_encoding.max_bitrate = 96_000
        await room.local_participant.publish_track(track, options)
        playing = self._repeat(room, source) if self.relays else self._play(source)
        self._tasks.append(asyncio.create_task(playing))

    async def show(self) -> None:
        """A camera: a person who moves."""
        room = await self._connect()
        source = rtc.VideoSource(320, 180)
        track = rtc.LocalVideoTrack.create_video_track("camera", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=False)
        await room.local_participant.publish_track(track, options)
        self._tasks.append(asyncio.create_task(self._film(source)))

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._room:
            await asyncio.wait_for(self._room.disconnect(), 3)
        await self.guest.__aexit__(None, None, None)

    async def _connect(self) -> rtc.Room:
        if self._room is None:
            self._room = rtc.Room()
            ticket = await self.guest.sfu_ticket()
            await self._room.connect(ticket.url, ticket.token, rtc.RoomOptions(auto_subscribe=False))
        return self._room

    async def _repeat(self, room: rtc.Room, source: rtc.AudioSource) -> None:
        async with asyncio.timeout(STARTS):
            while not (track := self._track_of(room, self.relays)):
                await asyncio.sleep(0.05)
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1):
            await source.capture_frame(event.frame)

    def _track_of(self, room: rtc.Room, person: str) -> rtc.Track | None:
        other = room.remote_participants.get(person)
        for publication in other.track_publications.values() if other else ():
            if publication.source == rtc.TrackSource.SOURCE_MICROPHONE:
                publication.set_subscribed(True)
                return publication.track
        return None

    async def _film(self, source: rtc.VideoSource) -> None:
        picture = Picture(320, 180)
        for number in range(10**9):
            data = picture.frame(number / 10, 0.3, datetime.now().astimezone())
            frame = rtc.VideoFrame(320, 180, rtc.VideoBufferType.I420, data)
            source.capture_frame(frame)
            await asyncio.sleep(0.1)

    async def _play(self, source: rtc.AudioSource) -> None:
        for number in range(0, 10**9, BLOCK):
            tone = np.concatenate([self._frame(number + n) for n in range(BLOCK)])
            await source.capture_frame(rtc.AudioFrame(tone.tobytes(), RATE, 1, BLOCK * FRAME))

    def _frame(self, number: int) -> np.ndarray[Any, np.dtype[np.int16]]:
        angle = 2 * np.pi * self.pitch * (np.arange(FRAME) + number * FRAME) / RATE
        tone = np.sin(angle) * AMPLITUDE * self.loud
        if self._speech:
            tone = tone / 2 + self._speech.next(speaking=True) / 2
        return np.clip(tone, -32_767, 32_767).astype(np.int16)


class Choir:
    """Voices by name, from a test's thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.voices: dict[str, Voice] = {}

    def come(self, name: str, link: str, pitch: int = 0, *, speech: bool = False) -> Voice:
        """With a `pitch` heard at once, where the room grants it; without one only a guest."""
        voice = self.voices[name] = Voice(link, pitch, speech=speech)
        self.run(voice.come())
        return voice

    def publish(self, *names: str) -> None:
        async def all_at_once() -> None:
            await asyncio.gather(*(self.voices[name].publish() for name in names))

        self.run(all_at_once())

    def post(self, name: str, path: str, /, **body: object) -> Json:
        answer: Json = self.run(self.voices[name].guest.post(path, **body))
        return answer

    def post_all(self, calls: Sequence[tuple[str, str, Mapping[str, object]]]) -> None:
        """(name, path, body) each, side by side."""

        async def all_at_once() -> None:
            await asyncio.gather(*(self.voices[name].guest.post(path, **body) for name, path, body in calls))

        self.run(all_at_once())

    def leave(self, name: str) -> None:
        self.run(self.voices.pop(name).leave())

    def close(self) -> None:
        for name in list(self.voices):
            self.leave(name)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def run(self, work: Coroutine[Any, Any, Any], timeout: float = 30) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)


@contextmanager
def choir() -> Iterator[Choir]:
    made = Choir()
    try:
        yield made
    finally:
        made.close()


def apart(link: str, pitch: int) -> "subprocess.Popen[str]":
    """A voice in a process of its own, heard when this returns. The caller kills it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.voices", link, str(pitch)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    deadline = time.monotonic() + STARTS
    while "published" not in (line := process.stdout.readline()):
        if not line or time.monotonic() > deadline:
            process.kill()
            raise AssertionError("the voice did not come up")
    return process


async def _alone(link: str, pitch: int) -> None:
    voice = Voice(link, pitch)
    await voice.come()
    await voice.publish()
    print("published", flush=True)  # noqa: T201 (read by `apart`)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_alone(sys.argv[1], int(sys.argv[2])))
