"""The segments of a rendition laid end to end, as one player hears and sees them: without holes.

What is hidden, or was never recorded, has no length. All renditions are moved by the same amounts, those of
the leading one, so what belongs together stays together.
"""

from dataclasses import dataclass
from pathlib import Path

from consilium.kernel.timecode import milliseconds
from consilium.recordings import boxes, files, queries
from consilium.recordings.models import Take


@dataclass(frozen=True)
class Stretch:
    """A file that can be decoded from its first byte on. Times in seconds, sizes in pixels (0 for sound)."""

    path: Path
    seconds: float
    width: int
    height: int


def assemble(take: Take, rendition: str, folder: Path, *, alone: bool = False) -> list[Stretch]:
    """`rendition` in as few files as possible: one, unless its pictures began anew with other parameters.
    `alone`: without the floor where a sound has nothing of its own.

    Raises FileNotFoundError, boxes.BrokenFile. [] when there is nothing to be played.
    """
    moves = _moves(take)
    made: list[Stretch] = []
    before = b""
    known: dict[str, bytes] = {}
    for part in queries.parts(take, rendition, alone=alone):
        number = int(part.name[:6])
        if number not in moves:
            continue
        if part.init not in known:
            known[part.init] = files.content(take, part.init)
        init = known[part.init]
        begun = boxes.beginning(init)
        if init != before:
            before = init
            path = folder / f"{rendition}-{len(made)}.mp4"
            path.write_bytes(init)
            made.append(Stretch(path, 0, begun.width, begun.height))
        last = made[-1]
        with last.path.open("ab") as out:
            out.write(boxes.moved(files.content(take, part.name), moves[number] * begun.scale // 1000))
        made[-1] = Stretch(last.path, last.seconds + part.duration / 1000, last.width, last.height)
    return made


def _moves(take: Take) -> dict[int, int]:
    """By number: how many milliseconds earlier a segment is played than it was recorded."""
    zero, at = milliseconds(take.started_at), 0
    found = {}
    for part in queries.parts(take, queries.leading(take)):
        found[int(part.name[:6])] = part.at - zero - at
        at += part.duration
    return found
