"""A live process of its own on a database of its own, and browsers that follow it: real processes over
HTTP.
"""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://127.0.0.1:8000"
PATIENCE = 20.0


class House:
    """The live process and the hand behind the stage. `kill` and `start` are how a crash looks."""

    def __init__(self, data_dir: Path, *, database: str = "", hand: str = "tests.support.hand") -> None:
        """`database`: its URL; without it a file in `data_dir`."""
        self._hand_module = hand
        self.port = free_port()
        self.log = data_dir / "live.log"
        self.environment = os.environ | {
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database or f"sqlite:///{data_dir / 'db.sqlite3'}",
            "SITE_URL": SITE,
            "LIVE_URL": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "consilium.config.settings",
            "SECRET_KEY": "for-tests-only",
        }
        self._live: subprocess.Popen[bytes] | None = None
        self._hand: subprocess.Popen[str] | None = None
        self._asking = threading.Lock()

    def prepare(self) -> None:
        """Make the database. Takes seconds; copies of it are made for further houses."""
        self._run("-m", "consilium.cli", "prepare")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._live = subprocess.Popen(
                [sys.executable, "-m", "consilium.cli", "live"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until(self._answers, "the live process answers")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal, wait for the end and return the exit status."""
        assert self._live is not None
        self._live.send_signal(how)
        return self._live.wait(PATIENCE)

    @property
    def pid(self) -> int:
        assert self._live is not None
        return self._live.pid

    def close(self) -> None:
        for process in (self._live, self._hand):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def do(self, deed: str, **arguments: Any) -> Any:
        """A deed of tests.support.hand, and its answer."""
        with self._asking:
            if self._hand is None:
                self._hand = subprocess.Popen(
                    [sys.executable, "-m", self._hand_module],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            assert self._hand.stdin and self._hand.stdout
            self._hand.stdin.write(json.dumps({"do": deed, **arguments}) + "\n")
            self._hand.stdin.flush()
            return json.loads(self._hand.stdout.readline())

    def token(
        self,
        seminar: str,
        person: str,
        *,
        staff: bool = False,
        booths: tuple[str, ...] = (),
        age: int = 0,
        language: str = "",
    ) -> str:
        made: str = self.do(
            "token",
            seminar=seminar,
            person=person,
            staff=staff,
            booths=list(booths),
            age=age,
            language=language,
        )
        return made

    def say(self, seminar: str, *facts: tuple[str, Mapping[str, Any], str]) -> list[int]:
        """Append facts given as (kind, data, audience), each in a transaction of its own."""
        seqs: list[int] = self.do("append", seminar=seminar, facts=[list(fact) for fact in facts])
        return seqs

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        return self._request("GET", path, None, headers or {})

    def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """POST text (or anything else as JSON); the answer's JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _headers, text = self._request("POST", path, data, headers or {})
        return status, json.loads(text)

    def metric(self, name: str) -> float:
        _status, _headers, text = self.get("/metrics")
        lines = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
        return float(lines[f"consilium_live_{name}"])

    def _request(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, data, dict(headers))
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def _answers(self) -> bool:
        if self._live is not None and self._live.poll() is not None:
            raise AssertionError(self.log.read_text())
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def consilium(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The command on this house's settings, to its end."""
        command = [sys.executable, "-m", "consilium.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def _run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True)


class Browser(threading.Thread):
    """One EventSource: keeps what it was told, and resumes by Last-Event-ID until it is closed."""

    def __init__(self, house: House, token: str, *, after: int = 0, resume: bool = True) -> None:
        super().__init__(daemon=True)
        self._house = house
        self._path = f"/stream?token={token}&after={after}"
        self._resume = resume
        self._last = ""
        self._closed = threading.Event()
        self._changed = threading.Condition()
        self._connection: http.client.HTTPConnection | None = None
        self.entries: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.ends = 0
        self.broken: Exception | None = None
        self.start()

    @property
    def seqs(self) -> list[int]:
        with self._changed:
            return [entry["seq"] for entry in self.entries]

    def kinds(self) -> list[str]:
        with self._changed:
            return [entry["kind"] for entry in self.entries]

    def wait(self, true: Callable[["Browser"], bool], what: str = "it", patience: float = PATIENCE) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: true(self), patience), (
                f"waited in vain for {what}: {self.seqs}"
            )

    def connected(self) -> "Browser":
        self.wait(lambda b: 200 in b.statuses, "the connection")
        return self

    def lose_line(self) -> None:
        """The connection breaks from this side."""
        if self._connection is not None and self._connection.sock is not None:
            with contextlib.suppress(OSError):  # it was broken already
                self._connection.sock.shutdown(2)

    def close(self) -> None:
        self._closed.set()
        self.lose_line()

    def run(self) -> None:
        while not self._closed.is_set():
            try:
                self._follow()
                self.broken = None
            except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
                self.broken = error  # the line is gone, which shows in one of these ways
            with self._changed:
                self.ends += 1
                self._changed.notify_all()
            if not self._resume or self._closed.wait(0.05):
                return

    def _follow(self) -> None:
        headers = {"Last-Event-ID": self._last} if self._last else {}
        self._connection = http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=PATIENCE)
        self._connection.request("GET", self._path, headers=headers)
        answer = self._connection.getresponse()
        with self._changed:
            self.statuses.append(answer.status)
            self._changed.notify_all()
        if answer.status != 200:
            self._closed.set()
        identifier = ""
        while line := answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                identifier = value
            elif name == "data":
                self._take(identifier, json.loads(value))

    def _take(self, identifier: str, entry: dict[str, Any]) -> None:
        with self._changed:
            self._last = identifier
            self.entries.append(entry)
            self._changed.notify_all()


def until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Ask again and again; an assertion error after `patience` seconds."""
    pause = threading.Event()
    for _ in range(int(patience / 0.05)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError(f"waited in vain until {what}")
