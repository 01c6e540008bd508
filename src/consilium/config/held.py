"""Answers that are the same for everybody, held in memory for as long as they say: the recording's files.

A thousand viewers ask for the same four files within a second. Django answers the first; the others get the
same bytes from here, for a fraction of the work. What may be held is what a CDN may hold: the views say so in
Cache-Control, and nothing here knows what the files are. What a view no longer gives is gone from here after
LONGEST.
"""

import gzip
import hashlib
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from consilium.config import meters

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Signed addresses of one take: nothing else of the site is for everybody who has the address.
PATHS = re.compile(r"/media/[A-Za-z0-9_:-]{20,200}/[0-9a-z]{26}/[A-Za-z0-9._-]{1,80}")
#: Seconds after which a view is asked again, however long the answer may be kept elsewhere.
LONGEST = 10
#: And this, where a CDN may keep it for a second: a playlist that is late makes its viewers late.
BRIEF = 0.25
ROOM = 64 << 20  # bytes held in each process
LARGEST = 8 << 20
#: Words from so many bytes on are packed for who takes gzip. They hold no secrets of one reader (BREACH).
PACKED = 900
_WORDS = ("text/", "application/json", "application/vnd.apple.mpegurl")
#: What belongs to one person or one request. A view that never sees it cannot answer by it.
_PERSONAL = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "wsgi.file_wrapper",
)
_DROPPED = {"vary", "content-language", "x-request-id", "content-length", "etag"}
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(frozen=True)
class Answer:
    """What Django answered, once and for all who ask meanwhile. `until`: on time.monotonic's clock."""

    status: str
    headers: Headers
    body: bytes
    packed: bytes
    tag: str
    until: float


class Held:
    """A WSGI application around another. One for each process."""

    def __init__(
        self, application: Application, room: int = ROOM, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._application = application
        self._room = room
        self._now = now
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._asking: dict[str, Lock] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not _may_be_held(environ, path):
            return self._application(environ, start_response)
        begun = time.perf_counter()
        answer = self._known(path)
        if answer is None:
            answer = self._ask(path, environ)  # Django has counted it
        else:
            meters.requests.count(int(answer.status[:3]), time.perf_counter() - begun)
        return _give(answer, environ, start_response)

    def _known(self, path: str) -> Answer | None:
        with self._lock:
            answer = self._answers.get(path)
            if answer is None or answer.until <= self._now():
                return None
            self._answers.move_to_end(path)
            return answer

    def _ask(self, path: str, environ: Environ) -> Answer:
        """Ask Django, once for all who want the same at this moment."""
        with self._lock:
            asking = self._asking.setdefault(path, Lock())
        with asking:
            found = self._known(path)
            if found is not None:
                return found
            try:
                answer = self._read(environ)
                self._keep(path, answer)
                return answer
            finally:
                with self._lock:
                    self._asking.pop(path, None)

    def _read(self, environ: Environ) -> Answer:
        told: list[Any] = []
        plain = {key: value for key, value in environ.items() if key not in _PERSONAL}
        plain["REQUEST_METHOD"] = "GET"
        parts = self._application(plain, lambda status, headers, *_: told.extend((status, headers)))
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return _answer(told[0], told[1], body, self._now())

    def _keep(self, path: str, answer: Answer) -> None:
        size = len(answer.body) + len(answer.packed)
        with self._lock:
            self._forget(path)
            if answer.until <= self._now() or size > LARGEST:
                return
            self._answers[path] = answer
            self._bytes += size
            while self._bytes > self._room:
                self._forget(next(iter(self._answers)))

    def _forget(self, path: str) -> None:
        gone = self._answers.pop(path, None)
        if gone is not None:
            self._bytes -= len(gone.body) + len(gone.packed)


def _may_be_held(environ: Environ, path: str) -> bool:
    whole = "HTTP_RANGE" not in environ and not environ.get("QUERY_STRING")
    return whole and environ.get("REQUEST_METHOD") in ("GET", "HEAD") and bool(PATHS.fullmatch(path))


def _answer(status: str, headers: Headers, body: bytes, now: float) -> Answer:
    said = {name.lower(): value for name, value in headers}
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    control = said.get("cache-control", "")
    age = _MAX_AGE.search(control)
    public = status.startswith(("200", "302")) and "public" in control and "set-cookie" not in said
    seconds = _seconds(int(age.group(1))) if public and age else 0
    words = said.get("content-type", "").startswith(_WORDS) and len(body) >= PACKED
    packed = gzip.compress(body, 5) if words and seconds else b""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"' if seconds and status.startswith("200") else ""
    return Answer(status, kept, body, packed, tag, now + seconds)


def _seconds(age: int) -> float:
    return BRIEF if age == 1 else min(LONGEST, age)


def _give(answer: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [*answer.headers, ("X-Request-ID", secrets.token_hex(8))]
    body = answer.body
    if answer.tag:
        headers.append(("ETag", answer.tag))
    if answer.packed:
        headers.append(("Vary", "Accept-Encoding"))
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = answer.packed
            headers.append(("Content-Encoding", "gzip"))
    if answer.tag and answer.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", headers)
        return [b""]
    start_response(answer.status, [*headers, ("Content-Length", str(len(body)))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
