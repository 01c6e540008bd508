"""Where the files of a take lie: Django's storage "media", a folder on disk or a bucket.

A file is written before its row, and is what it is for ever: a name is never used again.
"""

import contextlib
import os
import time
from functools import lru_cache
from pathlib import Path
from typing import IO, Protocol, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from consilium.recordings import rules
from consilium.recordings.models import Segment, Take

CHUNK = 256 << 10
#: Seconds. An address into the bucket is the same for a while, so that caches know it again, and then ends.
SAME, ENDS = 300, 900


class Source(Protocol):
    """What gives bytes: an open file, or the body of a request."""

    def read(self, size: int, /) -> bytes: ...


class TooLarge(Exception):
    """More came than a file may have."""


class Kept(Exception):
    """Another file has that name, and is told of already."""


def storage() -> Storage:
    return storages["media"]


def path(take: Take, name: str) -> str:
    """Where a file of a take lies. ValueError for a name that no recorder gives."""
    if not rules.is_file(name):
        raise ValueError("not a file of a recording")
    return f"takes/{take.id}/{name}"


def store(take: Take, name: str, source: Source, *, told: bool = False) -> int:
    """Keep what `source` gives, at most rules.LARGEST bytes; return how many: they are on the disk then, for
    the recorder deletes its copy. Raises TooLarge, Kept.

    What a broken upload left under that name is replaced, unless a row names it (`told`) and it is whole.
    """
    place, kept = path(take, name), storage()
    data = _read(source)
    if kept.exists(place):
        size = kept.size(place)
        if size == len(data):
            _settle(place)
            return len(data)
        if told and not _is_torn(take, name, size, len(data)):
            raise Kept
        kept.delete(place)
    content = ContentFile(data)
    content.content_type = rules.media_type(name)  # type: ignore[attr-defined]  # what a bucket tells about it
    kept.save(place, content)
    _settle(place)
    return len(data)


def delete(take: Take, name: str) -> None:
    storage().delete(path(take, name))


def delete_all(take: Take) -> None:
    """All files of a take, and its folder."""
    folder, kept = f"takes/{take.id}", storage()
    with contextlib.suppress(FileNotFoundError):
        for name in kept.listdir(folder)[1]:
            kept.delete(f"{folder}/{name}")
        if is_local():
            kept.delete(folder)


def opened(take: Take, name: str) -> IO[bytes]:
    """Raises FileNotFoundError."""
    return cast(IO[bytes], storage().open(path(take, name)))


def content(take: Take, name: str) -> bytes:
    """Raises FileNotFoundError."""
    with opened(take, name) as file:
        return file.read()


def is_local() -> bool:
    """Whether the files are on a disk of ours, to be served by us."""
    return isinstance(storage(), FileSystemStorage)


def address(take: Take, name: str) -> str:
    """Where the bucket, or the CDN before it, serves the file: signed, for some minutes."""
    return _signed(path(take, name), int(time.time()) // SAME)


def attachment(place: str, name: str) -> str:
    """Where a bucket serves a file of the default storage as the download `name`, for some minutes."""
    told = {"ResponseContentDisposition": f'attachment; filename="{name}"'}
    return storages["default"].url(place, parameters=told, expire=ENDS)  # type: ignore[call-arg]


@lru_cache(maxsize=4096)
def _signed(place: str, turn: int) -> str:
    """The same address until the next `turn`."""
    url = storage().url(place, expire=ENDS)  # type: ignore[call-arg]  # only a bucket's have one
    if not settings.MEDIA_CDN:
        return url
    parts = urlsplit(url)
    return f"{settings.MEDIA_CDN}{parts.path}?{parts.query}"


def _is_torn(take: Take, name: str, size: int, offered: int) -> bool:
    """Whether a power cut has left less of a file than was told of it, and what is offered is all of it."""
    row = Segment.objects.filter(rendition__take=take, name=name).first()
    return size < row.bytes == offered if row else size == 0


def _settle(place: str) -> None:
    """A power cut takes nothing of it: the file, and the names that lead there. A bucket sees to that."""
    kept = storage()
    if not isinstance(kept, FileSystemStorage):
        return
    file = Path(kept.path(place))
    for each in (file, *file.parents[: len(Path(place).parts)]):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(source: Source) -> bytes:
    data = bytearray()
    while piece := source.read(min(CHUNK, rules.LARGEST + 1 - len(data))):
        data += piece
        if len(data) > rules.LARGEST:
            raise TooLarge
    return bytes(data)
