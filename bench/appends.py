"""The batching writer: how fast, and what is left after it is killed."""

import json
import random
import subprocess
import sys
import time

from bench.measure import Figure
from tests.support.house import ROOT, House

SECONDS, KILLS = 4, 20


def figures(house: House) -> list[Figure]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.writer", "rate", str(SECONDS)],
        cwd=ROOT,
        env=house.environment | {"STREAM": "bench-rate"},
        stdout=subprocess.PIPE,
        check=True,
    )
    rates = json.loads(ran.stdout)
    acknowledged = kill(house, "bench-killed", KILLS)
    lost, gaps = compare(house, "bench-killed", acknowledged)
    each = "a transaction each, one writer"
    return [
        Figure(
            "appends acknowledged, 64 waiting", rates["together"], "/s", 3000, "higher", each, rates["alone"]
        ),
        Figure("CPU per append, 64 waiting", rates["cpu"], "us"),
        Figure(f"{KILLS} x kill -9 of the writer: acknowledged", len(acknowledged), ""),
        Figure(f"{KILLS} x kill -9 of the writer: acknowledged but lost", lost, "", 0, "lower"),
        Figure(f"{KILLS} x kill -9 of the writer: gaps or doubles", gaps, "", 0, "lower"),
    ]


def kill(house: House, stream: str, times: int) -> set[str]:
    """Two writers on one stream, killed at a moment nobody chose; again and again. The keys they
    acknowledged.
    """
    acknowledged: set[str] = set()
    for _ in range(times):
        writers = [_start(house, stream) for _ in range(2)]
        said = [writer.stdout.readline() for writer in writers if writer.stdout]
        time.sleep(random.uniform(0.02, 0.3))
        for writer in writers:
            writer.kill()
        said += [writer.stdout.read() for writer in writers if writer.stdout]
        for writer in writers:
            writer.wait()
        acknowledged |= {line.decode() for text in said for line in text.split(b"\n") if line}
    return acknowledged


def compare(house: House, stream: str, acknowledged: set[str]) -> tuple[int, int]:
    """How many acknowledged keys are missing, and how far the numbers are from 1, 2, 3 ..."""
    last, rows = house.do("keys", stream=stream)
    gaps = sum(seq != place for place, (seq, _) in enumerate(rows, 1)) + abs(last - len(rows))
    return len(acknowledged - {key for _, key in rows}), gaps


def _start(house: House, stream: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bench.writer", "forever"],
        cwd=ROOT,
        env=house.environment | {"STREAM": stream},
        stdout=subprocess.PIPE,
    )
