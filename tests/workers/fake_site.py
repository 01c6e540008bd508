"""A site and its live process in one small real HTTP server: cuts lines and refuses tokens when told to."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from consilium.kernel.ids import new_id

Handler = web.StreamResponse


class FakeSite:
    """`fail` names paths with how the next answers fail: a status, or 0 for a line that is cut."""

    def __init__(self) -> None:
        self.seminar = new_id()
        self.seen: list[tuple[str, Any]] = []
        self.fail: dict[str, list[int]] = {}
        self.tokens = 0
        self.entries: list[dict[str, Any]] = []
        self.cut_after = 10**9  # entries on one connection
        self.streams: list[int] = []
        self.state: dict[str, Any] = {}
        self.url = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/join/good", self._join)
        app.router.add_get("/room", self._room)
        app.router.add_get("/stream", self._stream)
        app.router.add_post("/bursts", self._bursts)
        app.router.add_get("/api/seminars/{seminar}/{path:.*}", self._api)
        app.router.add_post("/api/seminars/{seminar}/{path:.*}", self._api)
        return app

    async def _join(self, request: web.Request) -> Handler:
        raise web.HTTPFound("/room", headers={"Set-Cookie": "sessionid=s; HttpOnly; Path=/"})

    async def _room(self, request: web.Request) -> Handler:
        if request.cookies.get("sessionid") != "s":
            raise web.HTTPForbidden
        page = web.Response(
            text=f'<div id="room" data-seminar="{self.seminar}"></div>', content_type="text/html"
        )
        page.set_cookie("csrftoken", "c")
        return page

    async def _api(self, request: web.Request) -> Handler:
        path = request.match_info["path"]
        body = await request.json() if request.can_read_body else None
        self.seen.append((path, body))
        await self._maybe_fail(request, path)
        if request.method == "POST" and request.headers.get("X-CSRFToken") != "c":
            raise web.HTTPForbidden
        if path == "snapshot":
            return web.json_response(
                {"seq": 0, "state": self.state, "me": {"id": "me"}, "stream": self._ticket(), "agenda": []}
            )
        if path == "stream-token":
            return web.json_response(self._ticket())
        return web.json_response({"id": "made"})

    async def _bursts(self, request: web.Request) -> Handler:
        body = json.loads(await request.text())
        self.seen.append(("bursts", body))
        await self._maybe_fail(request, "bursts")
        return web.json_response({"result": "ok"})

    async def _stream(self, request: web.Request) -> Handler:
        await self._maybe_fail(request, "stream")
        after = int(request.query["after"])
        self.streams.append(after)
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"retry: 500\n\n: beat\n\n")
        told = [entry for entry in self.entries if entry["seq"] > after]
        for entry in told[: self.cut_after]:
            text = f"id: {entry['seq']}\nevent: entry\ndata: {json.dumps(entry)}\n\n".encode()
            await answer.write(text[:20])  # in pieces, as a network may
            await answer.write(text[20:])
        _cut(request)
        return answer

    async def _maybe_fail(self, request: web.Request, path: str) -> None:
        how = self.fail.get(path)
        if not how:
            return
        status = how.pop(0)
        if status == 0:
            _cut(request)
            raise web.HTTPInternalServerError
        body = json.dumps({"error": "no", "message": "No."})
        raise _refusal(status, body)

    def _ticket(self) -> dict[str, str]:
        self.tokens += 1
        return {"url": self.url, "token": f"t{self.tokens}"}


def _cut(request: web.Request) -> None:
    """Tear the line, as a killed process does."""
    if request.transport is not None:
        request.transport.abort()


_STATUSES: dict[int, type[web.HTTPException]] = {
    401: web.HTTPUnauthorized,
    409: web.HTTPConflict,
    500: web.HTTPInternalServerError,
    503: web.HTTPServiceUnavailable,
}


def _refusal(status: int, body: str) -> web.HTTPException:
    return _STATUSES[status](text=body, content_type="application/json")


@asynccontextmanager
async def running() -> AsyncIterator[FakeSite]:
    site = FakeSite()
    runner = web.AppRunner(site.app())
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    assert listener._server is not None
    port = listener._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    site.url = f"http://127.0.0.1:{port}"
    try:
        yield site
    finally:
        await runner.cleanup()
