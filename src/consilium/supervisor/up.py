"""`consilium up`: from a plan to running parts, and back to nothing on Ctrl-C."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from consilium.supervisor import guard
from consilium.supervisor.plan import Child, Plan
from consilium.supervisor.process import MARK
from consilium.supervisor.secrets import write_private
from consilium.supervisor.supervise import Patience, Supervisor
from consilium.supervisor.watch import watch

RELOADED = ("web", "web-2", "live", "tasks", "media", "translator")


def up(plan: Plan, sfu_config: str = "", watched: tuple[Path, ...] = ()) -> int:
    """Run until a signal comes; exit status 0 after an orderly stop, 1 when it could not start."""
    try:
        with guard.take_lock(plan.run_dir):
            guard.adopt_orphans()
            guard.end_leftovers(plan)
            guard.demand_free_ports(plan)
            _raise_file_limit()
            if sfu_config:
                write_private(plan.run_dir / "livekit.yaml", sfu_config)
            return asyncio.run(_Up(plan, watched).run())
    except guard.Refused as refused:
        print(refused, file=sys.stderr)
        return 1


class _Up:
    def __init__(self, plan: Plan, watched: tuple[Path, ...]) -> None:
        self._plan = plan
        self._watched = watched
        self._begun = time.monotonic()
        self._asked_to_stop = asyncio.Event()
        self._links = plan.run_dir / "links.json"
        environment = {**os.environ, **plan.env, MARK: str(plan.data_dir), "PYTHONUNBUFFERED": "1"}
        environment["CONSILIUM_LINKS"] = str(self._links)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, web starts in 2 s instead of 5
        self._supervisor = Supervisor(environment, say, plan.run_dir / "pids.json", Patience())

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop.set)
        self._links.unlink(missing_ok=True)
        starting = asyncio.create_task(self._start())
        stop = asyncio.create_task(self._asked_to_stop.wait())
        await asyncio.wait((starting, stop), return_when=asyncio.FIRST_COMPLETED)
        failure = starting.exception() if starting.done() else None
        if failure is None:
            with _watching(self._watched, self._supervisor):
                await stop
        say("up", str(failure) if failure else "stopping")
        begun = time.monotonic()
        await self._supervisor.stop()
        await _cancel(starting, stop)
        guard.end_descendants()
        self._links.unlink(missing_ok=True)
        say("up", f"all stopped in {time.monotonic() - begun:.1f} s")
        return 1 if failure else 0

    async def _start(self) -> None:
        plan = self._plan
        if plan.sfu:
            await self._ready(plan.sfu)
        say("up", "preparing the database")
        if status := await self._supervisor.run_once(Child("prepare", plan.prepare)):
            raise _Failed(f"The database could not be prepared (status {status}); see the lines above.")
        await asyncio.gather(*(self._ready(child) for child in plan.parts))
        await asyncio.gather(*(self._ready(child) for child in plan.later))
        self._announce()

    async def _ready(self, child: Child) -> None:
        try:
            await self._supervisor.start(child)
        except TimeoutError:
            raise _Failed(f"{child.name} did not become ready; see its lines above.") from None
        say("up", f"{child.name} is ready" + (f" on {child.listens}" if child.listens else ""))

    def _announce(self) -> None:
        links: list[tuple[str, str]] = []
        with contextlib.suppress(OSError, ValueError):
            links = [(role, url) for role, url in json.loads(self._links.read_text())]
        took = time.monotonic() - self._begun
        lines = ["", f"Consilium is ready after {took:.1f} s:  {self._plan.site_url}", ""]
        if links:
            width = max(len(role) for role, _ in links)
            lines += [
                "Come in as (each link signs you in):",
                *(f"  {role:<{width}}  {url}" for role, url in links),
            ]
            lines.append("")
        with contextlib.suppress(OSError):
            print("\n".join([*lines, "Ctrl-C stops everything.", ""]), flush=True)


class _Failed(Exception):
    """A part that did not start, in one sentence."""


def say(name: str, line: str) -> None:
    """One line of one part, its name before it; coloured on a terminal."""
    label = f"{name:>7} |"
    if sys.stdout.isatty():
        label = f"\033[{_colour(name)}m{label}\033[0m"
    with contextlib.suppress(OSError):  # a reader or terminal that is gone, a full disk
        print(f"{label} {line}", flush=True)


def _colour(name: str) -> int:
    return 31 + sum(name.encode()) % 6


@contextlib.contextmanager
def _watching(folders: tuple[Path, ...], supervisor: Supervisor) -> Iterator[None]:
    def changed() -> None:
        say("up", "a source file has changed")
        for name in RELOADED:
            supervisor.restart(name)

    task = asyncio.create_task(watch(folders, changed)) if folders else None
    try:
        yield
    finally:
        if task:
            task.cancel()


async def _cancel(*tasks: "asyncio.Task[object]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _raise_file_limit() -> None:
    """Every reader of the live stream is an open file; children inherit the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
