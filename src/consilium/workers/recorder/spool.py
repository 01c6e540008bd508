"""What was written and has not been brought to the site yet. It outlives us: a kill -9 loses no segment."""

import contextlib
import json
from pathlib import Path

from consilium.kernel.facts import Json

LOG = "told.jsonl"


class Spool:
    """The folder of one take. `note` before bringing anything; `done` after."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._log = (folder / LOG).open("a", encoding="utf-8")

    def close(self) -> None:
        self._log.close()

    def note(self, told: Json) -> None:
        """Remember what the program said of a file."""
        self._log.write(json.dumps(told) + "\n")
        self._log.flush()

    def left(self) -> list[Json]:
        """What was told of files that are still here, in order; a torn last line is nothing."""
        found = []
        for line in (self.folder / LOG).read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):
                told = json.loads(line)
                if (self.folder / told["name"]).is_file():
                    found.append(told)
        return found

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def done(self, name: str) -> None:
        """It is on the site. What begins a rendition stays: later segments name it."""
        (self.folder / name).unlink(missing_ok=True)

    def clear(self) -> None:
        """The take is over and brought in."""
        self.close()
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            self.folder.rmdir()
