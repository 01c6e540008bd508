"""The real recorder and real publishers of prepared clips, and what ffmpeg says of what was recorded."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from consilium.workers.recorder.program import TRANSCODE
from tests.support.house import ROOT

FOLDER = ROOT / "tools" / "recorder"
BINARY = FOLDER / "bin" / "recorder"
CLIP = 12  # seconds, then it begins again
FLASH = 2.0  # seconds from one flash with its beep to the next
BEEP = 3000  # Hz
RATE = 48_000
EACH_PICTURE = ("-fps_mode", "passthrough", "-enc_time_base", "-1")  # none twice, none left out
Event = dict[str, Any]


def built(name: str, package: str) -> Path:
    """A program of the recorder's module, built now when its sources are newer."""
    target = FOLDER / "bin" / name
    subprocess.run(["go", "build", "-trimpath", "-o", target, package], cwd=FOLDER, check=True)
    return target


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run ffmpeg; anything it complains about is a failure."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], capture_output=True)
    assert done.returncode == 0 and not done.stderr, done.stderr.decode()[-2000:]
    return done.stdout


def decode(path: Path) -> None:
    """Every picture, each at its own time."""
    ffmpeg("-i", path, *EACH_PICTURE, "-f", "null", "-")


def tone_clip(path: Path, pitch: int, *, frame: int = 20, bitrate: str = "48k") -> Path:
    """Ogg Opus: a tone at a tenth of full scale, and a loud beep for 200 ms at every flash."""
    sound = (
        f"aevalsrc=exprs='0.1*sin(2*PI*{pitch}*t)+if(lt(mod(t\\,{FLASH})\\,0.2)\\,0.5*sin(2*PI*{BEEP}*t)\\,0)'"
        f":s={RATE}:d={CLIP + 1}"
    )
    coding = ["-c:a", "libopus", "-b:a", bitrate, "-frame_duration", str(frame)]
    ffmpeg("-f", "lavfi", "-i", sound, *coding, "-page_duration", str(frame * 1000), path)
    return path


def film_clip(path: Path, width: int, height: int, colour: str, *, key_every: int = 25) -> Path:
    """25 pictures a second: something that moves on a colour, white for 200 ms at every flash.

    VP8 when the path ends with ".ivf", else H.264.
    """
    film = (
        f"color=c={colour}:s={width}x{height}:r=25:d={CLIP + 1},"
        f"drawbox=x=mod(t*60\\,{width - 80}):y={height // 3}:w=60:h=60:color=black:t=fill,"
        f"drawbox=color=white:t=fill:enable='lt(mod(t\\,{FLASH})\\,0.2)'"
    )
    if path.suffix == ".ivf":
        coding = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", str(key_every)]
        ffmpeg("-f", "lavfi", "-i", film, *coding, "-b:v", "800k", path)
        return path
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "baseline", "-pix_fmt", "yuv420p"]
    keys = f"keyint={key_every}:min-keyint={key_every}:scenecut=0:aud=1:repeat-headers=1:slices=2"
    ffmpeg("-f", "lavfi", "-i", film, *coding, "-b:v", "800k", "-x264-params", keys, "-f", "h264", path)
    return path


class Program:
    """A child with lines in and out."""

    def __init__(self, arguments: Sequence[str | Path], token: str, log: IO[bytes]) -> None:
        environment = os.environ | {"CONSILIUM_TOKEN": token}
        self.process = subprocess.Popen(
            arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.decode())

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def until(self, wanted: str, within: float = 15.0) -> None:
        deadline = time.monotonic() + within
        while not any(wanted in line for line in list(self.lines)):
            assert self.process.poll() is None or self._reader.is_alive(), "the program ended"
            assert time.monotonic() < deadline, f"not said within {within:g} s: {wanted}"
            time.sleep(0.02)

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def end(self, within: float = 5.0) -> int:
        """Close its input and wait; its exit status."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            status = self.process.wait(within)
        finally:
            self.kill()
        return status

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(5)


class Recorder(Program):
    """The recorder at work on one folder."""

    def __init__(self, url: str, token: str, spool: Path, log: IO[bytes], *more: str) -> None:
        self.spool = spool
        coding = ["-transcode", json.dumps(TRANSCODE)]
        super().__init__([BINARY, "-url", url, "-spool", spool, *coding, *more], token, log)

    def scene(
        self,
        picture: str = "",
        voices: Sequence[str] = (),
        channels: Mapping[str, str] | None = None,
        source: str = "camera",
    ) -> None:
        wish = {
            "picture": picture,
            "source": source,
            "voices": list(voices),
            "channels": dict(channels or {}),
        }
        self.say(json.dumps({"do": "scene"} | wish))

    def written(self, until: float, patience: float = 15.0) -> None:
        """Wait until segments are there up to so many seconds after the first one's begin."""

        def seconds() -> float:
            found = self.of("segment", "floor")
            return (found[-1]["at"] + found[-1]["duration"] - found[0]["at"]) / 1000 if found else 0.0

        deadline = time.monotonic() + until + patience
        while seconds() < until:
            assert time.monotonic() < deadline, f"{seconds():.1f} s of {until:g} s are written"
            time.sleep(0.05)

    @property
    def events(self) -> list[Event]:
        return [json.loads(line) for line in list(self.lines)]

    def of(self, kind: str, rendition: str | None = None) -> list[Event]:
        return [
            event
            for event in self.events
            if event["event"] == kind and rendition in (None, event.get("rendition"))
        ]


