"""Run all measurements, print the table, write build/bench.json. Exit status 1 when a goal is missed."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import appends, ballots, fanout, first_frame
from bench.measure import Figure, table
from tests.support.house import ROOT, House

CLIENT = ROOT / "build" / "bench-client"


def build_client() -> Path:
    CLIENT.parent.mkdir(exist_ok=True)
    subprocess.run(["go", "build", "-o", str(CLIENT), "."], cwd=ROOT / "bench" / "client", check=True)
    return CLIENT


def measure(folder: Path) -> list[Figure]:
    client = build_client()
    house = House(folder, hand="bench.hand")
    house.prepare()
    found = appends.figures(house)
    try:
        house.start()
        made = house.do("seminar", name="bench", persons=1)
        poll = house.do("open_poll", seminar=made["id"], person=made["persons"][0], closes_in=None)
        house.do("crowd", seminar=made["id"], size=max(fanout.SIZES), folder=str(folder), poll=poll)
        found += ballots.figures(house, made["id"], poll, folder, client)
        found += fanout.figures(house, made["id"], folder, client)
    finally:
        house.close()
    return found + first_frame.figures(folder)


def main() -> int:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < max(fanout.SIZES) * 2:
        sys.stderr.write(f"too few open files for {max(fanout.SIZES)} readers: ulimit -Hn is {hard}\n")
    begun = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as folder:
        found = measure(Path(folder))
    print(table(found))
    print(f"load average: {begun:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores")
    report = ROOT / "build" / "bench.json"
    report.write_text(json.dumps([figure.row() for figure in found], indent=1) + "\n")
    return 1 if any(figure.met is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
