"""ffmpeg on files of a recording, confined: no network, no secrets, limits of its own. No Django.

It only ever sees what lies in the folder it is given.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, cast

from consilium.kernel.confine import MIB, Limits

#: A seminar of some hours whose pictures must be coded again, on one slow processor.
LIMITS = Limits(memory=4096 * MIB, cpu=12 * 3600, file=64 * 1024 * MIB, wall=12 * 3600)
_NO_SPACE = re.compile(r"No space left|File too large")
_LUFS = re.compile(r"\bI:\s+(-?[\d.]+|-?inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-?inf|nan) dBFS")
_QUIETLY = ("-hide_banner", "-nostdin", "-nostats", "-y", "-progress", "pipe:1")
SILENCE = -70.0  # LUFS: the gate of EBU R128; nothing is measured below


class Failed(Exception):
    """`code` is "no_ffmpeg", "no_space", "too_long" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def program() -> str | None:
    """The path of ffmpeg, or None where it is not installed."""
    return shutil.which("ffmpeg")


def run(
    arguments: Sequence[str],
    folder: Path,
    *,
    told: Callable[[float], None] = lambda seconds: None,
    limits: Limits = LIMITS,
) -> str:
    """Run ffmpeg in `folder` and return what it said. `told(seconds)`: how far it is. Raises Failed."""
    found = program()
    if found is None:
        raise Failed("no_ffmpeg")
    command = [*_confined(limits), found, *_QUIETLY, *arguments]
    with (folder / "ffmpeg.log").open("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=log, env=_environment(), text=True
        )
        begun = time.monotonic()
        alarm = threading.Timer(limits.wall, process.kill)
        alarm.start()
        try:
            _follow(process, told)
        finally:
            alarm.cancel()
            process.kill()
            process.wait()
        log.seek(0)
        said = log.read()
    if process.returncode:
        late = time.monotonic() - begun >= limits.wall
        raise Failed("too_long" if late else "no_space" if _NO_SPACE.search(said) else "broken")
    return said


def _confined(limits: Limits) -> list[str]:
    """What puts a command under the limits, and behind everything else that wants the processor."""
    return [sys.executable, "-I", "-m", "consilium.kernel.confine", str(limits), "nice", "-n", "10"]


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"]}


def _follow(process: "subprocess.Popen[str]", told: Callable[[float], None]) -> None:
    """Until it ends."""
    with cast(IO[str], process.stdout) as lines:
        for line in lines:
            name, _, value = line.strip().partition("=")
            if name == "out_time_us" and value.isdecimal():
                told(int(value) / 1_000_000)
    process.wait()


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness by EBU R128 in LUFS, and the highest sample in dBFS. Silence is SILENCE, SILENCE.

    Raises Failed.
    """
    arguments = (
        "-i",
        path.name,
        "-map",
        "0:a",
        "-af",
        "ebur128=peak=sample:framelog=verbose",
        "-f",
        "null",
        "-",
    )
    said = run(arguments, path.parent)
    summary = said[said.rfind("Summary:") :]
    found, peak = _LUFS.search(summary), _PEAK.search(summary)
    if not (found and peak):
        raise Failed("broken")
    return _decibels(found[1]), _decibels(peak[1])


def _decibels(text: str) -> float:
    return SILENCE if text.endswith(("inf", "nan")) else max(SILENCE, float(text))
