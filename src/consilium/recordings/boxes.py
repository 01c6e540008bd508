"""CMAF, as far as laying segments end to end needs it: the boxes with sizes, scales and times. Pure.

What is read here was brought by our own recorder, but is taken for a stranger's: BrokenFile says what is not
as it should be, and nothing is believed about sizes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_PARENTS = {b"moov", b"trak", b"mdia", b"moof", b"traf"}


class BrokenFile(ValueError):
    """Not a file as the recorder writes it."""


@dataclass(frozen=True)
class Beginning:
    """What begins a rendition's decoding. `scale`: units a second; the size of the picture, 0 for sound."""

    scale: int
    width: int
    height: int


def beginning(data: bytes) -> Beginning:
    """From an initialisation segment."""
    scale = width = height = 0
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"mdhd" and not scale:
            scale = _number(data, start + (20 if data[start] else 12), end, 4)
        elif kind == b"tkhd" and not width:
            width, height = (_number(data, at, end, 4) >> 16 for at in (end - 8, end - 4))
    if not scale:
        raise BrokenFile("no scale of time")
    return Beginning(scale, width, height)


def moved(data: bytes, back: int) -> bytes:
    """A segment whose times lie `back` units earlier, and not before zero; without an index of its own."""
    made = bytearray()
    for kind, start, end in _boxes(data, 0, len(data), deep=False):
        if kind == b"sidx":
            continue
        box = bytearray(data[start - 8 : end])
        if kind == b"moof":
            _move(box, back)
        made += box
    return bytes(made)


def time_of(data: bytes) -> int:
    """When a segment begins, in units of its scale."""
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"tfdt":
            return _number(data, start + 4, end, 8 if data[start] else 4)
    raise BrokenFile("no time")


def _move(moof: bytearray, back: int) -> None:
    for kind, start, end in _boxes(bytes(moof), 8, len(moof)):
        if kind == b"tfdt":
            long = 8 if moof[start] else 4
            time = _number(bytes(moof), start + 4, end, long)
            moof[start + 4 : start + 4 + long] = max(0, time - back).to_bytes(long, "big")


def _boxes(data: bytes, at: int, end: int, *, deep: bool = True) -> Iterator[tuple[bytes, int, int]]:
    """Each box's kind, and from where to where its content goes; with `deep`, those inside as well."""
    while at < end:
        size, kind = _number(data, at, end, 4), data[at + 4 : at + 8]
        if size < 8 or at + size > end:
            raise BrokenFile("a box that does not fit")
        yield kind, at + 8, at + size
        if deep and kind in _PARENTS:
            yield from _boxes(data, at + 8, at + size)
        at += size


def _number(data: bytes, at: int, end: int, long: int) -> int:
    if at < 0 or at + long > end:
        raise BrokenFile("a box that is too short")
    return int.from_bytes(data[at : at + long], "big")
