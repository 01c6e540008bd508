"""Captions as WebVTT: one small file for each segment of the media. Pure.

Times are those of the media: milliseconds from the take's zero, as they stand in the files (`tfdt`). The
mapping says that of every file by itself, so a player needs no other to place it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consilium.kernel.languages import direction

MIME = "text/vtt; charset=utf-8"
#: Ten seconds of WebVTT are ten of the media. With zeros hls.js would take the mapping for missing.
_MAPPING = "X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:10.000"
#: What a line may not hold: it would end the cue, or open markup.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " ", "\0": ""})
#: A mark before each line, so that a sentence that begins with a Latin word still runs from the right.
_MARKS = {"rtl": "\u200f", "ltr": "\u200e"}


@dataclass(frozen=True)
class Line:
    """A cue as it is shown. `start` and `end` in milliseconds since 1970; `made` says who wrote it."""

    id: str
    text: str
    start: int
    end: int
    made: str


def document(lines: Sequence[Line], *, language: str, zero: int, start: int, end: int) -> str:
    """What is shown of `lines` between two moments, milliseconds since 1970, of a take that began at `zero`.

    A cue that goes beyond the segment stands whole in each of them: players know it again by its times.
    """
    mark = _MARKS[direction(language)]
    blocks = ["WEBVTT\n" + _MAPPING]
    for line in lines:
        if line.start < end and line.end > max(start, zero) and line.text.strip():
            times = f"{_time(line.start - zero)} --> {_time(line.end - zero)}"
            blocks += [f"NOTE {_plain(line.made)}", f"{line.id}\n{times}\n{mark}{_plain(line.text)}"]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.translate(_ESCAPED).split())


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(max(0, milliseconds), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
