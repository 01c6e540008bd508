"""The baseline of the fan-out: Django's own StreamingHttpResponse with an async generator, and nothing
else.

No middleware, no database, one asyncio.Queue per reader, the same uvicorn with the same HTTP parser. It
encodes each entry once, as ours does. `python -m bench.baseline PORT`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import django
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

QUEUES: set["asyncio.Queue[bytes]"] = set()


async def follow() -> AsyncIterator[bytes]:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    QUEUES.add(queue)
    try:
        yield b"retry: 500\n\n"
        while True:
            yield await queue.get()
    finally:
        QUEUES.discard(queue)


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(follow(), content_type="text/event-stream")


async def publish(request: HttpRequest) -> HttpResponse:
    frame = b"id: 1\nevent: entry\ndata: %b\n\n" % request.body
    for queue in QUEUES:
        queue.put_nowait(frame)
    return HttpResponse("ok")


urlpatterns = [path("stream", stream), path("publish", publish)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF="bench.baseline", ALLOWED_HOSTS=["*"], SECRET_KEY="bench", DEBUG=False)
    django.setup()
    sys.modules["bench.baseline"] = sys.modules["__main__"]
    uvicorn.run(
        get_asgi_application(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        http="httptools",
        loop="asyncio",
        lifespan="off",
        backlog=4096,
        log_level="error",
        access_log=False,
    )
