"""The models that packages of the `demo` extra carry, verified and laid out as the programs want them."""

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.house import ROOT

REGISTRY = ROOT / "src" / "consilium" / "config" / "models.json"


def lay_out(root: Path, *names: str) -> Path:
    """Link the translation models of these names into `root`/translation. Skips the test, and says so, when
    a package is not installed; fails when it holds other files than were pinned.
    """
    entries = {entry["name"]: entry for entry in json.loads(REGISTRY.read_text())["models"]}
    for name in names:
        folder = root / "translation" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, (source,) in entries[name]["package"].items():
            found = _in_package(source)
            assert hashlib.sha256(found.read_bytes()).hexdigest() == entries[name]["files"][file]["sha256"]
            if not (folder / file).exists():
                (folder / file).symlink_to(found)
    return root


def _in_package(path: str) -> Path:
    package, _, inside = path.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"the package {package} of the demo extra is not installed")
    return Path(spec.origin).parent / inside
