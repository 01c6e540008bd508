"""`consilium seminar export|import`: the words around archive/seminar_file."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from consilium.archive.seminar_file.admission import Wishes, admit
from consilium.archive.seminar_file.container import Unfit
from consilium.archive.seminar_file.export import export
from consilium.recordings import tasks


def main(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 refused, 130 stopped; a refusal has changed nothing."""
    try:
        with _stoppable():
            return _export(arguments) if arguments.what == "export" else _import(arguments)
    except Unfit as unfit:
        print(f"\n{unfit}" if sys.stderr.isatty() else unfit, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing was kept.", file=sys.stderr)
        return 130


def _export(arguments: argparse.Namespace) -> int:
    progress = Progress("files written")
    made = export(arguments.slug, arguments.file, people=arguments.with_people, progress=progress)
    print(f"{arguments.file}: {made['entries']} entries, {made['files']} files.")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    wishes = Wishes(
        slug=arguments.slug,
        replace=arguments.replace,
        people=arguments.with_people,
        organiser=arguments.organiser,
        progress=Progress("bytes verified"),
    )
    made = admit(arguments.file, wishes)
    tasks.take_up()  # who exports a seminar that has just ended leaves the measuring to us
    print(f"The seminar is here: /seminars/{made.slug}")
    return 0


class Progress:
    """Some lines on standard error for a long work, a line that changes on a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._told = time.monotonic()
        self._every, self._end = (0.2, "\r") if sys.stderr.isatty() else (5.0, "\n")

    def __call__(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now - self._told >= self._every:
            self._told = now
            print(f"{done} of {whole} {self._what}", end=self._end, file=sys.stderr, flush=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Being asked to end is as Ctrl-C: what is half done is taken back."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
