"""Takes cut by ffmpeg as tools/recorder writes them, and brought to a running site as it does it."""

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SEGMENT = 4  # seconds
CLIP = Path(__file__).parents[2] / "src/consilium/workers/demo/speech/one.wav"
FLOOR, KAZAKH = 440, 1320  # Hz: what is heard of the floor and of the interpreter
_CMAF = ("-f", "hls", "-hls_time", str(SEGMENT), "-hls_list_size", "0", "-hls_segment_type", "fmp4")


def cut(folder: Path, seconds: int, bits: str = "300k", filler: bool = False) -> Path:
    """A folder with "video", "floor" and "kk": initialisation segment and segments of four seconds each.

    `filler`: a picture that is simpler than `bits` a second is filled up, so that files have their size.
    """
    picture(folder, seconds, bits=bits, filler=filler)
    for name, pitch in (("floor", FLOOR), ("kk", KAZAKH)):
        tone = f"sine=frequency={pitch}:sample_rate=48000:duration={seconds}"
        _segments(folder, name, tone, ("-c:a", "libopus", "-b:a", "48k", "-ac", "2", "-strict", "-2"))
    return folder


def picture(
    folder: Path, seconds: int, *, size: str = "640x360", bits: str = "300k", filler: bool = False
) -> None:
    """The rendition "video" of such a size."""
    source = f"testsrc=size={size}:rate=25:duration={seconds}"
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline", "-pix_fmt", "yuv420p")
    keys = ("-g", str(25 * SEGMENT), "-keyint_min", str(25 * SEGMENT), "-sc_threshold", "0", "-b:v", bits)
    full = ("-maxrate", bits, "-bufsize", bits, "-x264-params", "nal-hrd=cbr") if filler else ()
    _segments(folder, "video", source, (*coding, *keys, *full))


def noise(folder: Path, name: str, seconds: int, *, decibels: float) -> Path:
    """A rendition of pink noise, so many decibels louder than it is made."""
    source = f"anoisesrc=color=pink:sample_rate=48000:amplitude=0.1:seed=7:duration={seconds}"
    louder = ("-af", f"volume={decibels}dB")
    _segments(folder, name, source, (*louder, "-c:a", "libopus", "-b:a", "48k", "-ac", "2", "-strict", "-2"))
    return folder / name


def reading(folder: Path, name: str, seconds: int) -> Path:
    """A rendition of a voice that reads, as a page sends it: one channel at 96 kbit/s."""
    coding = (
        "-t",
        str(seconds),
        "-c:a",
        "libopus",
        "-b:a",
        "96k",
        "-ac",
        "1",
        "-ar",
        "48000",
        "-strict",
        "-2",
    )
    _segments(folder, name, f"amovie={CLIP}:loop=9,asetpts=N/SR/TB", coding)
    return folder / name


def _segments(folder: Path, name: str, source: str, coding: tuple[str, ...]) -> None:
    place = folder / name
    place.mkdir(parents=True)
    files = ("-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", str(place / "%06d.m4s"))
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", source, *coding, *_CMAF, *files]
    subprocess.run([*command, str(place / "index.m3u8")], check=True)


class Bringing:
    """A recorder that brings the segments of a take: at once, or one every four seconds in a thread.

    `after`: so many seconds after a segment's first moment it is brought; a recorder needs its length and a
    second. `opened`: in which segment the channel is.
    """

    def __init__(
        self, url: str, seminar: str, take: Mapping[str, Any], folder: Path, after: float = 0, opened: int = 0
    ) -> None:
        self.opened = opened
        self.brought = 0
        self._lost = 0  # segments that were recorded by nobody
        self._after = after
        self._base = f"{url}/api/seminars/{seminar}/recordings/{take['id']}"
        self._take = take
        self._folder = folder
        self._broken = -1
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._send(
            "POST", "renditions", {"rendition": "video", "codec": "avc1.42C01E", "width": 640, "height": 360}
        )
        for sound in ("floor", *["kk"] * (opened == 0)):
            self._send("POST", "renditions", {"rendition": sound, "codec": "opus"})

    def bring(self, count: int) -> None:
        """So many more segments of each rendition."""
        for _ in range(count):
            for rendition in ("video", "floor", *["kk"] * (self.brought >= self.opened)):
                self._one(rendition, self.brought)
            self.brought += 1

    def lose(self, count: int) -> None:
        """The recorder was away for so many segments; what follows is a discontinuity."""
        self._lost += count
        self._broken = self.brought

    def go_on(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go_on(self) -> None:
        while not self._over.is_set():
            due = self._take["zero"] / 1000 + self.brought * SEGMENT + self._after - time.time()
            if due < 0:
                self.bring(1)
            else:
                self._over.wait(min(due, 1))

    def _one(self, rendition: str, n: int) -> None:
        init, name = f"init-000000-{rendition}.mp4", f"{n:06}-{rendition}.m4s"
        data = (self._folder / rendition / f"{n + self._lost:06}.m4s").read_bytes()
        if n == (self.opened if rendition == "kk" else 0):
            self._send("PUT", f"files/{init}", (self._folder / rendition / "init.mp4").read_bytes())
        self._send("PUT", f"files/{name}", data)
        told = {"n": n, "rendition": rendition, "name": name, "init": init, "bytes": len(data)}
        told |= {"at": self._take["zero"] + (n + self._lost) * SEGMENT * 1000, "duration": SEGMENT * 1000}
        self._send("POST", "segments", told | {"discontinuity": n == self._broken})

    def _send(self, method: str, path: str, body: bytes | dict[str, Any]) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        headers = {"Authorization": f"Bearer {self._take['token']}", "Content-Type": kind}
        request = urllib.request.Request(  # noqa: S310 (our own site)
            f"{self._base}/{path}", data, headers, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            assert answer.status == 200
