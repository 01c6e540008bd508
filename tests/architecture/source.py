"""The files of the repository, as git would commit them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Tracked and not ignored files with one of the suffixes, relative to the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.suffix in suffixes and (ROOT / path).is_file()))


def written(*suffixes: str) -> list[Path]:
    """Of those, the ones that people write: no migrations, nothing generated."""
    generated = {"migrations", "generated", "protocol", "golden"}
    return [path for path in files(*suffixes) if not generated & set(path.parts)]


def read(path: Path) -> str:
    return (ROOT / path).read_text()
