"""Before the start: one supervisor for one data folder, free ports, and no leftovers of an earlier run."""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import IO

from consilium.supervisor.plan import Plan
from consilium.supervisor.process import MARK

_PR_SET_CHILD_SUBREAPER = 36


class Refused(Exception):
    """Why nothing was started, in one sentence for the person at the terminal."""


def take_lock(run_dir: Path) -> IO[str]:
    """Held until the file is closed or the process ends, however it ends."""
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        lock = (run_dir / "up.lock").open("a+")
    except OSError as error:
        raise Refused(f"The data folder {run_dir.parent} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        owner = lock.read().strip() or "?"
        lock.close()
        raise Refused(
            f"Consilium is already running on {run_dir.parent} (process {owner}); "
            "stop it first, or choose another DATA_DIR."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def adopt_orphans() -> None:
    """Processes whose parent dies become ours, so that we can see them end (see Running._end_group)."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_leftovers(plan: Plan) -> None:
    """End what a killed supervisor left behind; the mark in their environment proves that they are ours."""
    with contextlib.suppress(OSError, ValueError):
        leaders = set(json.loads((plan.run_dir / "pids.json").read_text()).values())
        mark = f"{MARK}={plan.data_dir}".encode()
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            left = [pid for pid in _members(leaders) if mark in _environment(pid)]
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                return
            time.sleep(0.05)


def end_descendants() -> None:
    """The last sweep: kill whatever still has us as its parent (it left its group, and its parent died)."""
    with contextlib.suppress(OSError, ValueError):
        for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def demand_free_ports(plan: Plan) -> None:
    """Refused, naming the first taken port and who wanted it."""
    for child in plan.children:
        if child.listens and not _is_free(child.listens.host, child.listens.port, socket.SOCK_STREAM):
            raise Refused(
                f"Port {child.listens.port}, wanted by {child.name}, is taken by another program; "
                f"stop that one, or set another address (see docs/how-to/configure.md)."
            )
    for port in plan.other_ports:
        if not all(_is_free("127.0.0.1", port, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)):
            raise Refused(
                f"Port {port}, wanted for media, is taken; set LIVEKIT_TCP_PORT or LIVEKIT_UDP_PORT."
            )


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:  # as servers do: connections that are ending do not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _members(leaders: set[int]) -> list[int]:
    """Processes of the process groups that these lead, or led."""
    members = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if entry.name.isdigit() and os.getpgid(int(entry.name)) in leaders:
                members.append(int(entry.name))
    return members


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
