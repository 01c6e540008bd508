"""The locks pin and verify every package, and name no host to get it from."""

import json
import re
import tomllib

from tests.architecture.source import ROOT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def _pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    found = (PINNED.match(line) for line in lines)
    return {match[1].lower(): match[2] for match in found if match}


def test_python_lock_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_python_lock_verifies_every_package() -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text().strip())
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_python_lock_covers_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = (
        project["project"]["dependencies"]
        + project["dependency-groups"]["dev"]
        + project["build-system"]["requires"]
    )
    names = {re.split(r"[\[=<>! ~;]", line, maxsplit=1)[0].lower() for line in wanted}
    assert names <= set(_pinned()), "run `make lock`"


def test_web_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [
        name for name, entry in packages.items() if "integrity" not in entry and not entry.get("link")
    ]
