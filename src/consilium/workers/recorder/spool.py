"""What was written and has not been brought to the site yet. It outlives us: a kill -9 loses no segment."""

import contextlib
import json
import shutil
import time
from pathlib import Path

from consilium.kernel.facts import Json

LOG, SEMINAR = "told.jsonl", "seminar"
#: What is still to be brought, or kept because the site refused it.
_WAITING = ("*.m4s", "*.journal")


class Spool:
    """The folder of one take. `note` before bringing anything; `done` after."""

    def __init__(self, folder: Path, seminar: str = "") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if seminar:
            (folder / SEMINAR).write_text(seminar, encoding="utf-8")
        self._log = (folder / LOG).open("a", encoding="utf-8")
        self._mend()
        numbers = [told["n"] for told in self._told() if told.get("event") == "segment" and "n" in told]
        self.next = max(numbers, default=-1) + 1  # the first number that no segment has

    def close(self) -> None:
        self._log.close()

    def note(self, told: Json) -> None:
        """Remember what the program said of a file."""
        self._log.write(json.dumps(told) + "\n")
        self._log.flush()
        self.next = max(self.next, told.get("n", -1) + 1)

    def name(self, name: str, own: str) -> None:
        """Keep a beginning under a name of its own: the next run of the program uses its name again."""
        shutil.copyfile(self.folder / name, self.folder / own)

    def left(self) -> list[Json]:
        """What was told of files that are still here, in order."""
        return [told for told in self._told() if (self.folder / told["name"]).is_file()]

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def done(self, name: str) -> None:
        """It is on the site. What begins a rendition stays: later segments name it."""
        (self.folder / name).unlink(missing_ok=True)

    @property
    def is_open(self) -> bool:
        """A run that was killed has left a slot."""
        return any(self.folder.glob("*.journal"))

    def clear(self) -> None:
        """The take is over: nothing stays of what was brought in, and all of it where something was not. What
        nobody told of is nothing: the journal had it.
        """
        self.close()
        if self.is_open or any(told.get("event") == "segment" for told in self.left()):
            return
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def _told(self) -> list[Json]:
        """A torn line is nothing."""
        found = []
        for line in (self.folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict) and isinstance(told.get("name"), str):
                    found.append(told)
        return found

    def _mend(self) -> None:
        """What is noted next does not hang on a line that was torn."""
        known = (self.folder / LOG).read_bytes()
        if known and not known.endswith(b"\n"):
            self._log.write("\n")
            self._log.flush()


def left_of(spools: Path, seminar: str) -> list[Path]:
    """The folders of a seminar's takes of which something waits."""
    return [folder for folder, of in _waiting(spools) if of == seminar]


class Rests:
    """The seminars of which something waits here. What was refused is tried again after a while."""

    AGAIN = 600.0  # seconds

    def __init__(self, spools: Path) -> None:
        self._spools = spools
        self._tried: dict[str, float] = {}

    def __call__(self) -> list[str]:
        long_ago = time.monotonic() - self.AGAIN
        found = {of for _folder, of in _waiting(self._spools) if self._tried.get(of, long_ago) <= long_ago}
        return sorted(found)[:100]

    def tried(self, seminar: str) -> None:
        self._tried[seminar] = time.monotonic()


def _waiting(spools: Path) -> list[tuple[Path, str]]:
    """The folders in which something waits, and whose seminar's it is."""
    found = []
    for folder in sorted(spools.iterdir()) if spools.is_dir() else ():
        with contextlib.suppress(OSError):
            of = (folder / SEMINAR).read_text(encoding="utf-8")
            if _waits(folder):
                found.append((folder, of))
    return found


def _waits(folder: Path) -> bool:
    return any(True for pattern in _WAITING for _path in folder.glob(pattern))
