"""Who plays in the demo: DATA_DIR/run/demo.json, which `consilium.config.demo` writes (mode 0600)."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

FILE = "run/demo.json"


@dataclass(frozen=True)
class Part:
    """One bot: the part it plays ("presenter", "interpreter", "attendee" …), its person's id, its way in."""

    plays: str
    person: str
    language: str
    link: str


def file_in(data_dir: Path) -> Path:
    return data_dir / FILE


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR", "").strip() or Path.cwd() / "var")


def read(path: Path) -> list[Part]:
    """The cast. Raises OSError or ValueError when there is none."""
    return [Part(**part) for part in json.loads(path.read_text())]


def text_of(cast: list[Part]) -> str:
    """The inverse of `read`."""
    return json.dumps([part.__dict__ for part in cast])
