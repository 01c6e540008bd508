"""How loud the sounds of a take are, once it is over. Run by tasks.follow; may be killed and run again."""

import contextlib
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from consilium.recordings import actions, assembling, ffmpeg, queries
from consilium.recordings.models import Take
from consilium.recordings.rules import VIDEO

log = logging.getLogger(__name__)


def measure(take: Take) -> int:
    """Measure each sound that has not been; return how many. What cannot be measured is played as it is."""
    measured = 0
    for row in queries.renditions(take):
        if row.name == VIDEO or row.loudness is not None:
            continue
        try:
            with work_folder(f"loudness-{take.id}") as folder:
                (sound, *_rest) = assembling.assemble(take, row.name, folder, alone=True)
                loudness, peak = ffmpeg.loudness(sound.path)
        except Exception as error:  # a full disk, a bucket that is away: it is tried at the next look
            log.warning("recordings: %s of take %s was not measured: %s", row.name, take.id, reason(error))
            continue
        actions.note_loudness(take, row.name, loudness=loudness, peak=peak)
        measured += 1
    return measured


def reason(error: Exception) -> str:
    """For a log: without the error's own words, which may name anything."""
    return error.code if isinstance(error, ffmpeg.Failed) else type(error).__name__


@contextlib.contextmanager
def work_folder(name: str, run: str = "all") -> Iterator[Path]:
    """A folder of this work alone, gone afterwards; what a killed run left of it goes first. Of two runs that
    are told apart, who comes late takes nothing from the other.
    """
    work = _works() / name
    shutil.rmtree(work, ignore_errors=True)
    folder = work / run
    folder.mkdir(parents=True)
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            work.rmdir()  # unless another run is in it


def empty_leftovers() -> None:
    """Delete what killed runs have left. What another process works in is locked by it, and stays."""
    for folder in _works().glob("*/*"):
        with contextlib.suppress(OSError), _held(folder, alone=True):
            shutil.rmtree(folder, ignore_errors=True)
    for work in _works().glob("*"):
        with contextlib.suppress(OSError):
            work.rmdir()


def _works() -> Path:
    return Path(settings.DATA_DIR) / "run" / "media"


@contextlib.contextmanager
def _held(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """The lock of a folder ends with its process. `alone`: BlockingIOError while another has one."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)
