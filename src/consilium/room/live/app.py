"""The ASGI application of the live process: four addresses, no Django request path.

GET /stream   the entries of one seminar, as server-sent events     POST /bursts   upvotes and ballots
GET /healthz  whether the tail and the writer are well              GET /metrics   numbers, not for the public
"""

import asyncio
import ipaddress
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from django.utils import timezone

from consilium.eventlog.group_commit import GroupCommit
from consilium.room.live import presence
from consilium.room.live.bursts import Burst, Bursts, Duty
from consilium.room.live.hub import Connection, Hub
from consilium.room.live.metrics import Metrics
from consilium.room.live.ring import Frame
from consilium.room.live.sockets import TRANSPORT, tune
from consilium.room.live.tail import LogHistory, Tail
from consilium.room.live.tokens import BadToken, StreamToken, TokenReader

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BEAT = 15.0
#: A stream that nobody follows is remembered so long: everybody may be back in a second.
IDLE = 60.0
DUTY = 1.0
#: A page may have a snapshot newer than what the tail has read; further ahead than that is another log.
AHEAD_SECONDS = 1.0
#: A healthy tail looks at least every bell.TIMEOUT seconds.
WELL = 5.0
_FIRST = b"retry: 500\n\n"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """From the settings: the one site that may read us, how long a token serves, who reads metrics."""

    site_url: str
    token_life: timedelta
    metrics_token: str = ""
    process: str = "live"


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": code, "message": message}


