"""Debian packages that the tests need and pip cannot bring: installed when root, named otherwise."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def _command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _file(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/").glob(pattern))


NEEDED: dict[str, Callable[[], bool]] = {
    "chromium": _command("chromium"),
    "ffmpeg": _command("ffmpeg"),
    "gettext": _command("msgfmt"),
    "fonts-noto-core": _file("usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"),
    "fonts-noto-cjk": _file("usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    "postgresql": _file("usr/lib/postgresql/*/bin/initdb"),
    "pocketsphinx-testdata": _file("usr/share/pocketsphinx/test/data"),
}


def ensure() -> bool:
    """Whether everything is there, after an apt-get install when we may run one."""
    absent = [package for package, present in NEEDED.items() if not present()]
    if not absent:
        return True
    install = f"apt-get install -y --no-install-recommends {' '.join(absent)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"These packages are missing. Install them: sudo {install}", file=sys.stderr)
        return False
    print(f"Installing {', '.join(absent)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -q", f"{install} -q"):
        if subprocess.run(command.split(), env=environment, stdout=subprocess.DEVNULL).returncode:
            print(f"This failed: {command}", file=sys.stderr)
            return False
    return True
