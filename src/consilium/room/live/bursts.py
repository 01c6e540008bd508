"""What comes in bursts: upvotes and ballots, posted to this process, committed in batches, then
acknowledged.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consilium.eventlog.group_commit import Busy, GroupCommit, Handler
from consilium.room.live.hub import Hub
from consilium.room.live.tokens import BadToken, StreamToken, TokenReader

LIMIT = 4096
BODY_SECONDS = 10.0
#: A person may spend this many wishes at once, and earns so many a second.
BURST, EARNED = 20.0, 5.0
_REMEMBERED = 50_000
_STATUS = {"ok": 200, "already": 200, "closed": 409, "unknown": 404, "invalid": 422}
Answer = tuple[int, dict[str, str]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Burst:
    """A kind of wish: `parse(token, body)` makes it, raising KeyError, TypeError or ValueError on a wrong
    shape.
    """

    parse: Callable[[StreamToken, Mapping[str, Any]], Any]
    handler: Handler


@dataclass(frozen=True)
class Duty:
    """Something that an app does in followed seminars when its time has come.

    `due(seminars)` reads which of them it concerns now; the handler is then given one wish, None, for each.
    `after(seminar)` does what cannot wait in the writer's thread: it asks other machines.
    """

    due: Callable[[Sequence[str]], Sequence[str]]
    handler: Handler
    after: Callable[[str], object] | None = None


class Allowance:
    """A token bucket per person and seminar. Bounded: the longest silent are forgotten."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, token: StreamToken) -> bool:
        key, now = (token.seminar, token.reader.person), self._now()
        left, since = self._left.pop(key, (BURST, now))
        left = min(BURST, left + (now - since) * EARNED)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return allowed


class Bursts:
    """The door: checks a wish and hands it to the writer."""

    def __init__(
        self, kinds: Mapping[str, Burst], writer: GroupCommit, tokens: TokenReader, hub: Hub
    ) -> None:
        self._kinds = kinds
        self._writer = writer
        self._tokens = tokens
        self._hub = hub
        self._allowance = Allowance()

    async def answer(self, receive: Receive) -> Answer:
        """Status and body for one POST. The answer is given after the commit."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = _parse(await _read(receive))
            token = self._token(body)
            kind = str(body["kind"])
            wish = self._kinds[kind].parse(token, body)
        except TimeoutError:
            return _error(408, "slow", "The request did not arrive in time.")
        except BadToken:
            return _error(401, "token", "The stream token is not valid (any longer).")
        except (KeyError, TypeError, ValueError, RecursionError):
            return _error(400, "malformed", "The request is malformed.")
        if not self._allowance.take(token):
            return _error(429, "too_many", "Too many requests; try again in a moment.")
        return await self._commit(kind, token, wish)

    async def _commit(self, kind: str, token: StreamToken, wish: Any) -> Answer:
        try:
            result = str(await self._writer.post(kind, token.seminar, wish))
        except Busy:
            return _error(503, "busy", "Too many requests are waiting; try again in a moment.")
        except Exception:  # the writer has logged it
            return _error(503, "not_recorded", "This could not be recorded; try again.")
        status = _STATUS.get(result, 500)
        return (
            (status, {"result": result}) if status == 200 else _error(status, result, "This is not possible.")
        )

    def _token(self, body: Mapping[str, Any]) -> StreamToken:
        """A token that is too old to connect with still serves a person who is connected."""
        token = self._tokens.read_any_age(str(body.get("token", "")))
        if not token.reader.person:
            raise BadToken("a worker")
        followers = self._hub.get(token.seminar)
        if followers is not None and followers.admission.refuses(token):
            raise BadToken("removed")
        here = followers is not None and followers.follows(token.reader.person)
        if not here and not self._tokens.is_young(token):
            raise BadToken("expired")
        return token


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ValueError("gone")
        body += message.get("body", b"")
        if len(body) > LIMIT:
            raise ValueError("too large")
        if not message.get("more_body"):
            return bytes(body)


def _parse(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found


def _error(status: int, code: str, message: str) -> Answer:
    return status, {"error": code, "message": message}
