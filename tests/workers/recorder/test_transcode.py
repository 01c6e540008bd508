"""VP8 goes in and H.264 comes out, one picture for each frame, with its time."""

import io
import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext

from consilium.workers.recorder.program import TRANSCODE
from consilium.workers.recorder.transcode import FRAME, HEAD, KEY, NEED, Transcoder, Unreadable, work

TICKS = 3600  # 25 pictures a second


def film(count: int, width: int = 320, height: int = 180) -> list[bytes]:
    """Frames of VP8: grey that grows brighter, one key frame at the start."""
    made = VideoCodecContext.create("libvpx", "w")
    made.width, made.height, made.pix_fmt, made.time_base = width, height, "yuv420p", Fraction(1, 25)
    made.options = {"deadline": "realtime", "lag-in-frames": "0", "g": "9999"}
    frames = []
    for number in range(count):
        grey = np.full((height, width, 3), 40 + 2 * number, np.uint8)
        frame = av.VideoFrame.from_ndarray(grey, "rgb24").reformat(format="yuv420p")
        frame.pts = number
        frames += [bytes(packet) for packet in made.encode(frame)]
    return frames


def records(frames: list[bytes], *keys: int, first: int = 0) -> bytes:
    tags = [KEY if number in keys else FRAME for number in range(len(frames))]
    return b"".join(
        HEAD.pack(tag, (first + number * TICKS) & 0xFFFFFFFF, len(data)) + data
        for number, (tag, data) in enumerate(zip(tags, frames, strict=True))
    )


def answers(data: bytes) -> list[tuple[bytes, int, bytes]]:
    found = []
    while data:
        tag, ts, size = HEAD.unpack(data[: HEAD.size])
        found.append((tag, ts, data[HEAD.size : HEAD.size + size]))
        data = data[HEAD.size + size :]
    return found


def transcoded(data: bytes) -> list[tuple[bytes, int, bytes]]:
    target = io.BytesIO()
    work(io.BytesIO(data), target)
    return answers(target.getvalue())


def kinds(unit: bytes) -> set[int]:
    return {part[0] & 31 for part in unit.split(b"\0\0\1")[1:]}


def test_each_frame_is_a_picture_of_its_time() -> None:
    near_the_wrap = 0xFFFFFFFF - 10 * TICKS
    found = transcoded(records(film(30), 20, first=near_the_wrap))
    assert [ts for _tag, ts, _unit in found] == [(near_the_wrap + n * TICKS) & 0xFFFFFFFF for n in range(30)]
    assert [n for n, (_tag, _ts, unit) in enumerate(found) if 5 in kinds(unit)] == [0, 20], "as asked"
    assert all({7, 8} <= kinds(unit) for _tag, _ts, unit in (found[0], found[20])), "with their parameters"
    decoder = VideoCodecContext.create("h264", "r")
    shown = [f for _tag, _ts, unit in found for f in decoder.decode(av.Packet(unit))] + decoder.decode(None)
    assert len(shown) == 30
    bright = [float(frame.to_ndarray(format="gray").mean()) for frame in shown]
    assert bright == sorted(bright) and abs(bright[-1] - bright[0] - 58) < 8


def test_another_size_begins_anew() -> None:
    found = transcoded(records([*film(3), *film(3, 641, 361)], first=5))
    assert [n for n, (_tag, _ts, unit) in enumerate(found) if 7 in kinds(unit)] == [0, 3]
    decoder = VideoCodecContext.create("h264", "r")
    shown = [f for _tag, _ts, unit in found[3:] for f in decoder.decode(av.Packet(unit))]
    shown += decoder.decode(None)
    assert {(frame.width, frame.height) for frame in shown} == {(640, 360)}


def test_what_cannot_be_decoded_asks_for_a_key_frame() -> None:
    frames = film(3)
    found = transcoded(records([frames[1], b"\xff" * 50, b"", frames[0], frames[1]]))
    assert [tag for tag, _ts, _unit in found] == [NEED, NEED, NEED, FRAME, FRAME]
    with pytest.raises(Unreadable):
        Transcoder().code(frames[2], 0, key=False)


def test_the_muted_picture_is_none() -> None:
    assert Transcoder().code(film(1, 8, 8)[0], 0, key=False) is None


@pytest.mark.parametrize("data", [b"X" + bytes(8), HEAD.pack(FRAME, 0, 1 << 30)])
def test_nonsense_ends_it(data: bytes) -> None:
    with pytest.raises(ValueError, match="no record"):
        work(io.BytesIO(data), io.BytesIO())


def test_it_is_a_program_that_ends_with_its_input() -> None:
    data = records(film(5))
    done = subprocess.run(TRANSCODE, input=data + HEAD.pack(FRAME, 0, 9), capture_output=True, timeout=30)
    assert done.returncode == 0 and not done.stderr
    assert len(answers(done.stdout)) == 5
