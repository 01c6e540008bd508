"""The Python reducers on the golden logs; web/tests runs the TypeScript reducers on the same files."""

from pathlib import Path
from typing import get_type_hints

import pytest

from consilium.kernel.facts import KINDS
from tests.golden.logs import paths, read, room


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_the_log_makes_the_room(path: Path) -> None:
    log = read(path)
    assert room(log.entries) == log.state


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_entries_sent_twice_make_the_same_room(path: Path) -> None:
    """Whoever is sent each entry twice ends in the same room."""
    log = read(path)
    if not any(line["kind"] == "contribution.extended" for line in log.wire):  # adds up, see verify.py
        twice = [each for entry in log.entries for each in (entry, entry)]
        assert room(twice) == log.state


def test_every_kind_is_in_some_log() -> None:
    told = {line["kind"] for path in paths() for line in read(path).wire if not line.get("redacted")}
    ours = {kind for kind, cls in KINDS.items() if cls.__module__.startswith("consilium.")}
    assert ours <= told


def test_the_data_of_every_entry_is_that_of_its_fact() -> None:
    """A golden log with a forgotten field would prove nothing."""
    for path in paths():
        for entry in read(path).entries:
            if entry.kind in KINDS and not entry.redacted and entry.v == 1:
                fields = set(get_type_hints(KINDS[entry.kind])) - {"version"}
                assert set(entry.data) == fields, (path.stem, entry.seq)
