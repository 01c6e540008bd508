"""For `make dev`: tells when a source file has changed. Polling, because a second a day of CPU is cheap."""

import asyncio
from collections.abc import Callable
from pathlib import Path

_SUFFIXES = {".py", ".html", ".txt", ".mo"}


def newest(folders: tuple[Path, ...]) -> float:
    """The latest change among the source files, in seconds since the epoch; 0 when there are none."""
    times = [0.0]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in _SUFFIXES:
                try:
                    times.append(path.stat().st_mtime)
                except FileNotFoundError:  # an editor's short-lived file
                    continue
    return max(times)


async def watch(folders: tuple[Path, ...], changed: Callable[[], None], every: float = 0.7) -> None:
    """Call `changed` after each change, until cancelled."""
    last = newest(folders)
    while True:
        await asyncio.sleep(every)
        now = newest(folders)
        if now > last:
            last = now
            changed()
