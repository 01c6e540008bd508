"""A poll of 5,000 persons over 200 connections, with the real handler, against a transaction per ballot."""

import json
import subprocess
from pathlib import Path

from bench.measure import Figure, cpu_ms
from tests.support.house import House

VOTERS, CONNECTIONS, ALONE = 5000, 200, 300


def figures(house: House, seminar: str, poll: str, folder: Path, client: Path) -> list[Figure]:
    command = [
        *(str(client), "ballots", "-addr", f"127.0.0.1:{house.port}"),
        *("-bodies", str(folder / "bodies.txt"), "-n", str(CONNECTIONS)),
    ]
    before = cpu_ms(house.pid)
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    used = cpu_ms(house.pid) - before
    counted = house.do("counted", poll=poll)
    alone = house.do("ballots_alone", seminar=seminar, poll=poll, count=ALONE) * VOTERS / ALONE
    each = "a transaction each, no HTTP"
    return [
        Figure(
            "5000 ballots from 200 connections: acknowledged", told["seconds"], "s", 3, "lower", each, alone
        ),
        Figure("5000 ballots: CPU of the live process", used / 1000, "s"),
        Figure("5000 ballots: p99 of the answer", told["p99"], "ms"),
        Figure("5000 ballots: acknowledged", told["statuses"].get("200", 0), "", VOTERS, "higher"),
        Figure("5000 ballots: in the database", counted, "", VOTERS, "higher"),
    ]
