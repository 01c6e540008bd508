"""A take as a player gets it: from the playlists of the site, in the form of tests.support.recorder."""

import re
import urllib.request
from datetime import datetime
from pathlib import Path

from tests.support.recorder import Event

_URI = re.compile(r'URI="([^"]+)"')


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=15) as answer:  # noqa: S310 (our own site)
        found: bytes = answer.read()
    return found


def beside(address: str, name: str) -> str:
    """The address of another file of the take whose playlist this is."""
    return address.replace("index.m3u8", name)


def segments(address: str, rendition: str) -> list[Event]:
    """What the playlist holds now: name, init, at and duration in ms, discontinuity."""
    found: list[Event] = []
    init, at, length, broken = "", 0.0, 0.0, False
    for line in read(beside(address, f"{rendition}.m3u8")).decode().splitlines():
        tag, _, value = line.partition(":")
        match tag:
            case "#EXT-X-MAP":
                init = _URI.findall(value)[0]
            case "#EXT-X-PROGRAM-DATE-TIME":
                at = datetime.fromisoformat(value).timestamp() * 1000
            case "#EXT-X-DISCONTINUITY":
                broken = True
            case "#EXTINF":
                length = float(value.rstrip(",")) * 1000
            case _ if not line.startswith("#"):
                made = {"name": line, "init": init, "at": at, "duration": length, "discontinuity": broken}
                found.append(made | {"rendition": rendition})
                at, broken = at + length, False
    return found


def fetch(address: str, rendition: str, folder: Path) -> list[Event]:
    """The segments, and their files in the folder."""
    found = segments(address, rendition)
    for name in {segment["init"] for segment in found} | {segment["name"] for segment in found}:
        (folder / name).write_bytes(read(beside(address, name)))
    return found
