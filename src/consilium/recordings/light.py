"""The sounds of a take for weak lines, made once it is over: mono Opus of 24 kbit/s beside the recorded one.

A segment of it covers exactly the time of the recorded segment of the same number and is decoded by the same
beginning, so it is cut, hidden and listed with it. Run by tasks.follow; may be killed and run again.
"""

import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av

from consilium.recordings import actions, boxes, ffmpeg, files, queries, rules
from consilium.recordings.measuring import reason, work_folder
from consilium.recordings.models import Segment, Take
from consilium.recordings.rules import Piece

log = logging.getLogger(__name__)
BITS = 24_000
FRAME = 20  # milliseconds of one packet
NEAR = 2 * FRAME  # segments that follow one another more closely than that are one run
#: Constrained, so that no second costs more than a weak line gives.
CODING = ("-c:a", "libopus", "-b:a", str(BITS), "-vbr", "constrained", "-frame_duration", str(FRAME))


@dataclass(frozen=True)
class _Run:
    """Segments without a gap between them, and what begins their decoding."""

    init: bytes
    rows: list[Segment]


def lighten(take: Take) -> int:
    """Make the light form of what has none of each sound; return of how many sounds. What fails is played as
    it is.
    """
    made = 0
    for row in queries.renditions(take):
        missing = queries.not_light(take, row.name) if row.name != rules.VIDEO else []
        if not missing:
            continue
        try:
            with work_folder(f"light-{take.id}") as folder:
                pieces = [
                    piece for run in _runs(take, missing) for piece in _encoded(take, row.name, run, folder)
                ]
        except Exception as error:  # a full disk, a bucket that is away: it is tried at the next look
            log.warning("recordings: %s of take %s has no light form: %s", row.name, take.id, reason(error))
            continue
        actions.add_light(take, row.name, pieces)
        made += 1
    return made


def _runs(take: Take, rows: list[Segment]) -> Iterator[_Run]:
    begun: list[Segment] = []
    for row in rows:
        if begun and not _together(begun[-1], row):
            yield _Run(files.content(take, begun[0].init), begun)
            begun = []
        begun.append(row)
    if begun:
        yield _Run(files.content(take, begun[0].init), begun)


def _together(before: Segment, row: Segment) -> bool:
    return before.init == row.init and abs(before.at + before.duration - row.at) <= NEAR


def _encoded(take: Take, name: str, run: _Run, folder: Path) -> Iterator[Piece]:
    """The light segments of a run, stored."""
    source, target = folder / "run.mp4", folder / "run.ogg"
    times = []
    with source.open("wb") as out:
        out.write(run.init)
        for row in run.rows:
            content = files.content(take, row.name)
            times.append(boxes.time_of(content))
            out.write(content)
    ffmpeg.run(("-i", source.name, "-map", "0:a", "-ac", "1", *CODING, "-f", "ogg", target.name), folder)
    packets, scale = _packets(target), boxes.beginning(run.init).scale
    done = lasted = 0
    for row, time in zip(run.rows, times, strict=True):
        lasted += row.duration
        upto = round(lasted / FRAME)
        data = _segment(row.n, time, packets[done:upto], FRAME * scale // 1000)
        done = upto
        stored = f"{row.n:06}-{rules.LIGHT}{name}.m4s"
        size = files.store(take, stored, BytesIO(data))
        yield Piece(
            row.n, f"{rules.LIGHT}{name}", stored, row.init, row.at, row.duration, size, row.discontinuity
        )


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def _segment(number: int, time: int, packets: list[bytes], duration: int) -> bytes:
    """A CMAF fragment of packets of `duration` units each, from `time` on. ValueError without any."""
    if not packets:
        raise ValueError("no packets")
    header = _box(b"mfhd", struct.pack(">II", 0, number + 1))
    track = _box(b"tfhd", struct.pack(">III", 0x020008, 1, duration))  # base is moof, a duration for all
    begins = _box(b"tfdt", struct.pack(">IQ", 1 << 24, time))
    sizes = struct.pack(f">{len(packets)}I", *map(len, packets))
    length = 8 + len(header) + 8 + len(track) + len(begins) + 20 + len(sizes)
    run = _box(b"trun", struct.pack(">IIi", 0x000201, len(packets), length + 8) + sizes)
    moof = _box(b"moof", header + _box(b"traf", track + begins + run))
    return moof + _box(b"mdat", b"".join(packets))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content
