"""Where the files of a take lie: Django's storage "media", a folder on disk or a bucket.

A file is written before its row, and is what it is for ever: a name is never used again.
"""

from typing import IO, Protocol, cast

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from consilium.recordings import rules
from consilium.recordings.models import Take

CHUNK = 256 << 10


class Source(Protocol):
    """What gives bytes: an open file, or the body of a request."""

    def read(self, size: int, /) -> bytes: ...


class TooLarge(Exception):
    """More came than a file may have."""


def storage() -> Storage:
    return storages["media"]


def path(take: Take, name: str) -> str:
    """Where a file of a take lies. ValueError for a name that no recorder gives."""
    if not rules.is_file(name):
        raise ValueError("not a file of a recording")
    return f"takes/{take.id}/{name}"


def store(take: Take, name: str, source: Source) -> int:
    """Keep what `source` gives, at most rules.LARGEST bytes; return how many. Raises TooLarge.

    What a broken upload left under that name is replaced: no row names it yet.
    """
    place, kept = path(take, name), storage()
    data = _read(source)
    if kept.exists(place):
        if kept.size(place) == len(data):
            return len(data)
        kept.delete(place)
    kept.save(place, ContentFile(data))
    return len(data)


def opened(take: Take, name: str) -> IO[bytes]:
    """Raises FileNotFoundError."""
    return cast(IO[bytes], storage().open(path(take, name)))


def _read(source: Source) -> bytes:
    data = bytearray()
    while piece := source.read(min(CHUNK, rules.LARGEST + 1 - len(data))):
        data += piece
        if len(data) > rules.LARGEST:
            raise TooLarge
    return bytes(data)
