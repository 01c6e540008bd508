"""Run the measurements, all or the parts that are named, print the table, write build/bench.json.

Exit status 1 when a goal is missed.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import appends, ballots, captions, fanout, first_frame, overflow, recorder, search, translation
from bench.fanout import build_client
from bench.measure import Figure, table
from tests.support.house import ROOT, House


def live(folder: Path) -> list[Figure]:
    """Appending, ballots and the fan-out, on one house."""
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
    return found


PARTS = {
    "live": live,
    "first_frame": first_frame.figures,
    "captions": captions.figures,
    "translation": translation.figures,
    "search": search.figures,
    "recorder": recorder.figures,
    "overflow": overflow.figures,
}


def measure(names: Sequence[str]) -> list[Figure]:
    """The parts of these names, one after another, each with a folder of its own."""
    found = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"consilium-bench-{name}-") as folder:
            found += PARTS[name](Path(folder))
    return found


def write(found: list[Figure]) -> None:
    report = ROOT / "build" / "bench.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps([figure.row() for figure in found], indent=1) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all without any")
    chosen = parser.parse_args(arguments).parts or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if {"live", "overflow"} & set(chosen) and hard < max(fanout.SIZES) * 2:
        sys.stderr.write(f"too few open files for {max(fanout.SIZES)} readers: ulimit -Hn is {hard}\n")
    begun = os.getloadavg()[0]
    found = measure(chosen)
    print(table(found))
    print(f"load average: {begun:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores")
    write(found)
    return 1 if any(figure.met is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
