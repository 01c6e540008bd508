"""A PostgreSQL server of our own for one test run: fresh cluster, free port, gone afterwards.

`python -m tools.postgres COMMAND ...` runs a command with DATABASE_URL set to such a server.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Losing this cluster loses nothing, so it need not wait for the disk.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL is missing. Install it: apt-get install postgresql")
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _identity() -> dict[str, Any]:
    """Root may not run PostgreSQL, so root becomes the postgres user for it."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = time.monotonic() + 30
    check = [str(_binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(check).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a running empty server; the server ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="consilium-pg-"))
    identity = _identity()
    if identity:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data, port = folder / "data", _free_port()
    initdb = [str(_binaries() / "initdb"), "-D", str(data), "-U", "consilium", "-A", "trust"]
    encoding = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run([*initdb, *encoding], check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)
    options = [part for option in (*_FAST, "listen_addresses=127.0.0.1") for part in ("-c", option)]
    command = [str(_binaries() / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), *options]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **identity)
    try:
        _wait_until_ready(running, folder, port)
        yield f"postgres://consilium@127.0.0.1:{port}/consilium"
    finally:
        running.send_signal(signal.SIGINT)  # "fast": open connections are cut
        running.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with server() as url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode)
