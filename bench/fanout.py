"""Fan-out: one entry to many readers, ours against plain Django; and many entries a second with the tick."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.hand_text import PADDING
from bench.measure import Figure, cpu_ms, median, rss_kb
from tests.support.house import ROOT, House, until
from tests.support.ports import free_port

#: Readers, and how many entries are sent to them: enough that a few milliseconds of error do not matter.
SIZES = {500: 60, 2000: 30, 5000: 15}
PAUSES = {500: 0.15, 2000: 0.25, 5000: 0.4}
RATE, SECONDS = 50, 6
DJANGO = "Django StreamingHttpResponse"


CLIENT = ROOT / "build" / "bench-client"


def build_client() -> Path:
    CLIENT.parent.mkdir(exist_ok=True)
    subprocess.run(["go", "build", "-o", str(CLIENT), "."], cwd=ROOT / "bench" / "client", check=True)
    return CLIENT


@dataclass(frozen=True)
class Spread:
    """CPU ms per 1,000 deliveries, ms to the last reader (median of entries), kB per connection, share
    delivered.
    """

    cpu: float
    last: float
    memory: float
    delivered: float


class Crowd:
    """The Go client with its readers connected."""

    def __init__(self, client: Path, port: int, paths: Path, size: int) -> None:
        command = [
            str(client),
            "follow",
            "-addr",
            f"127.0.0.1:{port}",
            "-paths",
            str(paths),
            "-n",
            str(size),
        ]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        connected = self._answer()["connected"]
        if connected != size:
            raise RuntimeError(f"only {connected} of {size} readers could connect")

    def report(self) -> Any:
        assert self._process.stdin
        self._process.stdin.write("report\n")
        self._process.stdin.flush()
        return self._answer()

    def collect(self, expected: int, patience: float = 15.0) -> dict[int, tuple[int, float]]:
        """By entry: how many readers have had it, and ms until the last; waits until all have had all."""
        found: dict[int, tuple[int, float]] = {}
        end = time.monotonic() + patience
        while sum(number for number, _last in found.values()) < expected and time.monotonic() < end:
            time.sleep(0.2)
            for entry in self.report()["entries"]:
                number, last = found.get(entry["born"], (0, 0.0))
                found[entry["born"]] = number + entry["n"], max(last, entry["last"])
        return found

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())


def spread(
    make: Callable[[], Crowd], pid: int, size: int, count: int, publish: Callable[[int], None]
) -> Spread:
    """Connect, let it settle, publish and count."""
    empty = rss_kb(pid)
    crowd = make()
    try:
        time.sleep(4)  # presence is written, its tallies are told
        memory = (rss_kb(pid) - empty) / size
        crowd.report()
        before = cpu_ms(pid)
        publish(count)
        entries = crowd.collect(size * count)
        used = cpu_ms(pid) - before
    finally:
        crowd.close()
    received = max(1, sum(number for number, _last in entries.values()))
    last = median([last for number, last in entries.values() if number == size])
    return Spread(used / received * 1000, last, memory, received / (size * count))


def ours(house: House, seminar: str, folder: Path, client: Path, size: int) -> Spread:
    def make() -> Crowd:
        return Crowd(client, house.port, _paths(house, seminar, folder), size)

    def publish(count: int) -> None:
        house.do("publish", seminar=seminar, count=count, pause=PAUSES[size])

    found = spread(make, house.pid, size, SIZES[size], publish)
    until(lambda: house.metric("connections") == 0, "the readers are gone")
    return found


def burst(house: House, seminar: str, folder: Path, client: Path) -> Spread:
    """RATE entries a second to the largest crowd."""
    size = max(SIZES)

    def publish(count: int) -> None:
        house.do("publish", seminar=seminar, count=count, pause=1 / RATE)

    return spread(
        lambda: Crowd(client, house.port, _paths(house, seminar, folder), size),
        house.pid,
        size,
        RATE * SECONDS,
        publish,
    )


def django(folder: Path, client: Path, size: int) -> Spread:
    port = free_port()
    paths = folder / "django.txt"
    paths.write_text("/stream")
    server = subprocess.Popen([sys.executable, "-m", "bench.baseline", str(port)], cwd=ROOT)

    def publish(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(count):
            body = json.dumps(
                {"t": time.time_ns(), "text": PADDING}, ensure_ascii=False, separators=(",", ":")
            )
            connection.request("POST", "/publish", body.encode())
            connection.getresponse().read()
            time.sleep(PAUSES[size])

    try:
        until(lambda: _listens(port), "the baseline listens")
        return spread(lambda: Crowd(client, port, paths, size), server.pid, size, SIZES[size], publish)
    finally:
        server.kill()
        server.wait()


def figures(house: House, seminar: str, folder: Path, client: Path) -> list[Figure]:
    found = []
    single = Spread(0, 0, 0, 0)
    for size in SIZES:
        single = ours(house, seminar, folder, client, size)
        plain = django(folder, client, size)
        found += _figures_of(size, single, plain)
    many = burst(house, seminar, folder, client)
    one = "one write per entry, same run"
    found += [
        Figure(
            f"{RATE} entries/s to 5000: CPU per 1000 deliveries", many.cpu, "ms", 3, "lower", one, single.cpu
        ),
        Figure(f"{RATE} entries/s to 5000: delivered", many.delivered * 100, "%", 100, "higher"),
    ]
    return found


def _figures_of(size: int, ours: Spread, plain: Spread) -> list[Figure]:
    largest = size == max(SIZES)
    name = f"1 entry to {size}"
    return [
        Figure(f"{name}: CPU per 1000 deliveries", ours.cpu, "ms", 16, "lower", DJANGO, plain.cpu),
        Figure(
            f"{name}: CPU, times less than Django",
            plain.cpu / ours.cpu,
            "x",
            3 if largest else None,
            "higher",
        ),
        Figure(
            f"{name}: to the last reader",
            ours.last,
            "ms",
            250 if largest else None,
            "lower",
            DJANGO,
            plain.last,
        ),
        Figure(f"{name}: memory per connection", ours.memory, "kB", None, "lower", DJANGO, plain.memory),
        Figure(f"{name}: delivered", ours.delivered * 100, "%", 100, "higher", DJANGO, plain.delivered * 100),
    ]


def _paths(house: House, seminar: str, folder: Path) -> Path:
    return Path(house.do("paths", seminar=seminar, folder=str(folder)))


def _listens(port: int) -> bool:
    try:
        http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
    except OSError:
        return False
    return True
