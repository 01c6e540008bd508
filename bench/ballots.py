"""A poll of 5,000 persons over 200 connections, with the real handler, against a transaction per ballot."""

import json
import subprocess
from pathlib import Path
from typing import Any

from bench.measure import Figure, cpu_ms
from tests.support.house import House

VOTERS, CONNECTIONS, ALONE = 5000, 200, 300
#: On a machine that does other things as well, the least disturbed of three rounds says what the code can do.
ROUNDS = 3


def figures(house: House, seminar: str, poll: str, folder: Path, client: Path) -> list[Figure]:
    rounds = [_round(house, folder / f"bodies{number}.txt", client) for number in range(ROUNDS)]
    best = min(rounds, key=lambda told: told["seconds"])
    counted = house.do("counted", poll=poll)
    alone = house.do("ballots_alone", seminar=seminar, poll=poll, count=ALONE) * VOTERS / ALONE
    each = "a transaction each, no HTTP"
    name = f"5000 ballots from {CONNECTIONS} connections"
    return [
        Figure(f"{name}: acknowledged, best of {ROUNDS}", best["seconds"], "s", 3, "lower", each, alone),
        Figure(f"{name}: CPU of the live process", best["cpu"] / 1000, "s"),
        Figure(f"{name}: p99 of the answer", best["p99"], "ms"),
        Figure(f"{name}: acknowledged", min(_taken(told) for told in rounds), "", VOTERS, "higher"),
        Figure(f"{name}: in the database", counted, "", VOTERS, "higher"),
    ]


def _round(house: House, bodies: Path, client: Path) -> dict[str, Any]:
    """Everybody votes, each time for the other option than before, so that every ballot is a write."""
    command = [
        *(str(client), "ballots", "-addr", f"127.0.0.1:{house.port}"),
        *("-bodies", str(bodies), "-n", str(CONNECTIONS)),
    ]
    before = cpu_ms(house.pid)
    told: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
    )
    return told | {"cpu": cpu_ms(house.pid) - before}


def _taken(told: dict[str, Any]) -> int:
    return int(told["statuses"].get("200", 0))
