"""Films and sounds as ffmpeg reads them."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any


def probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def decodes(path: Path) -> None:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr


def pitch(path: Path, at: float) -> float:
    """The frequency of what is heard in a second, by counting where the wave crosses zero."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-ss",
        str(at),
        "-t",
        "1",
        "-i",
        str(path),
        "-ac",
        "1",
        "-ar",
        "48000",
    ]
    wave = subprocess.run([*command, "-f", "s16le", "-"], capture_output=True, check=True).stdout
    values = memoryview(wave[: len(wave) // 2 * 2]).cast("h")
    crossed = sum(1 for one, two in pairwise(values) if one < 0 <= two)
    return crossed / (len(values) / 48000)


def whole(folder: Path, target: Path) -> Path:
    path = target / "whole.mp4"
    parts = [folder / "init.mp4", *sorted(folder.glob("*.m4s"))]
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def packets(path: Path) -> list[str]:
    """A digest of each packet as it was coded."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-c", "copy", "-f", "framehash", "-"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split(",")[-1].strip() for line in lines if not line.startswith("#")]
