"""The whole site as `consilium up` runs it: real web, live, tasks and SFU, on ports and data of its own."""

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeVar

from tests.support import databases
from tests.support.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
READY = "Consilium is ready"
PATIENCE = 60.0
_CODE = re.compile(r"^\s*(?=\S*[A-Z0-9])[A-Z0-9]{3,}(?:-[A-Z0-9]+)*\s*$", re.MULTILINE)
_SEPARATOR = b"-" * 79
T = TypeVar("T")


@dataclass(frozen=True)
class Guest:
    """Somebody to be invited: the local part of an e-mail, what they are, where they are from."""

    mail: str
    role: str
    name: str = ""
    state: str = "KZ"
    language: str = "en"


@dataclass(frozen=True)
class Invited:
    """A seminar with a way in and the person's id for each guest, by `Guest.mail`."""

    id: str
    slug: str
    links: dict[str, str]
    persons: dict[str, str]


class Site:
    """`kill` is how a crash looks; the supervisor brings the part back."""

    def __init__(self, data_dir: Path, *, demo: bool = False, settings: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.log = data_dir.with_suffix(".log")
        web, live, sfu, tcp, udp = free_ports(5)
        self.url = f"http://127.0.0.1:{web}"
        self.live_url = f"http://127.0.0.1:{live}"
        self._demo = demo
        own = {
            "DATA_DIR": str(data_dir),
            "SITE_URL": self.url,
            "LIVE_URL": self.live_url,
            "LIVEKIT_URL": f"ws://127.0.0.1:{sfu}",
            "LIVEKIT_TCP_PORT": str(tcp),
            "LIVEKIT_UDP_PORT": str(udp),
            "EMAIL_URL": f"file://{data_dir}/mail",
            "DJANGO_SETTINGS_MODULE": "consilium.config.settings",
            "PYTHONUNBUFFERED": "1",
        }
        dropped = ("DATABASE_URL", "DEBUG", "SECRET_KEY", "CONSILIUM_LINKS")
        self._env = (
            {key: value for key, value in os.environ.items() if key not in dropped} | own | (settings or {})
        )
        self._up: subprocess.Popen[bytes] | None = None
        self._hand: subprocess.Popen[str] | None = None
        self._asking = threading.Lock()

    def start(self) -> None:
        """The demo makes its tables itself, as at home; others find them made: it takes many seconds."""
        if not self._demo and not self.data_dir.exists():
            self.data_dir.mkdir(parents=True)
            databases.migrated_file(self.data_dir / "db.sqlite3")
        command = [sys.executable, "-m", "consilium.cli", "up", *(["--demo"] if self._demo else [])]
        with self.log.open("ab") as log:
            self._up = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=log, stderr=log)
        until(self._is_ready, "the site is ready", PATIENCE)

    def stop(self) -> float:
        """Ask the supervisor to end; the seconds it took."""
        if self._hand and self._hand.poll() is None:
            self._hand.kill()
            self._hand.wait()
        begun = time.monotonic()
        if self._up and self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
            try:
                self._up.wait(15)
            except subprocess.TimeoutExpired:
                self._up.kill()
                self._up.wait()
        return time.monotonic() - begun

    def said(self) -> str:
        """Everything the parts have printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.data_dir / "run" / "pids.json").read_text())
        return found

    def kill(self, part: str) -> None:
        """`kill -9` a part ("web", "live", "sfu", or "web*": the spare too); returns when it runs again."""
        before = {name: pid for name, pid in self.pids().items() if fnmatch(name, part)}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        until(lambda: self._is_renewed(before), f"{part} runs again")

    def do(self, deed: str, **arguments: Any) -> Any:
        """A deed of tests.support.site_hand, by a process on the site's own database."""
        with self._asking:
            if self._hand is None:
                self._hand = subprocess.Popen(
                    [sys.executable, "-m", "tests.support.site_hand"],
                    cwd=ROOT,
                    env=self._env | self._secrets(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            assert self._hand.stdin and self._hand.stdout
            self._hand.stdin.write(json.dumps({"do": deed, **arguments}) + "\n")
            self._hand.stdin.flush()
            answer = json.loads(self._hand.stdout.readline() or '{"failed": "the hand has ended"}')
            assert "failed" not in answer, f"{deed}: {answer['failed']}"
            return answer["done"]

    def consilium(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The command on this site's settings, to its end."""
        command = [sys.executable, "-m", "consilium.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self._env, capture_output=True, text=True)

    def invite(self, title: str, *guests: Guest, live: bool = False) -> Invited:
        """A published (or live) seminar with these people."""
        found = self.do("seminar", title=title, guests=[guest.__dict__ for guest in guests], live=live)
        return Invited(found["id"], found["slug"], found["links"], found["persons"])

    def log_of(self, seminar: str) -> list[dict[str, Any]]:
        """The seminar's entries: seq, kind, data, audience."""
        found: list[dict[str, Any]] = self.do("entries", seminar=seminar)
        return found

    def demo_links(self) -> dict[str, str]:
        return dict(json.loads((self.data_dir / "run" / "links.json").read_text()))

    def code_for(self, address: str) -> str:
        """The sign-in code in the newest mail to an address."""
        return until(lambda: self._in_mail(address, _CODE), f"a code for {address}").strip()

    def link_for(self, address: str) -> str:
        """The join link in the newest mail to an address."""
        link = re.compile(rf"{re.escape(self.url)}/join/\S+")
        return until(lambda: self._in_mail(address, link), f"a link for {address}")

    def _in_mail(self, address: str, wanted: re.Pattern[str]) -> str | None:
        """What is wanted, from the newest mail to an address that holds it."""
        folder = self.data_dir / "mail"
        files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime) if folder.exists() else []
        for path in reversed(files):
            for message in _messages(path):
                part = message.get_body(("plain",))
                found = wanted.search(part.get_content() if part else "")
                if found and address in str(message["To"]):
                    return found.group()
        return None

    def _secrets(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.data_dir / "secrets.json").read_text())
        return found

    def _is_ready(self) -> bool:
        assert self._up is not None
        if self._up.poll() is not None:
            raise AssertionError(f"the site did not start:\n{self.said()[-3000:]}")
        return READY in self.said()

    def _is_renewed(self, before: dict[str, int]) -> bool:
        try:
            now = self.pids()
        except (OSError, ValueError):
            return False
        renewed = all(now.get(name, pid) != pid for name, pid in before.items())
        return renewed and (len(before) < 2 or self._answers())

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:  # noqa: S310
                return int(answer.status) == 200
        except OSError:
            return False


def until(
    look: Callable[[], T | None],
    what: str,
    patience: float = 20.0,
    seen: Callable[[], object] | None = None,
    *,
    pause: float = 0.05,
) -> T:
    """What `look` returns once it is something; AssertionError with `what` and `seen` when it never is.

    `patience` and `pause`, the time between two looks, are seconds.
    """
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:g} s: {what}" + (f"; {seen()}" if seen else ""))
        time.sleep(pause)
    return found


@contextmanager
def running(data_dir: Path, *, demo: bool = False, settings: dict[str, str] | None = None) -> Iterator[Site]:
    site = Site(data_dir, demo=demo, settings=settings)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def _messages(path: Path) -> Iterator[EmailMessage]:
    """The mails of one file: Django writes all that go over one connection into one, newest last."""
    for text in reversed(path.read_bytes().split(_SEPARATOR)):
        if text.strip():
            yield email.message_from_bytes(text.strip(), _class=EmailMessage, policy=email.policy.default)
