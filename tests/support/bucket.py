"""A real S3 server on loopback: versitygw over a folder, built by `tools/setup.sh store`."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tools" / "versitygw" / "bin" / "versitygw"
ACCESS, SECRET = "consilium-test", "consilium-test-secret"
NAME = "seminars"


@dataclass(frozen=True)
class Store:
    """`folder` holds a folder for each bucket, and in it the objects as files."""

    endpoint: str
    folder: Path

    def settings(self, **changes: str) -> dict[str, str]:
        """The environment of a site whose files lie here."""
        return {
            "MEDIA_STORAGE": f"s3://{NAME}/site",
            "S3_ENDPOINT": self.endpoint,
            "S3_ACCESS_KEY": ACCESS,
            "S3_SECRET_KEY": SECRET,
            **changes,
        }


@contextmanager
def running(folder: Path, *, origin: str = "*") -> Iterator[Store]:
    """With one bucket, NAME. `origin`: whose pages may read from it, "" for nobody's."""
    assert PROGRAM.exists(), "versitygw is not built: run tools/setup.sh store"
    (port,) = free_ports(1)
    (folder / "buckets" / NAME).mkdir(parents=True)
    (folder / "sidecar").mkdir()
    allowed = ["--cors-allow-origin", origin] if origin else []
    command = [str(PROGRAM), "--port", f"127.0.0.1:{port}", "--access", ACCESS, "--secret", SECRET, "--quiet"]
    posix = ["posix", "--sidecar", str(folder / "sidecar"), str(folder / "buckets")]
    log = folder / "store.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *allowed, *posix], stdout=out, stderr=out, env={"PATH": os.environ["PATH"]}
        )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait(process, endpoint, log)
        yield Store(endpoint, folder / "buckets")
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", endpoint: str, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(endpoint, timeout=5).close()  # noqa: S310 (our own)
            return
        except urllib.error.HTTPError:
            return  # it refuses who is not signed: it is there
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())
