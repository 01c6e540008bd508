"""Files of any size over HTTP, from any byte on: what was broken off is gone on with."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK = 256 << 10
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


def serve(
    request: HttpRequest, file: IO[bytes], size: int, *, kind: str, tag: str, name: str
) -> HttpResponseBase:
    """`file` of `size` bytes as the download `name`; `tag` changes when its bytes do. It is closed after."""
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{tag}"',
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
    }
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
        wanted = ""  # another file than the one that was begun
    match = _RANGE.match(wanted)
    first, last = _bytes(match[1], match[2], size) if match else (0, size - 1)
    if match and not 0 <= first <= last:
        file.close()
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    if match:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    status = 206 if match else 200
    file.seek(first)
    body = _pieces(file, last - first + 1)
    return StreamingHttpResponse(body, content_type=kind, status=status, headers=headers)


def _bytes(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of "500-999", "500-" or "-500" (the last 500); the wrong way round for none."""
    if first == "":
        return (max(0, size - int(last)), size - 1) if last.strip("0") else (1, 0)
    return int(first), min(int(last or size - 1), size - 1)


def _pieces(file: IO[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
