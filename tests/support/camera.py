"""A camera with a real encoder: libwebrtc's H.264 in three layers. `python -m tests.support.camera URL`."""

import asyncio
import os
import sys

import numpy as np
from livekit import rtc

WIDTH, HEIGHT, RATE = 1280, 720, 12


def picture(number: int) -> bytes:
    bright = np.full((HEIGHT, WIDTH), 60, np.uint8)
    at = number * 16 % (WIDTH - 80)
    bright[200:280, at : at + 80] = 220
    return bright.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)


async def film(url: str, token: str) -> None:
    room = rtc.Room()
    await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
    source = rtc.VideoSource(WIDTH, HEIGHT)
    track = rtc.LocalVideoTrack.create_video_track("camera", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, video_codec=rtc.VideoCodec.H264)
    await room.local_participant.publish_track(track, options)
    print("published", flush=True)  # noqa: T201 (the test waits for it)
    for number in range(10**9):
        frame = rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.I420, picture(number))
        source.capture_frame(frame)
        await asyncio.sleep(1 / RATE)


if __name__ == "__main__":
    asyncio.run(film(sys.argv[1], os.environ["CONSILIUM_TOKEN"]))
