"""The batching writer: how fast, and what is left after it is killed."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bench.measure import Figure
from tests.support.house import ROOT

SECONDS, KILLS = 4, 20


def figures(data_dir: Path) -> list[Figure]:
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": f"sqlite:///{data_dir / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "consilium.config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "bench.writer", "rate", str(SECONDS)],
        cwd=ROOT,
        env=environment | {"STREAM": "bench-rate"},
        stdout=subprocess.PIPE,
        check=True,
    )
    rates = json.loads(ran.stdout)
    acknowledged, lost, gaps = _kill(data_dir, environment, KILLS)
    each = "a transaction each, one writer"
    return [
        Figure(
            "appends acknowledged, 64 waiting", rates["together"], "/s", 3000, "higher", each, rates["alone"]
        ),
        Figure(f"{KILLS} x kill -9 of the writer: acknowledged", acknowledged, ""),
        Figure(f"{KILLS} x kill -9 of the writer: acknowledged but lost", lost, "", 0, "lower"),
        Figure(f"{KILLS} x kill -9 of the writer: gaps or doubles", gaps, "", 0, "lower"),
    ]


def _kill(data_dir: Path, environment: dict[str, str], times: int) -> tuple[int, int, int]:
    """Start, let it write for a moment nobody chose, kill; then compare what it said with what is there."""
    acknowledged: set[str] = set()
    for _ in range(times):
        writer = subprocess.Popen(
            [sys.executable, "-m", "bench.writer", "forever"],
            cwd=ROOT,
            env=environment | {"STREAM": "bench-killed"},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(random.uniform(0.02, 0.3))
        writer.kill()
        rest = writer.stdout.read()
        writer.wait()
        acknowledged |= {line.decode() for line in (first + rest).split(b"\n") if line}
    return len(acknowledged), *_compare(data_dir / "db.sqlite3", "bench-killed", acknowledged)


def _compare(database: Path, stream: str, acknowledged: set[str]) -> tuple[int, int]:
    """How many acknowledged keys are missing, and how far the numbers are from 1, 2, 3 ..."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT seq, key FROM eventlog_logentry WHERE stream_id = ? ORDER BY seq", [stream]
        ).fetchall()
        last = connection.execute("SELECT last_seq FROM eventlog_stream WHERE id = ?", [stream]).fetchone()[0]
    gaps = sum(seq != place for place, (seq, _) in enumerate(rows, 1)) + abs(last - len(rows))
    return len(acknowledged - {key for _, key in rows}), gaps
