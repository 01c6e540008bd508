"""A bot on the stage: joins the SFU while it may publish, with a moving picture and a recorded voice."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from livekit import rtc

from consilium.workers.client import Guest
from consilium.workers.demo.picture import Picture
from consilium.workers.demo.speech import FRAME, RATE, Voice, loudness

log = logging.getLogger(__name__)
FRAMES = 15  # a second
LOST = 1.5  # seconds of reconnecting after which we begin anew: a restarted SFU knows nothing of us
_QUEUED = 100  # milliseconds of sound ahead


class Studio:
    """`speaks` is asked every 10 ms. Without a `picture` only the voice is published, under `name`."""

    def __init__(
        self,
        guest: Guest,
        voice: Voice,
        speaks: Callable[[], bool],
        picture: Picture | None = None,
        name: str = "microphone",
    ):
        self._name = name
        self._guest = guest
        self._voice = voice
        self._speaks = speaks
        self._picture = picture
        self._loud = 0.0

    async def publish(self) -> None:
        """Join and publish until the line is lost or what we publish is taken from us."""
        ticket = await self._guest.sfu_ticket()
        room, over = rtc.Room(), asyncio.Event()
        _watch(room, over)
        try:
            await asyncio.wait_for(
                room.connect(ticket.url, ticket.token, rtc.RoomOptions(auto_subscribe=False, dynacast=True)),
                10,
            )
            async with asyncio.TaskGroup() as tasks:
                playing = [tasks.create_task(self._speak(await _microphone(room, self._name)))]
                if self._picture:
                    playing.append(tasks.create_task(self._show(await _camera(room, self._picture))))
                await over.wait()
                for task in playing:
                    task.cancel()
        finally:
            await asyncio.wait_for(room.disconnect(), 2)

    async def _speak(self, source: rtc.AudioSource) -> None:
        while True:
            samples = self._voice.next(speaking=self._speaks())
            self._loud = loudness(samples)
            await source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE, 1, FRAME))

    async def _show(self, source: rtc.VideoSource) -> None:
        picture = self._picture
        assert picture is not None  # noqa: S101
        begun = time.monotonic()
        for number in range(10**9):
            await asyncio.sleep(max(0.0, begun + number / FRAMES - time.monotonic()))
            data = picture.frame(number / FRAMES, self._loud, datetime.now().astimezone())
            source.capture_frame(
                rtc.VideoFrame(picture.width, picture.height, rtc.VideoBufferType.I420, data)
            )


async def _microphone(room: rtc.Room, name: str) -> rtc.AudioSource:
    source = rtc.AudioSource(RATE, 1, queue_size_ms=_QUEUED)
    track = rtc.LocalAudioTrack.create_audio_track(name, source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    return source


async def _camera(room: rtc.Room, picture: Picture) -> rtc.VideoSource:
    source = rtc.VideoSource(picture.width, picture.height)
    track = rtc.LocalVideoTrack.create_video_track("camera", source)
    options = rtc.TrackPublishOptions(
        source=rtc.TrackSource.SOURCE_CAMERA,
        simulcast=True,
        video_codec=rtc.VideoCodec.H264,
        video_encoding=rtc.VideoEncoding(max_bitrate=700_000, max_framerate=FRAMES),
    )
    await room.local_participant.publish_track(track, options)
    return source


def _watch(room: rtc.Room, over: asyncio.Event) -> None:
    """Set `over` when the line is lost for long, closed, or a track was taken off the stage."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = []

    def lost(*_: object) -> None:
        waiting.append(loop.call_later(LOST, over.set))

    def back(*_: object) -> None:
        while waiting:
            waiting.pop().cancel()

    room.on("reconnecting", lost)
    room.on("reconnected", back)
    room.on("disconnected", lambda *_: over.set())
    room.on("local_track_unpublished", lambda *_: over.set())
