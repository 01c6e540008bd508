"""The sockets of the live process: uvicorn's HTTP protocol, with the transport within the application's
reach.
"""

import asyncio
import contextlib
import socket

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "consilium.transport"
_KERNEL_BUFFER = 128 << 10
_UNANSWERED_MS = 45_000


class LiveProtocol(HttpToolsProtocol):
    """A stream, once begun by ASGI's `send`, is written straight to the transport: the same bytes to
    everyone.

    That spares a coroutine per connection and entry, and the transport's buffer tells how far behind a
    reader is.
    """

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


def tune(transport: asyncio.Transport) -> None:
    """Notice a peer that is gone by its silence to our heartbeat, and hold little for a slow one in the
    kernel.
    """
    connection = transport.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_MS)