class Live:
    """Everything of the live process but the socket. `start` and `stop` run in the event loop."""

    def __init__(self, options: Options, kinds: Mapping[str, Burst], duties: Mapping[str, Duty]) -> None:
        self.metrics = Metrics()
        self._options = options
        self._kinds = kinds
        self._duties = duties
        self._tokens = TokenReader(options.token_life)
        self._rows = presence.Rows(options.process)
        handlers = {name: burst.handler for name, burst in kinds.items()}
        handlers |= {name: duty.handler for name, duty in duties.items()}
        self._writer = GroupCommit(handlers | self._rows.handlers())
        self._attendance = presence.Attendance(self._writer)
        self._history = LogHistory(options.token_life)
        self._timers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tail = Tail(asyncio.get_running_loop(), self._deliver)
        self._hub = Hub(self._history, self.metrics, self._watch, self._tail.unwatch)
        self._bursts = Bursts(self._kinds, self._writer, self._tokens, self._hub)
        left = await asyncio.to_thread(self._rows.end_all)
        self._writer.start()
        self._tail.start()
        for seminar in left:
            self._writer.tally_soon(presence.KIND, seminar)
        self._timers = [
            asyncio.create_task(_every(BEAT, self._beat)),
            asyncio.create_task(_every(presence.RENEWAL, self._renew)),
            asyncio.create_task(_every(DUTY, self._do_duties)),
        ]

    def close_streams(self) -> None:
        """End all responses, so that the server need not wait for them."""
        self._hub.close()

    async def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._tail.stop()
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._rows.end_all, timezone.now())
        self._history.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        cors = self._cors(headers)
        route = {
            "/stream": self._stream,
            "/bursts": self._burst,
            "/healthz": self._healthz,
            "/metrics": self._show,
        }
        handle = route.get(scope["path"])
        try:
            if handle is None:
                raise Refusal(404, "unknown", "There is nothing here.")
            if scope["method"] != ("POST" if scope["path"] == "/bursts" else "GET"):
                raise Refusal(405, "method", "This address does not take that method.")
            await handle(scope, headers, cors, receive, send)
        except Refusal as refusal:
            self.metrics.refused_total += 1
            await _reply(send, refusal.status, refusal.body, cors)

    def _cors(self, headers: Mapping[bytes, bytes]) -> Headers:
        """Answers may be read by pages of the site itself, and of no other."""
        vary = [(b"vary", b"origin")]
        site = self._options.site_url.encode()
        return [*vary, (b"access-control-allow-origin", site)] if headers.get(b"origin") == site else vary

    async def _stream(
        self, scope: Scope, headers: Mapping[bytes, bytes], cors: Headers, receive: Receive, send: Send
    ) -> None:
        query = parse_qs(scope["query_string"].decode("ascii", "replace"), max_num_fields=8)
        token = self._admit(query)
        after = _position(headers.get(b"last-event-id", b"").decode("ascii", "replace"), query)
        await self._reach(token, after)
        transport = scope["extensions"][TRANSPORT]["transport"]
        tune(transport)
        await send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS + cors})
        await send({"type": "http.response.body", "body": _FIRST, "more_body": True})
        await self._serve(Connection(transport, token, self.metrics), after, receive, send)

    async def _serve(self, connection: Connection, after: int, receive: Receive, send: Send) -> None:
        async def write(body: bytes) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": True})

        token = connection.token
        followers = None
        self._attendance.came(token)
        try:
            followers = await self._hub.catch_up(connection, after, write)
            if not followers.admits(token):
                connection.close()
            while (await receive())["type"] != "http.disconnect":
                pass
        except OSError:  # the reader went away, or its stream was closed while it was catching up
            connection.close()
        finally:
            if followers is not None:
                followers.discard(connection)
            self._attendance.went(token)

    def _admit(self, query: Mapping[str, list[str]]) -> StreamToken:
        try:
            return self._tokens.read(query.get("token", [""])[0])
        except BadToken as error:
            raise Refusal(401, "token", "The stream token is not valid (any longer).") from error

    async def _reach(self, token: StreamToken, after: int) -> None:
        """Refuse who was removed or moved, and wait a moment for a log that is a little behind the page."""
        followers = await self._hub.followers(token.seminar)
        if followers.admission.refuses(token):
            raise Refusal(403, "removed", "A moderator has removed you from this room.")
        if followers.admission.outdates(token):
            raise Refusal(401, "outdated", "Your roles or booths have changed since: ask for a new token.")
        patience = time.monotonic() + AHEAD_SECONDS
        while after > followers.ring.last:
            if time.monotonic() > patience:
                raise Refusal(409, "ahead", "This page is ahead of the log: load it anew.")
            await asyncio.sleep(0.02)

    async def _burst(
        self, scope: Scope, headers: Mapping[bytes, bytes], cors: Headers, receive: Receive, send: Send
    ) -> None:
        if headers.get(b"origin", self._options.site_url.encode()) != self._options.site_url.encode():
            raise Refusal(403, "origin", "Only pages of this site may do this.")
        self.metrics.bursts_total += 1
        status, body = await self._bursts.answer(receive)
        await _reply(send, status, body, cors)

    async def _healthz(
        self, scope: Scope, headers: Mapping[bytes, bytes], cors: Headers, receive: Receive, send: Send
    ) -> None:
        parts = {
            "tail": self._tail.is_alive() and time.monotonic() - self._tail.looked_at < WELL,
            "writer": self._writer.alive,
        }
        failing = [name for name, well in parts.items() if not well]
        body = {"status": "failing", "failing": failing} if failing else {"status": "ok"}
        await _reply(send, 503 if failing else 200, body, cors)

    async def _show(
        self, scope: Scope, headers: Mapping[bytes, bytes], cors: Headers, receive: Receive, send: Send
    ) -> None:
        if not _may_read_metrics(scope, headers, self._options.metrics_token):
            raise Refusal(404, "unknown", "There is nothing here.")
        self.metrics.connections = self._hub.count()
        self.metrics.batches_total = self._writer.batches
        self.metrics.waiting = self._writer.waiting
        await _reply(send, 200, self.metrics.text(), [])

    def _deliver(self, stream: str, frames: Sequence[Frame]) -> None:
        self._hub.deliver(stream, frames)

    def _watch(self, stream: str, last: int) -> None:
        self._tail.watch(stream, last)
        for name, burst in self._kinds.items():
            if burst.handler.tally is not None:  # a tally that a killed process owed is made good now
                self._writer.tally_soon(name, stream)

    async def _beat(self) -> None:
        self._hub.beat()
        self._hub.sweep(IDLE)

    async def _renew(self) -> None:
        await self._writer.post(presence.SEEN, "", self._attendance.seen(timezone.now()))

    async def _do_duties(self) -> None:
        streams = self._hub.streams()
        for name, duty in self._duties.items() if streams else ():
            for stream in await self._history.ask(partial(duty.due, streams)):
                await self._writer.post(name, stream, None)
                if duty.after is not None:
                    await self._history.ask(partial(duty.after, stream))


_STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


def _position(last_event_id: str, query: Mapping[str, list[str]]) -> int:
    """The seq after which to begin: what the browser last had, else what the page asks for, else 0."""
    text = last_event_id or query.get("after", ["0"])[0]
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refusal(400, "malformed", "`after` is not a number of the log.")
    return int(text)


def _may_read_metrics(scope: Scope, headers: Mapping[bytes, bytes], token: str) -> bool:
    """With METRICS_TOKEN set its bearer; without it this machine, but not through a proxy on it."""
    if token:
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        return scheme.lower() == b"bearer" and secrets.compare_digest(given, token.encode())
    if any(name in headers for name in (b"x-forwarded-for", b"forwarded", b"x-forwarded-proto")):
        return False
    client = scope.get("client") or ("", 0)
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


async def _reply(send: Send, status: int, body: Mapping[str, Any] | str, cors: Headers) -> None:
    text = isinstance(body, str)
    data = (body if isinstance(body, str) else json.dumps(body)).encode()
    headers = [
        (b"content-type", b"text/plain; version=0.0.4; charset=utf-8" if text else b"application/json"),
        (b"content-length", str(len(data)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *cors,
    ]
    if status >= 400:  # a body that was refused unread must not be taken for the next request
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


async def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await act()
        except Exception as error:
            logger.error("a periodic duty failed: %s", type(error).__name__)
