"""The supervisor with real processes: restarts, pauses, whole groups, stops in time."""

import asyncio
import contextlib
import errno
import http.client
import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

from consilium.supervisor import guard
from consilium.supervisor.plan import Address, Child
from consilium.supervisor.process import answers
from consilium.supervisor.supervise import Patience, Supervisor
from tests.support.ports import free_port

CHILD = str(Path(__file__).parents[1] / "support" / "child.py")
QUICK = Patience(first_pause=0.1, longest_pause=0.4, settled=60, stage=0.3, kill=1.0, ready=10)


class Stage:
    """A supervisor with its output kept."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[tuple[str, str]] = []
        self.pid_file = folder / "pids.json"
        self.supervisor = Supervisor(
            dict(os.environ), lambda name, line: self.lines.append((name, line)), self.pid_file, QUICK
        )

    @property
    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads(self.pid_file.read_text())
        return found

    def starts(self, name: str) -> int:
        return self.lines.count((name, "started"))

    async def sees(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not seen():
                await answers("127.0.0.1", 9)  # lets the others run for a moment


def child(name: str, *flags: str, stage: int = 1) -> Child:
    port = free_port()
    return Child(name, (sys.executable, CHILD, str(port), *flags), Address("127.0.0.1", port), stage)


def on_stage(tmp_path: Path, play: Callable[[Stage], Awaitable[None]]) -> Stage:
    """Run the play, and stop the supervisor whatever happens."""
    guard.adopt_orphans()
    stage = Stage(tmp_path)

    async def run() -> None:
        try:
            await play(stage)
        finally:
            await stage.supervisor.stop()

    asyncio.run(run())
    return stage


async def answering_pid(address: Address) -> int:
    """Who answers there, as soon as someone does; one killed in the middle of its answer has not answered."""

    def ask() -> int:
        with urllib.request.urlopen(f"http://{address}/", timeout=1) as answer:
            return int(answer.read())

    async with asyncio.timeout(8):
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                return await asyncio.to_thread(ask)
            await asyncio.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_started_child_answers_and_its_pid_is_known(tmp_path: Path) -> None:
    web = child("web")

    async def play(stage: Stage) -> None:
        await stage.supervisor.start(web)
        assert web.listens
        assert await answers("127.0.0.1", web.listens.port)
        assert await answering_pid(web.listens) == stage.pids["web"]

    stage = on_stage(tmp_path, play)
    assert stage.pids == {}


def test_a_killed_child_is_back_at_once(tmp_path: Path) -> None:
    web = child("web")

    async def play(stage: Stage) -> None:
        assert web.listens
        await stage.supervisor.start(web)
        first = stage.pids["web"]
        os.kill(first, signal.SIGKILL)
        begun = time.monotonic()
        while await answering_pid(web.listens) == first:
            pass
        assert time.monotonic() - begun < 5

    stage = on_stage(tmp_path, play)
    assert ("up", "web ended (SIGKILL); starting it again in 0 s") in stage.lines


def test_a_killed_leader_takes_its_worker_along_so_the_port_is_free(tmp_path: Path) -> None:
    web = child("web", "--worker", "--deaf")

    async def play(stage: Stage) -> None:
        assert web.listens
        await stage.supervisor.start(web)
        worker = await answering_pid(web.listens)
        assert worker != stage.pids["web"]
        os.kill(stage.pids["web"], signal.SIGKILL)
        async with asyncio.timeout(5):
            while (now := await answering_pid(web.listens)) == worker:
                pass
        assert is_gone(worker)
        assert now != worker

    on_stage(tmp_path, play)


def test_a_child_that_dies_again_and_again_is_started_ever_more_slowly(tmp_path: Path) -> None:
    def pauses(stage: Stage) -> list[str]:
        return [line.rpartition(" in ")[2] for name, line in stage.lines if name == "up"]

    async def play(stage: Stage) -> None:
        starting = asyncio.create_task(stage.supervisor.start(child("web", "--die")))
        async with asyncio.timeout(20):
            while len(pauses(stage)) < 5:
                await asyncio.sleep(0.05)
        assert not starting.done()
        starting.cancel()

    stage = on_stage(tmp_path, play)
    assert pauses(stage)[:5] == ["0 s", "0.1 s", "0.2 s", "0.4 s", "0.4 s"]
    assert stage.starts("web") >= 5


def test_pauses_grow_to_their_limit() -> None:
    assert [Patience().pause(failures) for failures in range(8)] == [0, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]


def test_a_deaf_child_and_its_worker_are_killed_in_time(tmp_path: Path) -> None:
    web = child("web", "--worker", "--deaf")
    seen: list[int] = []

    async def play(stage: Stage) -> None:
        assert web.listens
        await stage.supervisor.start(web)
        seen.extend((stage.pids["web"], await answering_pid(web.listens)))
        begun = time.monotonic()
        await stage.supervisor.stop()
        assert QUICK.kill <= time.monotonic() - begun < QUICK.kill + 1

    stage = on_stage(tmp_path, play)
    assert all(is_gone(pid) for pid in seen)
    assert ("up", "web did not end in time, so it was killed") in stage.lines


def test_stages_end_in_order(tmp_path: Path) -> None:
    bots, web, sfu = child("demo", stage=0), child("web", stage=1), child("sfu", "--deaf", stage=2)
    orders: list[list[str]] = []

    async def play(stage: Stage) -> None:
        await asyncio.gather(*(stage.supervisor.start(part) for part in (sfu, web, bots)))
        stopping = asyncio.create_task(stage.supervisor.stop())
        while not stopping.done():
            if not orders or sorted(stage.pids) != orders[-1]:
                orders.append(sorted(stage.pids))
            await asyncio.sleep(0.005)

    on_stage(tmp_path, play)
    assert ["sfu"] in orders
    assert all("web" in order for order in orders if "demo" in order)


def test_a_missing_program_is_named_and_tried_again(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        await stage.supervisor.start(Child("sfu", ("/nowhere/livekit-server",)))
        await stage.sees(lambda: any("cannot be started" in line for _, line in stage.lines))

    on_stage(tmp_path, play)


def test_run_once_gives_the_status(tmp_path: Path) -> None:
    async def play(stage: Stage) -> None:
        assert (
            await stage.supervisor.run_once(Child("prepare", (sys.executable, "-c", "raise SystemExit(4)")))
            == 4
        )

    on_stage(tmp_path, play)


def test_long_and_broken_output_passes_through(tmp_path: Path) -> None:
    script = "import os; os.write(1, b'x' * 200_000 + b'\\n\\xff\\xfe\\nlast')"

    async def play(stage: Stage) -> None:
        await stage.supervisor.run_once(Child("prepare", (sys.executable, "-c", script)))

    stage = on_stage(tmp_path, play)
    assert sum(line.count("x") for _, line in stage.lines) == 200_000
    assert stage.lines[-1] == ("prepare", "last")


def test_a_child_is_back_though_nobody_can_be_told_its_pid(tmp_path: Path) -> None:
    """As on a disk that is full: here a folder stands where the file should be."""
    web = child("web")

    async def play(stage: Stage) -> None:
        assert web.listens
        stage.pid_file.mkdir()
        await stage.supervisor.start(web)
        first = await answering_pid(web.listens)
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(10):
            while await answering_pid(web.listens) == first:
                pass
        stage.pid_file.rmdir()

    on_stage(tmp_path, play)


def test_a_child_that_the_machine_cannot_start_is_tried_again(tmp_path: Path) -> None:
    longer = "x" * 200_000  # than an argument may be: OSError, as with no memory left for another process

    async def play(stage: Stage) -> None:
        async with asyncio.timeout(10):
            await stage.supervisor.start(Child("web", (sys.executable, "-c", longer)))
        await stage.sees(
            lambda: ("up", "web could not be started; starting it again in 0.1 s") in stage.lines
        )

    on_stage(tmp_path, play)


def test_output_that_cannot_be_passed_on_is_lost_and_the_child_runs_on(tmp_path: Path) -> None:
    """More than a pipe holds, while the disk under the log is full for the first lines."""
    script = "for n in range(300): print(n, 'x' * 1000)\nprint('last')"
    refused: list[str] = []

    async def play(stage: Stage) -> None:
        def output(name: str, line: str) -> None:
            if len(refused) < 3:
                refused.append(line)
                raise OSError(errno.ENOSPC, "No space left on device")
            stage.lines.append((name, line))

        stage.supervisor = Supervisor(dict(os.environ), output, stage.pid_file, QUICK)
        async with asyncio.timeout(10):
            await stage.supervisor.start(Child("web", (sys.executable, "-c", script)))
        await stage.sees(lambda: stage.lines.count(("web", "last")) == 2)  # ended, and started again

    stage = on_stage(tmp_path, play)
    assert refused[0].startswith("0 x") and any(line.startswith("3 x") for _, line in stage.lines)
