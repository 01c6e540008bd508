"""`consilium up` as a person meets it: it starts, it refuses, it stops, and it leaves nothing behind."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]


class Up:
    """A running `up`; its lines are collected by a thread, so that one can wait for a word."""

    def __init__(self, data_dir: Path, *flags: str, web: int = 0, sfu: int = 0) -> None:
        self.data_dir = data_dir
        self.web, self.sfu = web or free_port(), sfu or free_port()
        command = [
            sys.executable,
            "-m",
            "tests.support.tiny_up",
            str(data_dir),
            str(self.web),
            str(self.sfu),
            *flags,
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.text = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._news:
                self.text += line
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def says(self, word: str, within: float = 10) -> bool:
        with self._news:
            return self._news.wait_for(lambda: word in self.text, within)

    def ends(self, within: float = 10) -> int:
        status = self.process.wait(within)
        self._reader.join(2)
        return status

    @property
    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.data_dir / "run" / "pids.json").read_text())
        return found


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Whatever a failed test leaves running there is ended."""
    yield tmp_path
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if (
                entry.name.isdigit()
                and f"CONSILIUM_SUPERVISED={tmp_path}".encode() in (entry / "environ").read_bytes()
            ):
                os.kill(int(entry.name), signal.SIGKILL)


def taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone(port: int, within: float = 5) -> bool:
    """Whether the port is free before the time is over; looks again and again."""
    deadline = time.monotonic() + within
    while taken(port):
        if time.monotonic() > deadline:
            return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_starts_tells_the_links_and_stops_on_a_signal(data_dir: Path, number: signal.Signals) -> None:
    up = Up(data_dir)
    assert up.says("Ctrl-C stops everything")
    assert f"http://127.0.0.1:{up.web}" in up.text
    assert "organiser  http://127.0.0.1/in/organiser" in up.text
    assert set(up.pids) == {"web", "sfu"}
    assert (data_dir / "run" / "livekit.yaml").stat().st_mode & 0o777 == 0o600
    begun = time.monotonic()
    up.process.send_signal(number)
    assert up.ends() == 0
    assert time.monotonic() - begun < 5
    assert not taken(up.web)
    assert not (data_dir / "run" / "links.json").exists()


def test_deaf_children_do_not_hold_up_the_stop(data_dir: Path) -> None:
    up = Up(data_dir, "--deaf")
    assert up.says("Ctrl-C stops everything")
    begun = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    assert up.ends() == 0
    assert time.monotonic() - begun < 5
    assert not taken(up.web)


def test_a_second_one_on_the_same_folder_is_refused_in_a_sentence(data_dir: Path) -> None:
    first = Up(data_dir)
    assert first.says("Ctrl-C stops everything")
    second = Up(data_dir)
    assert second.ends() == 1
    expected = f"Consilium is already running on {data_dir} (process {first.process.pid}); "
    assert second.text == expected + "stop it first, or choose another DATA_DIR.\n"
    assert taken(first.web)
    first.process.send_signal(signal.SIGINT)
    assert first.ends() == 0


def test_a_taken_port_is_named(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        up = Up(data_dir, web=port)
        assert up.ends() == 1
    assert up.text.startswith(f"Port {port}, wanted by web, is taken by another program;")


def test_a_failing_preparation_ends_it_with_the_reason(data_dir: Path) -> None:
    up = Up(data_dir, "--prepare-fails")
    assert up.ends() == 1
    assert "The database could not be prepared (status 7)" in up.text
    assert not taken(up.sfu)


def test_a_signal_during_the_start_stops_it_too(data_dir: Path) -> None:
    up = Up(data_dir)
    assert up.says("sfu is ready")
    up.process.send_signal(signal.SIGINT)
    assert up.ends() == 0
    assert not taken(up.sfu)


def test_children_end_when_the_supervisor_is_killed(data_dir: Path) -> None:
    up = Up(data_dir)
    assert up.says("Ctrl-C stops everything")
    up.process.kill()
    assert gone(up.sfu)


def test_a_new_start_ends_what_a_killed_supervisor_left(data_dir: Path) -> None:
    first = Up(data_dir, "--deaf")
    assert first.says("Ctrl-C stops everything")
    left = first.pids["web"]
    first.process.kill()
    first.ends()
    assert taken(first.web)
    second = Up(data_dir, web=first.web, sfu=first.sfu)
    assert second.says("Ctrl-C stops everything"), second.text
    assert second.pids["web"] != left
    second.process.send_signal(signal.SIGINT)
    assert second.ends() == 0
