"""What recording costs: our recorder, which passes through, beside ffmpeg that decodes and codes again.

Both work at the same time on the same clips, 720p at 25 pictures a second and one voice: the same work costs
up to twice as much from one minute to the next on a noisy host, so only pairs give a ratio.
"""

import os
import subprocess
from pathlib import Path

import django
from django.conf import settings

from bench.measure import Figure
from tests.support import recorder
from tests.support.livekit import KEY, SECRET, livekit_server

SECONDS = 60
GOAL = 10  # times less


def _clips(folder: Path) -> tuple[Path, Path]:
    film, voice = folder / "film.h264", recorder.tone_clip(folder / "voice.ogg", 440)
    source = f"testsrc2=s=1280x720:r=25:d={recorder.CLIP},noise=alls=6:allf=t,format=yuv420p"
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-profile:v",
        "baseline",
        "-b:v",
        "1500k",
        "-maxrate",
        "1500k",
    ]
    keys = ["-bufsize", "1500k", "-x264-params", "keyint=50:scenecut=0:aud=1:repeat-headers=1"]
    recorder.ffmpeg("-f", "lavfi", "-i", source, *coding, *keys, "-f", "h264", film)
    recorder.ffmpeg("-framerate", "25", "-i", film, "-c", "copy", film.with_suffix(".mkv"))  # can be looped
    return film, voice


def _coding_again(film: Path, voice: Path) -> list[str | Path]:
    """Decode, x264 veryfast, libopus, HLS: as the recorders do that are built on decoded pictures."""
    endless = ("-re", "-stream_loop", "-1", "-i")
    return [
        *("ffmpeg", "-v", "error", "-nostdin", "-y", *endless, film.with_suffix(".mkv"), *endless, voice),
        *("-t", str(SECONDS), "-c:v", "libx264", "-preset", "veryfast", "-g", "100", "-c:a", "libopus"),
        *("-b:a", "48k", "-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_segment_type", "fmp4"),
        film.parent / "again.m3u8",
    ]


def _cpu_of(pid: int) -> float:
    """CPU seconds of a child that has ended, from its own account."""
    _pid, status, used = os.wait4(pid, 0)
    assert status == 0, f"ffmpeg ended with {status}"
    return used.ru_utime + used.ru_stime


def figures(folder: Path) -> list[Figure]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilium.config.settings")
    django.setup()
    from consilium.sfu.grants import HIDDEN, ON_STAGE
    from consilium.sfu.livekit import LiveKit
    from consilium.sfu.tokens import join_token

    film, voice = _clips(folder)
    publish = recorder.built("publish", "./cmd/publish")
    with livekit_server(folder) as url, (folder / "log").open("wb") as log:
        settings.LIVEKIT_URL, settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = url, KEY, SECRET
        LiveKit().open_room("bench")
        token = join_token("bench", "alice", ON_STAGE)
        guest = recorder.Program([publish, "-url", url, "-video", film, "-audio", voice], token, log)
        one = recorder.Recorder(url, join_token("bench", "recorder", HIDDEN), folder / "spool", log)
        with recorder.ending(guest, one):
            guest.until("published")
            one.until("joined")
            one.scene("alice", ["alice"], {"kk": ""})
            one.written(8)
            before = one.cpu_seconds()
            again = subprocess.Popen(_coding_again(film, voice))
            coded = _cpu_of(again.pid) * 60 / SECONDS
            passed = (one.cpu_seconds() - before) * 60 / SECONDS
            lines = (folder / "again.m3u8").read_text().split()
            coded_for = sum(float(line[8:-1]) for line in lines if line.startswith("#EXTINF:"))
            assert coded_for >= SECONDS - 1, f"ffmpeg coded {coded_for:g} s"
            assert one.of("segment", "video")[-1]["bytes"] > 100_000, "the picture was not recorded"
            memory = one.of("stats")[-1]["rss_kb"] / 1024
    what = "recording a minute, 720p and two sound renditions"
    return [
        Figure(what, passed, "CPU-s", coded / GOAL, "lower", "ffmpeg: decode + x264 veryfast", coded),
        Figure("the recorder's memory", memory, "MB"),
    ]
