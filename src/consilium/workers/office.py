"""The site as our workers know it: jobs by the installation's secret, one seminar by its lease."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from consilium.kernel.facts import Json
from consilium.workers.client import Guest, Ticket, Turned, answered

TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True)
class Job:
    """A seminar to work for. `left_at`, `note`: when the one before was last heard of, and what it said."""

    seminar: str
    lease: str
    token: str
    left_at: int
    note: Json


OVER = (401, 409)  # another has the lease; the seminar is over


class JobOver(Exception):
    """There is nothing to do here any longer."""


class Office:
    """Where jobs are given out. Use as an async context manager."""

    def __init__(self, url: str, secret: str, kind: str, name: str) -> None:
        """`kind`: the work that one can do, "scribe" or "recorder"."""
        self._url = url.rstrip("/")
        self._secret = secret
        self._kind = kind
        self._name = name

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=TIMEOUT)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def apply(self, holding: list[str], rest: Sequence[str] = ()) -> Job | None:
        """A job that is not among those held, if there is one. `rest`: seminars that may be over, of which
        something waits here. Raises Turned, OSError, TimeoutError.
        """
        wish = {"kind": self._kind, "worker": self._name, "holding": holding, "rest": list(rest)}
        found = (await self._post("lease", self._secret, wish))["job"]
        if not found:
            return None
        return Job(found["seminar"], found["lease"], found["token"], found["left_at"], found["note"])

    async def beat(self, job: Job, note: Json) -> None:
        """Say that one is there. Raises Turned(401) when another has the job, Turned(409) when it is over."""
        await self._post("heartbeat", job.token, {"note": note})

    async def release(self, job: Job) -> None:
        await self._post("release", job.token, {})

    async def _post(self, path: str, token: str, body: Json) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._http.post(f"{self._url}/api/jobs/{path}", json=body, headers=headers) as answer:
                status, text = answer.status, await answer.text()
        except aiohttp.ClientError as error:
            raise ConnectionError(type(error).__name__) from None
        if status >= 400:
            raise Turned(status, _code(text))
        return json.loads(text)


class Hired(Guest):
    """A seminar as its worker sees it: the calls of a guest, with the lease for a pass."""

    def __init__(self, url: str, job: Job) -> None:
        super().__init__(f"{url.rstrip('/')}/")
        self._seminar = job.seminar
        self._token = job.token
        self.card: Json = {}  # the snapshot that was fetched last

    async def enter(self) -> None:
        """The lease is void: there is nothing to come back by."""
        raise Turned(401, "lease_lost")

    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}

    async def snapshot(self) -> Json:
        found = await self.get("worker/snapshot")
        self._stream = Ticket(found["stream"]["url"], found["stream"]["token"])
        self.card = found
        return found

    async def sfu_ticket(self) -> Ticket:
        found = await self.post("worker/sfu-token")
        return Ticket(found["url"], found["token"])

    async def languages(self, persons: list[str]) -> dict[str, list[str]]:
        """What these persons speak; unknown ones are left out."""
        found: dict[str, list[str]] = await self.get(f"worker/languages?ids={','.join(persons)}")
        return found

    async def stream_ticket(self) -> Ticket:
        found = await self.post("worker/stream-token")
        return Ticket(found["url"], found["token"])

    async def put(self, path: str, data: bytes) -> Json:
        """PUT /api/seminars/{seminar}/{path}: a file, repeated until answered. Raises Turned."""
        url = f"{self._origin}/api/seminars/{self._seminar}/{path}"
        headers = self.headers() | {"Content-Type": "application/octet-stream"}
        return answered(*await self._patiently("PUT", url, data, headers))


def _code(text: str) -> str:
    try:
        return str(json.loads(text).get("error", ""))
    except (ValueError, AttributeError):
        return "unreadable"
