"""Guests who are heard: each publishes a tone of its own, so that a listener's ears can tell who is heard.

They live in a thread with a loop of its own, so that a test may use Playwright's synchronous interface. One
may also live in a process of its own, to be killed: `python -m tests.support.voices LINK PITCH`.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from livekit import rtc

from consilium.kernel.facts import Json
from consilium.workers.client import Guest
from consilium.workers.demo.speech import Voice as Speech
from tests.support.site import ROOT

RATE = 48_000
FRAME = RATE // 100
AMPLITUDE = 12_000  # of 32768
PITCHES = tuple(range(600, 8000, 300))  # Hz; multiples of 100: apart in any 10 ms
FLOOR_PITCH = 300
STARTS = 30.0


class Voice:
    """One guest. `loud` may be changed at any time; `speech` says words over the tone."""

    def __init__(self, link: str, pitch: int, *, speech: bool = False) -> None:
        self.guest = Guest(link)
        self.pitch = pitch
        self.loud = True
        self._speech = Speech() if speech else None
        self._playing: asyncio.Task[None] | None = None

    async def come(self) -> None:
        await self.guest.__aenter__()
        await self.guest.enter()

    async def publish(self) -> None:
        """As the booth's page does: one microphone, open all the time."""
        ticket = await self.guest.sfu_ticket()
        self._room = rtc.Room()
        await self._room.connect(ticket.url, ticket.token, rtc.RoomOptions(auto_subscribe=False))
        source = rtc.AudioSource(RATE, 1, queue_size_ms=50)
        track = rtc.LocalAudioTrack.create_audio_track("booth", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=False)
        options.audio_encoding.max_bitrate = 96_000
        await self._room.local_participant.publish_track(track, options)
        self._playing = asyncio.create_task(self._play(source))

    async def leave(self) -> None:
        if self._playing:
            self._playing.cancel()
            await asyncio.wait_for(self._room.disconnect(), 3)
        await self.guest.__aexit__(None, None, None)

    async def _play(self, source: rtc.AudioSource) -> None:
        for number in range(10**9):
            await source.capture_frame(rtc.AudioFrame(self._frame(number).tobytes(), RATE, 1, FRAME))

    def _frame(self, number: int) -> np.ndarray[Any, np.dtype[np.int16]]:
        angle = 2 * np.pi * self.pitch * (np.arange(FRAME) + number * FRAME) / RATE
        tone = np.sin(angle) * AMPLITUDE * self.loud
        if self._speech:
            tone = tone / 2 + self._speech.next(speaking=True) / 2
        return tone.astype(np.int16)


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

    def post(self, name: str, path: str, **body: object) -> Json:
        return self.run(self.voices[name].guest.post(path, **body))

    def post_all(self, calls: list[tuple[str, str, dict[str, object]]]) -> None:
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
