"""The room over HTTP for programs (the demo's bots, the workers): come in by a join link, read, write.

Everything a guest sends may be sent again: creating calls carry a `key`, all others name the state they
want. So a call that was lost with its process is simply repeated until it is answered.
"""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from consilium.kernel.facts import Json

PATIENCE = 30.0  # seconds a call is repeated while the site does not answer
SILENCE = 40.0  # seconds without a byte after which a stream is taken for dead (it beats every 15)
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5)
_AWAY = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError)
_ROOM = re.compile(r'data-seminar="([0-9a-z]{26})"')


class Turned(Exception):
    """The site answered, and refused: HTTP status and its code word."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Ticket:
    """Where to connect, and with which token."""

    url: str
    token: str


@dataclass(frozen=True)
class Line:
    """An entry as it is sent: no actor, no audience. `at` is in milliseconds."""

    seq: int
    at: int
    kind: str
    v: int
    data: Json
    redacted: bool = False


class Guest:
    """One person in one seminar, by a join link. Use as an async context manager."""

    def __init__(self, link: str, *, patience: float = PATIENCE) -> None:
        self._link = link
        self._patience = patience
        self._origin = urljoin(link, "/").rstrip("/")
        self._seminar = ""
        self._stream: Ticket | None = None

    async def __aenter__(self) -> Self:
        jar = aiohttp.CookieJar(unsafe=True)  # unsafe: cookies of an address without a name, as 127.0.0.1
        self._http = aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=15))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    @property
    def seminar(self) -> str:
        """The seminar's id, known after `enter`."""
        return self._seminar

    async def enter(self) -> None:
        """Follow the join link. Raises Turned(404, "no_room") when it does not lead into a room."""
        status, text = await self._patiently("GET", self._link)
        found = _ROOM.search(text)
        if status != 200 or found is None:
            raise Turned(status if status >= 400 else 404, "no_room")
        self._seminar = found.group(1)

    async def get(self, path: str) -> Json:
        """GET /api/seminars/{seminar}/{path}. Raises Turned."""
        return await self._call("GET", path, None)

    async def post(self, path: str, **body: object) -> Json:
        """POST /api/seminars/{seminar}/{path}; repeated until answered, so fit for that. Raises Turned."""
        return await self._call("POST", path, body)

    async def snapshot(self) -> Json:
        """The room now: see room.queries.snapshot."""
        found = await self.get("snapshot")
        self._stream = Ticket(found["stream"]["url"], found["stream"]["token"])
        return found

    async def sfu_ticket(self) -> Ticket:
        """A fresh ticket for sound and picture."""
        found = await self.post("sfu-token")
        return Ticket(found["url"], found["token"])

    async def stream_ticket(self) -> Ticket:
        """A fresh ticket for the live stream."""
        found = await self.post("stream-token")
        return Ticket(found["url"], found["token"])

    async def burst(self, kind: str, **wish: object) -> str:
        """An upvote or a ballot for the live process; "ok" or "already" once committed. Raises Turned."""
        for fresh in (False, True):
            ticket = await self._stream_ticket(fresh=fresh)
            body = json.dumps({"token": ticket.token, "kind": kind, **wish})
            headers = {"Content-Type": "text/plain"}
            status, text = await self._patiently("POST", f"{ticket.url}/bursts", body, headers)
            if status != 401:
                break
        return str(answered(status, text).get("result", ""))

    async def follow(self, after: int) -> AsyncIterator[Line]:
        """Every entry with seq > `after`, in order, once each, through lost lines; ends only by an error."""
        pauses = iter(_PAUSES)
        fresh = False
        while True:
            try:
                ticket = await self._stream_ticket(fresh=fresh)
                async for line in self._listen(ticket, after):
                    pauses, fresh = iter(_PAUSES), False
                    if line.seq > after:
                        after = line.seq
                        yield line
            except _AWAY:
                pass
            except Turned as refusal:
                if refusal.status < 500 and (refusal.status != 401 or fresh):
                    raise
                fresh = True
            await asyncio.sleep(next(pauses, _PAUSES[-1]))

    async def _listen(self, ticket: Ticket, after: int) -> AsyncIterator[Line]:
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=SILENCE)
        query = {"token": ticket.token, "after": str(after)}
        async with self._http.get(f"{ticket.url}/stream", params=query, timeout=timeout) as answer:
            if answer.status != 200:
                answered(answer.status, await answer.text())
            async for line in entries(answer.content):
                yield line

    async def _stream_ticket(self, *, fresh: bool) -> Ticket:
        if self._stream is None or fresh:
            self._stream = await self.stream_ticket()
        return self._stream

    async def _call(self, method: str, path: str, body: object | None) -> Json:
        url = f"{self._origin}/api/seminars/{self._seminar}/{path}"
        for again in (False, True):
            status, text = await self._patiently(
                method, url, None if body is None else json.dumps(body), self.headers()
            )
            if status != 401 or again:
                break
            await self.enter()  # the session was lost with a database, or has ended
        return answered(status, text)

    def headers(self) -> dict[str, str]:
        """What proves who is calling, beside the cookies."""
        return {"Content-Type": "application/json", "X-CSRFToken": self._csrf(), "Origin": self._origin}

    def _csrf(self) -> str:
        cookie = self._http.cookie_jar.filter_cookies(URL(self._origin)).get("csrftoken")
        return cookie.value if cookie else ""

    async def _patiently(
        self, method: str, url: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Status and text; repeated while nobody answers, or somebody says 502 to 504."""
        pauses = iter(_PAUSES)
        async with asyncio.timeout(self._patience):
            while True:
                try:
                    async with self._http.request(method, url, data=body, headers=headers) as answer:
                        if answer.status not in (502, 503, 504):
                            return answer.status, await answer.text()
                except _AWAY:
                    pass
                await asyncio.sleep(next(pauses, _PAUSES[-1]))


async def entries(stream: aiohttp.StreamReader) -> AsyncIterator[Line]:
    """The entries of a stream of server-sent events; beats and other events are passed over."""
    event, data = "", ""
    async for raw in _lines(stream):
        name, _, value = raw.partition(": ")
        if raw == "" and event == "entry":
            yield line_of(json.loads(data))
        if raw == "":
            event, data = "", ""
        elif name == "event":
            event = value
        elif name == "data":
            data += value


async def _lines(stream: aiohttp.StreamReader) -> AsyncIterator[str]:
    """Lines of any length (a StreamReader's own are limited)."""
    rest = b""
    async for chunk in stream.iter_any():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode().rstrip("\r")


def line_of(wire: Json) -> Line:
    return Line(
        wire["seq"], wire["at"], wire["kind"], wire["v"], wire["data"], bool(wire.get("redacted", False))
    )


def new_key() -> str:
    """A key for a call that creates something."""
    return secrets.token_hex(12)


def answered(status: int, text: str) -> Json:
    """The body of a good answer, or Turned."""
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    if status >= 400:
        code = found.get("error", "") if isinstance(found, dict) else ""
        raise Turned(status, str(code) or "unreadable")
    return found if isinstance(found, dict) else {}