@contextmanager
def ending(*programs: Program) -> Iterator[None]:
    try:
        yield
    finally:
        for program in programs:
            program.kill()


def whole(spool: Path, segments: Sequence[Event], target: Path) -> Path:
    """Initialisation segment and segments in one file, as a player reads them. One init only."""
    assert len({segment["init"] for segment in segments}) == 1
    parts = [segments[0]["init"], *(segment["name"] for segment in segments)]
    target.write_bytes(b"".join((spool / part).read_bytes() for part in parts))
    return target


def runs(segments: Sequence[Event]) -> list[list[Event]]:
    """Segments of one initialisation segment in a row, each a file of its own."""
    found: list[list[Event]] = []
    for segment in segments:
        if not found or found[-1][-1]["init"] != segment["init"]:
            found.append([])
        found[-1].append(segment)
    return found


def samples(path: Path) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Mono sound, 48 kHz."""
    return np.frombuffer(ffmpeg("-i", path, "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"), np.float32)


def level(sound: "np.ndarray[Any, np.dtype[np.float32]]", pitch: int) -> float:
    """Amplitude of one tone in a stretch of sound."""
    angle = 2 * np.pi * pitch * np.arange(len(sound)) / RATE
    return float(2 * np.hypot(sound @ np.sin(angle), sound @ np.cos(angle)) / max(len(sound), 1))


def flashes(spool: Path, video: Sequence[Event], folder: Path) -> list[float]:
    """When the picture turns white, in seconds on the time line of the take."""
    found = []
    for number, run in enumerate(runs(video)):
        path = whole(spool, run, folder / f"flash-{number}.mp4")
        start = begin(path)
        shown = ("-vf", "scale=16:16,format=gray,showinfo", *EACH_PICTURE, "-f", "null", "-")
        command: list[str | Path] = ["ffmpeg", "-v", "info", "-nostdin", "-i", path, *shown]
        log = subprocess.run(command, capture_output=True, text=True).stderr
        white = True  # a run that begins within a flash does not say when that was
        for line in log.splitlines():
            if "pts_time:" not in line or "mean:[" not in line:
                continue
            at = float(line.split("pts_time:")[1].split()[0])
            bright = int(line.split("mean:[")[1].split()[0].rstrip("]")) > 200
            if bright and not white:
                found.append(start + at)
            white = bright
    return found


def beeps(spool: Path, sound: Sequence[Event], folder: Path) -> list[float]:
    """When the beep begins, in seconds on the time line of the take."""
    path = whole(spool, sound, folder / "beeps.mp4")
    heard = samples(path)
    step = RATE // 200
    loud = [level(heard[at : at + step], BEEP) > 0.15 for at in range(0, len(heard) - step, step)]
    start = begin(path)
    return [
        start + at * step / RATE
        for at in range(1, len(loud))
        if loud[at] and not any(loud[max(0, at - 100) : at])
    ]


def begin(path: Path) -> float:
    """Time of the first sample."""
    shown = ["-show_entries", "packet=pts_time", "-of", "csv=p=0", "-read_intervals", "%+#1"]
    out = subprocess.run(["ffprobe", "-v", "error", *shown, path], capture_output=True, text=True, check=True)
    return float(out.stdout.split(",")[0].split()[0])
