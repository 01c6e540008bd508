"""A CDN in virtual time: points of presence that keep what Cache-Control lets them, and viewers that ask.

What stands behind it is the site's real application, so that its own headers decide what reaches it.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.test import RequestFactory

_MAX_AGE = re.compile(r"max-age=(\d+)")
SEGMENT, POLL = 4.0, 3.0  # seconds of a segment, and between two looks at the log's index
RETRY, SOONER, TRIES = 1.0, 0.25, 4  # of who waits for a segment: see web/src/services/due.ts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Upstream(Protocol):
    def get(self, path: str) -> tuple[bytes, float]:
        """The body, and the seconds for which it may be kept."""


class Origin:
    """The site as granian calls it. `requests` and `sent` (bytes) by kind of file."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application
        self.requests: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()

    def get(self, path: str) -> tuple[bytes, float]:
        said: list[Any] = []
        environ = RequestFactory().get(path).environ
        parts = self._application(environ, lambda status, headers, *_: said.extend((status, dict(headers))))
        body = b"".join(parts)
        assert said[0] == "200 OK", f"{said[0]} for a {kind(path)}"
        self.requests[kind(path)] += 1
        self.sent[kind(path)] += len(body)
        control = said[1]["Cache-Control"]
        age = _MAX_AGE.search(control)
        assert "Vary" not in said[1] or said[1]["Vary"] == "Accept-Encoding"
        return body, float(age.group(1)) if age and "public" in control else 0.0


class Pop:
    """One point of presence, or a shield before the origin. It asks once for all who ask at the same time."""

    def __init__(self, upstream: Upstream, clock: Clock) -> None:
        self._upstream = upstream
        self._clock = clock
        self._kept: dict[str, tuple[bytes, float]] = {}
        self.requests = 0

    def get(self, path: str) -> tuple[bytes, float]:
        self.requests += 1
        found = self._kept.get(path)
        if found is None or found[1] <= self._clock.now:
            body, life = self._upstream.get(path)
            found = self._kept[path] = (body, self._clock.now + life)
        return found[0], found[1] - self._clock.now


def kind(path: str) -> str:
    name = path.rpartition("/")[2]
    if name.startswith("log-"):
        return "log index" if re.match(r"log-[a-z]{2,3}[.-]", name) else "log block"
    if name.startswith("slide-"):
        return "slide"
    return "playlist" if name.endswith(".m3u8") else "segment"


@dataclass
class Viewer:
    """Watches as the room's page does: playlists when due, each segment once, the log, slides."""

    near: Upstream
    folder: str
    language: str
    phase: float
    read: dict[str, int] = field(default_factory=dict)
    begun: bool = False
    tries: int = 0
    after: int = -1
    slide: str = ""

    def look(self) -> float:
        """One round of hls.js; the seconds until the next."""
        if not self.begun:
            self._get("live.m3u8")
        before = dict(self.read)
        for rendition in ("video", "floor"):
            newest, init = _playlist(self._get(f"live-{rendition}.m3u8"))
            if not self.begun:
                self._get(init)
            for n in range(max(self.read.get(rendition, newest - 2), newest - 7) + 1, newest + 1):
                self._get(f"{n:06}-{rendition}.m4s")
            self.read[rendition] = newest
        self.begun = True
        return self._wait(self.read != before)

    def _wait(self, news: bool) -> float:
        self.tries += 1
        tried = self.tries
        if news or tried >= TRIES:
            self.tries = 0
        if news:
            return SEGMENT - (SOONER if tried > 1 else RETRY)
        return RETRY if tried < TRIES else SEGMENT / 2

    def follow(self) -> float:
        """One look at the log: see web/src/services/blocks.ts. It begins where its snapshot ended.

        Returns the seconds until the next.
        """
        seq, size, blocks, edition, slide = _index(self._get(f"log-{self.language}.json"))
        if self.after >= 0:
            for n in range(self.after // size, blocks):
                slide = _slide(self._get(f"log-{n}-{edition}-{self.language}.json")) or slide
        self.after = max(self.after, seq)
        if slide and slide != self.slide:
            self.slide = slide
            self._get(slide)
        return POLL

    def _get(self, name: str) -> bytes:
        return self.near.get(self.folder + name)[0]


_parsed: dict[bytes, Any] = {}


def _once(parse: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """Thousands read the same bytes."""

    def parsed(body: bytes) -> Any:
        if body not in _parsed:
            _parsed[body] = parse(body)
        return _parsed[body]

    return parsed


@_once
def _playlist(body: bytes) -> tuple[int, str]:
    names = [line for line in body.decode().splitlines() if line.endswith(".m4s")]
    init = re.search(r'MAP:URI="([^"]+)"', body.decode())
    assert names and init
    return int(names[-1][:6]), init.group(1)


@_once
def _index(body: bytes) -> tuple[int, int, int, str, str]:
    told = json.loads(body)
    return told["seq"], told["size"], told["blocks"], told["edition"], _shown(told["tail"])


@_once
def _slide(body: bytes) -> str:
    return _shown(json.loads(body))


def _shown(told: Any) -> str:
    turns = [entry["data"] for entry in told["entries"] if entry["kind"] == "slide.shown"]
    return f"slide-{turns[-1]['deck']}-{turns[-1]['page']}.webp" if turns else ""
