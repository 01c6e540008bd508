"""Keeps children running: starts, restarts with a growing pause, stops in order and in time."""

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consilium.supervisor.plan import Child
from consilium.supervisor.process import Output, Running, answers


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. The first restart is at once; each further one waits twice as long as the one before."""

    first_pause: float = 0.2
    longest_pause: float = 5.0
    settled: float = 10.0  # a child that ran this long has earned a fresh count
    stage: float = 0.8  # how long one stage may take to end before the next is asked too
    kill: float = 3.0  # after the stop began
    ready: float = 30.0

    def pause(self, failures: int) -> float:
        """Before the restart that follows the given number of quick deaths in a row."""
        return 0.0 if failures == 0 else min(self.longest_pause, self.first_pause * 2 ** (failures - 1))


class Supervisor:
    """`pids` is kept in a file for those who want to look (tests, administrators)."""

    def __init__(
        self, env: Mapping[str, str], output: Output, pid_file: Path, patience: Patience | None = None
    ) -> None:
        self._env = env
        self._output = output
        self._pid_file = pid_file
        self._patience = patience or Patience()
        self._running: dict[str, Running] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()

    async def start(self, child: Child) -> None:
        """Start it and keep it running; returns when it is ready. TimeoutError when it never gets so."""
        first = asyncio.get_running_loop().create_future()
        self._keepers[child.name] = asyncio.create_task(self._keep(child, first))
        await first
        if child.listens is not None:
            await self._wait_until_ready(child)

    async def run_once(self, child: Child) -> int:
        """Run a program to its end (under the stop as well); its exit status."""
        running = await self._launch(child)
        status = await running.wait()
        self._forget(child)
        return status

    def restart(self, name: str) -> None:
        """Ask a child to end; its keeper starts it again."""
        if running := self._running.get(name):
            running.send(signal.SIGTERM)

    async def stop(self) -> None:
        """Ask stage after stage to end; after `patience.kill` seconds nobody is asked any more."""
        self._stopping.set()
        deadline = time.monotonic() + self._patience.kill
        for stage in sorted({running.child.stage for running in self._running.values()}):
            members = [running for running in self._running.values() if running.child.stage == stage]
            for running in members:
                running.send(signal.SIGTERM)
            await self._wait_for_end(members, min(self._patience.stage, deadline - time.monotonic()))
        await self._wait_for_end(list(self._running.values()), deadline - time.monotonic())
        for running in self._running.values():
            self._tell(f"{running.child.name} did not end in time, so it was killed")
        unfinished: set[asyncio.Task[None]] = set(self._keepers.values())
        while unfinished:  # a loop, for one may have been starting all the while
            for running in self._running.values():
                running.send(signal.SIGKILL)
            _, unfinished = await asyncio.wait(unfinished, timeout=0.1)

    async def _keep(self, child: Child, first: "asyncio.Future[None]") -> None:
        failures = 0
        while not self._stopping.is_set():
            ended, age = await self._run(child, first)
            if self._stopping.is_set():
                return
            if age > self._patience.settled:
                failures = 0
            pause = self._patience.pause(failures)
            failures += 1
            self._tell(f"{child.name} {ended}; starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=pause or 0.001)

    async def _run(self, child: Child, first: "asyncio.Future[None]") -> tuple[str, float]:
        """How it ended, and after how many seconds: at once when the machine has no room for it now."""
        running = None
        with contextlib.suppress(OSError):
            running = await self._launch(child)
        if not first.done():
            first.set_result(None)
        if running is None:
            return "could not be started", 0.0
        status = await running.wait()
        self._forget(child)
        return f"ended ({_reason(status)})", running.age

    async def _launch(self, child: Child) -> Running:
        running = await Running.start(child, self._env, self._output)
        self._running[child.name] = running
        self._write_pids()
        return running

    def _forget(self, child: Child) -> None:
        self._running.pop(child.name, None)
        self._write_pids()

    async def _wait_until_ready(self, child: Child) -> None:
        assert child.listens is not None  # noqa: S101
        async with asyncio.timeout(self._patience.ready):
            while not await answers(child.listens.host, child.listens.port):
                await asyncio.sleep(0.05)

    async def _wait_for_end(self, members: list[Running], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(
            self._running.get(running.child.name) is running for running in members
        ):
            await asyncio.sleep(0.02)

    def _write_pids(self) -> None:
        """A full disk keeps nobody from running: the next change writes it."""
        pids = {name: running.pid for name, running in self._running.items()}
        draft = self._pid_file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            draft.write_text(json.dumps(pids))
            draft.replace(self._pid_file)

    def _tell(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self._output("up", line)


def _reason(status: int) -> str:
    """ "status 1", or the name of the signal that ended it."""
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
