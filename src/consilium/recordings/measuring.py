"""How loud the sounds of a take are, once it is over. Run by tasks.follow; may be killed and run again."""

import contextlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from consilium.recordings import actions, assembling, boxes, ffmpeg, queries
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
        except (ffmpeg.Failed, boxes.BrokenFile, FileNotFoundError, ValueError) as error:
            code = getattr(error, "code", type(error).__name__)
            log.warning("recordings: %s of take %s was not measured: %s", row.name, take.id, code)
            continue
        actions.note_loudness(take, row.name, loudness=loudness, peak=peak)
        measured += 1
    return measured


@contextlib.contextmanager
def work_folder(name: str, run: str = "all") -> Iterator[Path]:
    """A folder of this work alone, gone afterwards; what a killed run left of it goes first. Of two runs that
    are told apart, who comes late takes nothing from the other.
    """
    work = Path(settings.DATA_DIR) / "run" / "media" / name
    shutil.rmtree(work, ignore_errors=True)
    folder = work / run
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            work.rmdir()  # unless another run is in it
