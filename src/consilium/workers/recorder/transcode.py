"""VP8 to H.264 for tools/recorder, which codes nothing itself: a process of its own for each such picture.

Input and output are records: a tag, the RTP time, the size (see tools/recorder/coder.go), and a frame of VP8
or a picture of H.264 with its start codes. It costs 14 to 20 times what passing a picture through costs.
"""

import os
import struct
import sys
from fractions import Fraction
from typing import IO

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

HEAD = struct.Struct(">cII")
FRAME, KEY, NEED = b"F", b"K", b"N"
LARGEST = 8 << 20  # bytes of a record
SMALLEST = 16  # pixels: the SFU ends a muted picture with a tiny one of its own
CLOCK = 90_000  # RTP ticks a second
POLITE = 5  # nicer than what carries the live sound
OPTIONS = {
    "preset": "veryfast",
    "tune": "zerolatency",  # one picture comes out for each that goes in
    "profile": "baseline",  # as browsers send H.264, so that a player need not change its decoder
    "crf": "23",
    "maxrate": "2500k",
    "bufsize": "2500k",
    "forced-idr": "1",
    "x264-params": "keyint=infinite:scenecut=0",
}


class Unreadable(Exception):
    """A frame that cannot be decoded without a key frame before it."""


class Transcoder:
    """One stream. The size may change at any key frame."""

    def __init__(self) -> None:
        self._decoder = VideoCodecContext.create("vp8", "r")
        self._decoder.thread_count = 1  # more would hold frames back
        self._encoder: VideoCodecContext | None = None
        self._last: int | None = None
        self._at = 0

    def code(self, data: bytes, ts: int, *, key: bool) -> bytes | None:
        """H.264 of a frame sent at RTP time `ts`; None where it shows nothing. Raises Unreadable."""
        if not data:
            raise Unreadable  # to a decoder this would be the end
        try:
            frames = self._decoder.decode(av.Packet(data))
        except FFmpegError as error:
            raise Unreadable from error
        if not frames:
            raise Unreadable
        frame = frames[-1]
        if frame.width < SMALLEST or frame.height < SMALLEST:
            return None
        return self._encode(frame, ts, key=key)

    def _encode(self, frame: VideoFrame, ts: int, *, key: bool) -> bytes:
        width, height = frame.width & ~1, frame.height & ~1  # 4:2:0 has no half pixels
        if (width, height) != (frame.width, frame.height):
            frame = frame.reformat(width=width, height=height)
        if self._encoder is None or (self._encoder.width, self._encoder.height) != (width, height):
            self._encoder = encoder(width, height)
        frame.pts, frame.time_base = self._moment(ts), self._encoder.time_base
        frame.pict_type = PictureType.I if key else PictureType.NONE
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))

    def _moment(self, ts: int) -> int:
        """RTP time without its wrap-around; it only goes forward."""
        step = 0 if self._last is None else (ts - self._last) & 0xFFFFFFFF
        self._at += step if 0 < step < CLOCK * 10 else 1
        self._last = ts
        return self._at


def encoder(width: int, height: int) -> VideoCodecContext:
    made = VideoCodecContext.create("libx264", "w")
    made.width, made.height, made.pix_fmt = width, height, "yuv420p"
    made.time_base = Fraction(1, CLOCK)
    made.options = OPTIONS
    return made


def work(source: IO[bytes], target: IO[bytes]) -> None:
    """Until the input ends. Raises ValueError for what is no record."""
    transcoder = Transcoder()
    while len(head := source.read(HEAD.size)) == HEAD.size:
        tag, ts, size = HEAD.unpack(head)
        if tag not in (FRAME, KEY) or size > LARGEST:
            raise ValueError("no record of a frame")
        data = source.read(size)
        if len(data) < size:
            return
        try:
            made = transcoder.code(data, ts, key=tag == KEY)
            answer = None if made is None else (FRAME, made)
        except Unreadable:
            answer = (NEED, b"")
        if answer:
            target.write(HEAD.pack(answer[0], ts, len(answer[1])) + answer[1])
            target.flush()


if __name__ == "__main__":
    os.nice(POLITE)
    work(sys.stdin.buffer, sys.stdout.buffer)
