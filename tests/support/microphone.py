"""A microphone with a real encoder that is never shut: a tone in the noise of a room.

`python -m tests.support.microphone URL PITCH`;
each line on stdin is how loud the tone is from then on (0 to 1).
"""

import asyncio
import os
import sys
import threading

import numpy as np
from livekit import rtc

RATE = 48_000
FRAME = RATE // 100
ROOM = 0.0005  # the noise of a quiet room, -66 dB


class Microphone:
    def __init__(self, pitch: int) -> None:
        self.pitch = pitch
        self.loud = 0.3
        self._dice = np.random.default_rng(pitch)

    def listen(self) -> None:
        for line in sys.stdin:
            self.loud = float(line)

    def frame(self, number: int) -> rtc.AudioFrame:
        angle = 2 * np.pi * self.pitch * (np.arange(FRAME) + number * FRAME) / RATE
        sound = np.sin(angle) * self.loud + self._dice.normal(0, ROOM, FRAME)
        data = (np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()
        return rtc.AudioFrame(data, RATE, 1, FRAME)

    async def speak(self, url: str, token: str) -> None:
        room = rtc.Room()
        await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
        source = rtc.AudioSource(RATE, 1, queue_size_ms=50)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=False)
        options.audio_encoding.max_bitrate = 96_000
        await room.local_participant.publish_track(track, options)
        print("published", flush=True)  # noqa: T201 (the test waits for it)
        for number in range(10**9):
            await source.capture_frame(self.frame(number))


if __name__ == "__main__":
    one = Microphone(int(sys.argv[2]))
    threading.Thread(target=one.listen, daemon=True).start()
    asyncio.run(one.speak(sys.argv[1], os.environ["CONSILIUM_TOKEN"]))
