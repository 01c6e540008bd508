"""Somebody who reads recorded sentences aloud into the SFU; and how well they were understood."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from livekit import rtc

from consilium.workers.client import Guest
from consilium.workers.demo.speech import CLIPS, FRAME, RATE, load

TEXTS = {
    "one": "and mister john dashwood had then leisure to consider how much there might be prudently in his "
    "power to do for them",
    "two": "had he married a more amiable woman he might have been made still more respectable than he was",
    "three": "unless to be rather cold hearted and rather selfish is to be ill disposed",
}
ONE, THREE, TWO = CLIPS
LONGEST = 10_000  # milliseconds of speech that lie ready: a busy machine's pause is then none of the reader's
READY = 0.05  # seconds of silence that do


@dataclass(frozen=True)
class Said:
    """A recording that was read aloud: its words, and from when to when, in milliseconds since 1970."""

    text: str
    began: int
    ended: int


class Reader:
    """A microphone that is open and silent until `read` is called."""

    def __init__(self, source: rtc.AudioSource) -> None:
        self._source = source
        self._speaks = False

    async def read(self, *clips: Path, pause: float = 0.8) -> list[Said]:
        """One recording after another, with pauses; returns when the last word has been said."""
        said = []
        for clip in clips:
            samples = load(clip)
            self._speaks = True
            began = time.time() + self._source.queued_duration
            for start in range(0, len(samples) - FRAME + 1, FRAME):
                await self._hand_over(samples[start : start + FRAME].tobytes())
            self._speaks = False
            left = self._source.queued_duration
            said.append(Said(TEXTS[clip.stem], int(began * 1000), int((time.time() + left) * 1000)))
            await asyncio.sleep(left + pause)
        return said

    async def play(self) -> None:
        """Silence whenever there is nothing to be said, for ever."""
        silence = np.zeros(FRAME, np.int16).tobytes()
        while True:
            if self._speaks or self._source.queued_duration > READY:
                await asyncio.sleep(0.01)
            else:
                await self._hand_over(silence)

    async def _hand_over(self, data: bytes) -> None:
        await self._source.capture_frame(rtc.AudioFrame(data, RATE, 1, FRAME))


@asynccontextmanager
async def reading(link: str, name: str = "microphone") -> AsyncIterator[Reader]:
    """Come in by a join link and open the microphone."""
    async with Guest(link) as guest:
        await guest.enter()
        ticket = await guest.sfu_ticket()
        room, source = rtc.Room(), rtc.AudioSource(RATE, 1, queue_size_ms=LONGEST)
        await room.connect(ticket.url, ticket.token, rtc.RoomOptions(auto_subscribe=False))
        track = rtc.LocalAudioTrack.create_audio_track(name, source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False)
        await room.local_participant.publish_track(track, options)
        reader = Reader(source)
        playing = asyncio.create_task(reader.play())
        try:
            yield reader
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            await asyncio.wait_for(room.disconnect(), 3)


def words(text: str) -> list[str]:
    """For comparison: no case, no punctuation, "Mr." as it is said."""
    said = re.sub(r"\bMr\b\.?", "mister", text)
    return re.findall(r"\w+", said.replace("-", " ").casefold())


def word_error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Wrong, missing and added words, as a share of those that were said."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row = row, [number]
        for place, other in enumerate(heard, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (word != other)))
    return row[-1] / max(1, len(said))
