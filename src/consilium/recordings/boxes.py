"""CMAF, as far as laying segments end to end needs it: the boxes with sizes, scales and times. Pure.

What is read here was brought by our own recorder, but is taken for a stranger's: BrokenFile says what is not
as it should be, and nothing is believed about sizes.
"""

import struct
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
            (scale,) = _read(data, start + (20 if data[start] else 12), end, ">I")
        elif kind == b"tkhd" and not width:
            width, height = (value >> 16 for value in _read(data, end - 8, end, ">II"))
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


def _move(moof: bytearray, back: int) -> None:
    for kind, start, end in _boxes(bytes(moof), 8, len(moof)):
        if kind == b"tfdt":
            form = ">Q" if moof[start] else ">I"
            (time,) = _read(bytes(moof), start + 4, end, form)
            struct.pack_into(form, moof, start + 4, max(0, time - back))


def _boxes(data: bytes, at: int, end: int, *, deep: bool = True) -> Iterator[tuple[bytes, int, int]]:
    """Each box's kind, and from where to where its content goes; with `deep`, those inside as well."""
    while at < end:
        size, kind = _read(data, at, end, ">I4s")
        if size < 8 or at + size > end:
            raise BrokenFile("a box that does not fit")
        yield kind, at + 8, at + size
        if deep and kind in _PARENTS:
            yield from _boxes(data, at + 8, at + size)
        at += size


def _read(data: bytes, at: int, end: int, form: str) -> tuple[int, ...] | tuple[int, bytes]:
    if at < 0 or at + struct.calcsize(form) > end:
        raise BrokenFile("a box that is too short")
    return struct.unpack_from(form, data, at)
