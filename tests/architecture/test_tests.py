"""Tests stand on real things, or on fakes that are passed in at the doors."""

import re

from tests.architecture.source import read, written

# Written in halves, so that this file does not find itself.
FORBIDDEN = {
    "a patched import": re.compile(r"mock" r"\.patch|monkeypatch" r"\.setattr|from unittest" r" import mock"),
    "a sleep": re.compile(r"\btime" r"\.sleep\("),
    "an assertion that cannot fail": re.compile(r"assert" r" True\b"),
}


def test_no_patches_and_no_sleeps() -> None:
    found = [
        f"{path}: {what}"
        for path in written(".py")
        if path.parts[0] == "tests"
        for what, pattern in FORBIDDEN.items()
        if what != "a sleep" or path.name.startswith("test_")  # support code may poll a starting program
        if pattern.search(read(path))
    ]
    assert not found
