"""The overflow audience on the project's own server: a thousand HLS viewers beside five thousand SSE readers.

Real processes (two of `web`, one of `live`), a take of 1.5 Mbit/s that grows by a segment every four seconds,
and a client that asks as hls.js does. The baseline is the same site without config/held.py, with so few
viewers that it can bear them: compared is the CPU time of one request.
"""

import http.client
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fanout import Crowd, build_client
from bench.measure import Figure, cpu_ms
from consilium.supervisor.plan import Address, web_command
from tests.support import takes
from tests.support.house import ROOT, House, until
from tests.support.ports import free_port
from tests.support.takes import Bringing

VIEWERS, READERS, SECONDS = 1000, 5000, 120
FEW, SHORT = 60, 24  # of the baseline
BITS = "1500k"
WRITTEN = 5.0  # seconds from the first moment of a segment until it is brought: its length, and a second
BEFORE = 4  # segments that are there when the first viewer comes
HELD, PLAIN = "consilium.config.wsgi:application", "bench.plain_wsgi:application"


@dataclass(frozen=True)
class Watched:
    """What the viewers met, CPU ms of `web` and of `live`, and the share of entries that readers had."""

    seen: Any
    web: float
    live: float
    delivered: float


def figures(folder: Path) -> list[Figure]:
    client = build_client()
    cut = takes.cut(folder / "cut", SECONDS + SHORT + 200, BITS, filler=True)
    house = House(folder / "house", hand="bench.hand")
    (folder / "house").mkdir()
    house.prepare()
    try:
        house.start()
        made = house.do("seminar", name="overflow", persons=1)
        with web(house, PLAIN) as port, growing(house, made, cut, port) as address:
            plain = watch(client, folder, port, address, FEW, SHORT, web_pids(port))
        with web(house, HELD) as port, growing(house, made, cut, port) as address:
            few = watch(client, folder, port, address, FEW, SHORT, web_pids(port))
            with readers(house, made, folder, client) as publish:
                many = watch(client, folder, port, address, VIEWERS, SECONDS, web_pids(port), house, publish)
    finally:
        house.close()
    return _figures(plain, few, many)


def watch(
    client: Path,
    folder: Path,
    port: int,
    address: str,
    viewers: int,
    seconds: int,
    pids: list[int],
    house: House | None = None,
    publish: Callable[[int], float] | None = None,
) -> Watched:
    """Let so many watch; meanwhile an entry a second goes to the readers, if there are any."""
    paths = folder / "masters.txt"
    paths.write_text(address)
    command = [str(client), "watch", "-addr", f"127.0.0.1:{port}", "-paths", str(paths)]
    begun = sum(cpu_ms(pid) for pid in pids), cpu_ms(house.pid) if house else 0.0
    watching = subprocess.Popen(
        [*command, "-n", str(viewers), "-seconds", str(seconds)], stdout=subprocess.PIPE, text=True
    )
    delivered = publish(seconds) if publish else 1.0
    said, _none = watching.communicate(timeout=seconds + 120)
    used = sum(cpu_ms(pid) for pid in pids), cpu_ms(house.pid) if house else 0.0
    return Watched(json.loads(said), used[0] - begun[0], used[1] - begun[1], delivered)


@contextmanager
def web(house: House, application: str) -> Iterator[int]:
    """Two processes on one port, as `consilium up` starts them."""
    port = free_port()
    command = [*web_command(Address("127.0.0.1", port), threads=4)]
    command[-1] = application
    environment = house.environment | {"SITE_URL": f"http://127.0.0.1:{port}"}
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    _started[port] = [process.pid for process in running]
    try:
        until(lambda: len(web_pids(port)) >= 2 * len(running), "web has its workers", 60)
        until(lambda: _answers(port), "web answers", 60)
        yield port
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


_started: dict[int, list[int]] = {}


def web_pids(port: int) -> list[int]:
    """granian's main processes and their workers."""
    found = list(_started[port])
    for pid in found:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        found += [int(child) for child in children.read_text().split()] if children.exists() else []
    return found


@contextmanager
def growing(house: House, seminar: Any, cut: Path, port: int) -> Iterator[str]:
    """A take that is being brought; the address of its live playlist."""
    take = house.do("record_take", seminar=seminar["id"], person=seminar["persons"][0])
    bringing = Bringing(f"http://127.0.0.1:{port}", seminar["id"], take, cut, after=WRITTEN)
    bringing.go_on()
    try:
        until(lambda: bringing.brought >= BEFORE, "there is something to watch", 60)
        yield house.do("address", take=take["id"])
    finally:
        bringing.stop()
        house.do("stop_take", seminar=seminar["id"], person=seminar["persons"][0], take=take["id"])


@contextmanager
def readers(house: House, seminar: Any, folder: Path, client: Path) -> Iterator[Callable[[int], float]]:
    """The SSE readers; what is given publishes an entry a second and returns the share that came."""
    poll = house.do("open_poll", seminar=seminar["id"], person=seminar["persons"][0], closes_in=None)
    house.do("crowd", seminar=seminar["id"], size=READERS, folder=str(folder), poll=poll)
    crowd = Crowd(
        client, house.port, Path(house.do("paths", seminar=seminar["id"], folder=str(folder))), READERS
    )

    def publish(seconds: int) -> float:
        house.do("publish", seminar=seminar["id"], count=seconds, pause=1.0)
        had = crowd.collect(READERS * seconds)
        return sum(number for number, _last in had.values()) / (READERS * seconds)

    try:
        yield publish
    finally:
        crowd.close()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _figures(plain: Watched, few: Watched, many: Watched) -> list[Figure]:
    seen = many.seen
    errors = sum(seen["errors"].values()) + sum(few.seen["errors"].values())
    cores = many.web / 1000 / SECONDS
    each = many.web / max(1, seen["requests"])
    base = "the same site without config/held.py"
    return [
        Figure(f"{VIEWERS} HLS viewers, {SECONDS} s: errors {seen['errors'] or ''}".strip(), errors, "", 0),
        Figure(f"{READERS} SSE readers beside them: delivered", many.delivered * 100, "%", 100, "higher"),
        Figure("requests a second", seen["requests"] / SECONDS, "/s"),
        Figure("sent", seen["bytes"] * 8 / SECONDS / 1e6, "Mbit/s"),
        Figure(
            "CPU of web for a request", each, "ms", None, "lower", base, plain.web / plain.seen["requests"]
        ),
        Figure("cores of web", cores, "cores"),
        Figure("cores of live", many.live / 1000 / SECONDS, "cores"),
        Figure("HLS viewers per core of web", VIEWERS / cores, "", 1000, "higher"),
        Figure("an answer, p99", seen["p99"], "ms"),
        Figure("a segment is with a viewer after its end, p50", seen["behind50"] / 1000, "s"),
        Figure("a segment is with a viewer after its end, p99", seen["behind99"] / 1000, "s"),
    ]
