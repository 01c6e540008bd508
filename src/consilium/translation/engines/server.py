"""Requests to the server of an engine, as the operator named it: JSON both ways, and nothing is trusted.

The connection goes to that address and nowhere else: no proxy of the environment, no redirect. What goes
wrong is told by the name of the engine, its host and the status; never by the text, the key, or the answer.
"""

import contextlib
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from consilium.kernel.texts import Unfit, clean_line
from consilium.translation.engines.base import BadAnswer, EngineDown

LARGEST = 2 * 1024 * 1024  # bytes of an answer; the longest text has 8000 characters
CONNECTING = 5.0  # seconds
BATCH, BATCH_LETTERS = 20, 4000  # sentences and characters of one request: servers limit both
_LATER = frozenset((401, 403, 408, 425, 429))  # not now: a key to be mended, or too much at once
_PLAIN = re.compile(r"[!-~]+")


class Refused(BadAnswer):
    """The server understood that it was asked, and does not do it. `status` is that of HTTP."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Server:
    """`url` is the base, as in http://127.0.0.1:5000/path. Raises ValueError when it is no such address."""

    def __init__(self, engine: str, url: str, key: str = "") -> None:
        self.url, self.key = url.rstrip("/"), key
        parts = urlsplit(self.url if _PLAIN.fullmatch(self.url) else "")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"the address of {engine} is none that begins with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise ValueError(f"the address of {engine} holds a password: set the key instead")
        if key and not _PLAIN.fullmatch(key):
            raise ValueError(f"the key of {engine} holds white space or letters that no key has")
        secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path
        self._made = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self.called = f"{engine} at {self._host}:{self._port or (443 if secure else 80)}"

    def get(self, path: str, *, seconds: float) -> Any:
        """Raises EngineDown, BadAnswer."""
        return self._ask("GET", path, None, {}, seconds)

    def post(
        self, path: str, content: Any, *, seconds: float, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Raises EngineDown, BadAnswer (Refused when the server says no)."""
        body = json.dumps(content, ensure_ascii=False).encode(errors="replace")
        return self._ask("POST", path, body, {"Content-Type": "application/json", **(headers or {})}, seconds)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], seconds: float
    ) -> Any:
        end = time.monotonic() + seconds
        connection = self._made(self._host, self._port, timeout=min(CONNECTING, seconds))
        try:
            connection.connect()
            with _cut_off(connection.sock, seconds):
                connection.request(method, self._path + path, body, dict(headers))
                answer = connection.getresponse()
                status, data = answer.status, answer.read(LARGEST + 1)
                if answer.length and len(data) <= LARGEST:
                    raise http.client.IncompleteRead(b"")
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            why = "takes too long" if time.monotonic() >= end else f"does not answer ({_kind(error)})"
            raise EngineDown(f"{self.called} {why}") from None
        finally:
            connection.close()
        if time.monotonic() >= end:  # what came was cut off
            raise EngineDown(f"{self.called} takes too long")
        self._weigh(status, len(data))
        return self._parsed(data)

    def _weigh(self, status: int, size: int) -> None:
        if status in _LATER or status >= 500:
            raise EngineDown(f"{self.called} cannot now (status {status})")
        if 300 <= status < 400:
            raise Refused(f"{self.called} leads elsewhere (status {status}): set its own address", status)
        if not 200 <= status < 300:
            raise Refused(f"{self.called} refuses (status {status})", status)
        if size > LARGEST:
            raise BadAnswer(f"{self.called} answers with more than {LARGEST} bytes")

    def _parsed(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise BadAnswer(f"{self.called} answers with something that is not JSON") from None


def batches(sentences: Sequence[str]) -> Iterator[list[int]]:
    """The places of the sentences in portions that a server takes at once, without those that have
    no letter and no digit: they are the same in every language.
    """
    batch: list[int] = []
    letters = 0
    for place, sentence in enumerate(sentences):
        if not any(map(str.isalnum, sentence)):
            continue
        if batch and (len(batch) == BATCH or letters + len(sentence) > BATCH_LETTERS):
            yield batch
            batch, letters = [], 0
        batch.append(place)
        letters += len(sentence)
    if batch:
        yield batch


def checked(found: object, sentences: Sequence[str], called: str) -> list[str]:
    """What was answered, if it is one line of text for each sentence and of a length that can be true.

    Raises BadAnswer.
    """
    if not isinstance(found, list) or len(found) != len(sentences):
        raise BadAnswer(f"{called} does not answer with one text for each sentence")
    return [_line(text, sentence, called) for text, sentence in zip(found, sentences, strict=True)]


def _line(text: object, sentence: str, called: str) -> str:
    """Half characters, NULs and marks that turn what stands around them do not come in."""
    if not isinstance(text, str):
        raise BadAnswer(f"{called} answers with something that is not text")
    try:
        return clean_line(text, 200 + 8 * len(sentence))
    except Unfit as unfit:
        raise BadAnswer(f"{called} answers with a text that cannot be ({unfit.code})") from None


@contextlib.contextmanager
def _cut_off(sock: socket.socket, seconds: float) -> Iterator[None]:
    """End the connection after so long, also when a byte comes now and then: a socket's own time-out begins
    anew with each of them.
    """

    def cut() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    sock.settimeout(seconds)
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kind(error: Exception) -> str:
    """The kind alone: the message of an exception may hold what was answered."""
    return type(error).__name__
