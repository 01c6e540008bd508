"""A real livekit-server on free ports of loopback, and real participants of it."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consilium.supervisor.plan import Address, SfuSettings, sfu_config
from tests.support.ports import free_port

BINARY = Path(__file__).parents[2] / "tools" / "livekit" / "bin" / "livekit-server"
KEY, SECRET = "test", "test-secret-" * 4


@contextmanager
def livekit_server(
    folder: Path, *, port: int | None = None, webhook: str = "http://127.0.0.1:9/"
) -> Iterator[str]:
    """Run the server until the block ends; yields its ws:// address."""
    port = port or free_port()
    at = Address("127.0.0.1", port)
    config = folder / f"livekit-{port}.yaml"
    config.write_text(
        sfu_config(SfuSettings(at, free_port(), free_port(), KEY, SECRET, webhook)), encoding="utf-8"
    )
    with (folder / "livekit.log").open("ab") as log:
        process = subprocess.Popen([BINARY, "--config", config], stdout=log, stderr=log)
    try:
        _wait_until_up(port, process)
        yield f"ws://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_until_up(port: int, process: subprocess.Popen[bytes], timeout: float = 15) -> None:
    until = time.monotonic() + timeout
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("livekit-server did not come up")
