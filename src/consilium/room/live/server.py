"""`consilium live`: the live process under uvicorn, on 127.0.0.1 unless LIVE_BIND says otherwise."""

import asyncio
import os
import resource
import socket
from urllib.parse import urlsplit

import uvicorn
from django.conf import settings

from consilium.room.live.app import Live, Options
from consilium.room.live.kinds import duties, kinds
from consilium.room.live.sockets import LiveProtocol

BACKLOG = 4096


class LiveServer(uvicorn.Server):
    """Ends the streams before it waits for them, and the writer before uvicorn raises the signal again."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:  # nobody comes in while we send everybody away
            server.close()
        self._live.close_streams()
        await super().shutdown(sockets)
        await self._live.stop()


def address() -> tuple[str, int]:
    """LIVE_BIND (host:port), else the port of LIVE_URL on 127.0.0.1."""
    said = os.environ.get("LIVE_BIND", "").strip()
    if said:
        host, _, port = said.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)
    return "127.0.0.1", urlsplit(settings.LIVE_URL).port or 8001


async def serve(host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT."""
    options = Options(
        site_url=settings.SITE_URL.rstrip("/"),
        token_life=settings.STREAM_TOKEN_LIFE,
        metrics_token=settings.METRICS_TOKEN,
        process=f"{socket.gethostname()}:{port}",
    )
    live = Live(options, kinds(), duties())
    config = uvicorn.Config(
        live,
        host=host,
        port=port,
        http=LiveProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        loop="asyncio",
        backlog=BACKLOG,
        log_config=None,
        access_log=False,  # an address here carries a token
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )
    await live.start()
    await LiveServer(config, live).serve()


def main() -> None:
    """Call after `django.setup()`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:  # every reader is an open file
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    host, port = address()
    asyncio.run(serve(host, port))
