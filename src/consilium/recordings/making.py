"""One file for download, from queue to ready or failed. Run by tasks.make; may be killed and run again.

Nothing is coded again where the container permits: sounds never are, and a picture is only when it began anew
with other parameters (another camera, another size), which an MP4 that every player reads cannot hold.
"""

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
from consilium.recordings import assembling, boxes, downloads, ffmpeg, rules
from consilium.recordings.assembling import Stretch
from consilium.recordings.measuring import work_folder
from consilium.recordings.models import Download, Segment

log = logging.getLogger(__name__)
ENDINGS = {rules.FILM: "mp4", rules.SOUND: "opus"}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TOLD_EVERY = 1.0  # seconds between two writes of progress
#: How often the bytes of a take lie on the disk meanwhile: as segments, as the file, and stored.
_COPIES = 3
_LIKE_FIRST = "scale={0}:{1}:force_original_aspect_ratio=decrease,pad={0}:{1}:(ow-iw)/2:(oh-ih)/2,setsar=1"


def make(download_id: str, *, limits: Limits = ffmpeg.LIMITS) -> None:
    """Make a file that was asked for: it ends ready, or failed with a code and without a file."""
    row = downloads.begin(download_id)
    if row is None:
        return
    try:
        with work_folder(f"download-{row.id}") as folder:
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
    needed = Segment.objects.filter(rendition__take=row.take).aggregate(all=Sum("bytes"))["all"] or 0
    if shutil.disk_usage(folder).free < needed * _COPIES:
        raise ffmpeg.Failed("no_space")
    sound = assembling.assemble(row.take, row.rendition, folder)
    picture = assembling.assemble(row.take, rules.VIDEO, folder) if row.kind == rules.FILM else []
    if not sound or (row.kind == rules.FILM and not picture):
        raise ffmpeg.Failed("broken")
    downloads.progress(row, 0)
    whole = sum(stretch.seconds for stretch in picture or sound)
    target = folder / f"made.{ENDINGS[row.kind]}"
    arguments = _film(picture, sound, folder) if picture else _sound(sound, folder)
    named = ("-metadata", f"title={_line(row.take.seminar.title)}", target.name)
    ffmpeg.run((*arguments, *named), folder, told=_Progress(row, whole), limits=limits)
    return target


def _sound(sound: list[Stretch], folder: Path) -> list[str]:
    return [*_input(sound, folder, "sound"), "-map", "0:a", "-c", "copy", "-f", "ogg"]


def _film(picture: list[Stretch], sound: list[Stretch], folder: Path) -> list[str]:
    """With times as they stand in the files: each input by itself would be moved to its own beginning."""
    inputs = [*_input(picture, folder, "picture"), *_input(sound, folder, "sound")]
    coding = ["-c:v", "copy"]
    if len(picture) > 1:
        width, height = max((stretch.width, stretch.height) for stretch in picture)
        look = _LIKE_FIRST.format(width, height)
        coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-vf", look, "-fps_mode", "vfr"]
        coding += ["-pix_fmt", "yuv420p", "-threads", "2"]
    whole = ["-map", "0:v", "-map", "1:a", *coding, "-c:a", "copy", "-strict", "-2"]
    return ["-copyts", *inputs, *whole, "-movflags", "+faststart", "-f", "mp4"]


def _input(stretches: list[Stretch], folder: Path, name: str) -> list[str]:
    """One file as it is, several by a list: each begins where the one before it has ended."""
    if len(stretches) == 1:
        return ["-i", stretches[0].path.name]
    lines = [f"file {one.path.name}\nduration {one.seconds:.3f}\n" for one in stretches]
    (folder / f"{name}.txt").write_text("ffconcat version 1.0\n" + "".join(lines))
    return ["-f", "concat", "-i", f"{name}.txt"]


def _keep(row: Download, made: Path) -> None:
    """Into the storage, then into the row."""
    name = f"downloads/{row.take_id}/{row.id}-{row.segments[:12]}{made.suffix}"
    with made.open("rb") as file:
        kept = default_storage.save(name, File(file))
    downloads.finish(row, kept, made.stat().st_size)


def _fail(row: Download, code: str) -> None:
    log.info("recordings: download %s failed: %s", row.id, code)
    downloads.fail(row, code)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


class _Progress:
    """Writes how far ffmpeg is, at most once a second."""

    def __init__(self, row: Download, whole: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.row, self.whole, self.clock = row, whole or 1.0, clock
        self.told_at = 0.0

    def __call__(self, seconds: float) -> None:
        now = self.clock()
        if now - self.told_at >= _TOLD_EVERY:
            self.told_at = now
            downloads.progress(self.row, int(100 * seconds / self.whole))
