"""One file for download, from queue to ready or failed. Run by tasks.make; may be killed and run again."""

import errno
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Sum

from consilium.kernel.confine import Limits
from consilium.recordings import boxes, downloads, ffmpeg, films, makers
from consilium.recordings.makers import Order
from consilium.recordings.measuring import work_folder
from consilium.recordings.models import Download, Segment

log = logging.getLogger(__name__)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TOLD_EVERY = 1.0  # seconds between two writes of progress
#: How often the bytes of a take lie on the disk meanwhile: as segments, as the file, and stored.
_COPIES = 3


def make(download_id: str, *, limits: Limits = ffmpeg.LIMITS) -> None:
    """Make a file that was asked for: it ends ready, or failed with a code and without a file."""
    row = downloads.begin(download_id)
    if row is None:
        return
    try:
        with work_folder(f"download-{row.id}", row.run) as folder:
            made = _made(row, folder, limits)
            _keep(row, made)
    except ffmpeg.Failed as failed:
        _fail(row, failed.code)
    except (boxes.BrokenFile, FileNotFoundError):
        _fail(row, "broken")
    except OSError as error:
        _fail(row, "no_space" if error.errno in _FULL else "internal")
    except Exception:
        _fail(row, "internal")
        raise


def _made(row: Download, folder: Path, limits: Limits) -> Path:
    maker = makers.of(row.kind)
    if maker is None:  # it was asked for when there still was such a kind
        raise ffmpeg.Failed("broken")
    needed = Segment.objects.filter(rendition__take=row.take).aggregate(all=Sum("bytes"))["all"] or 0
    if shutil.disk_usage(folder).free < needed * _COPIES:
        raise ffmpeg.Failed("no_space")
    downloads.progress(row, 0)
    told = _Progress(row)
    order = Order(
        row.take, row.rendition, folder, limits, told, sound=lambda name: films.light_sound(order, name)
    )
    return maker.make(order)


def _keep(row: Download, made: Path) -> None:
    """Into the storage, then into the row."""
    name = f"downloads/{row.take_id}/{row.id}-{row.run}{made.suffix}"
    with made.open("rb") as file:
        kept = default_storage.save(name, File(file))
    downloads.finish(row, kept, made.stat().st_size)


def _fail(row: Download, code: str) -> None:
    log.info("recordings: download %s failed: %s", row.id, code)
    downloads.fail(row, code)


class _Progress:
    """Writes how far the work is, at most once a second."""

    def __init__(self, row: Download, clock: Callable[[], float] = time.monotonic) -> None:
        self.row, self.clock = row, clock
        self.told_at = 0.0

    def __call__(self, share: float) -> None:
        now = self.clock()
        if now - self.told_at >= _TOLD_EVERY:
            self.told_at = now
            downloads.progress(self.row, int(100 * share))
