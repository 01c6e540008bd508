"""Limits for a process that reads a stranger's file: memory, processor time, file size, no network.

As a program, `python -m consilium.kernel.confine LIMITS COMMAND...` confines itself and becomes COMMAND.
No Django here: what reads the file holds no secret and no database.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass

MIB = 1024 * 1024
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Limits:
    """Bytes and seconds: `file` for one file, `total` for all pages, `silence` between two lines."""

    memory: int = 1024 * MIB
    cpu: int = 300
    file: int = 24 * MIB
    total: int = 600 * MIB
    wall: float = 900
    silence: float = 90
    pages: int = 300

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> "Limits":
        return cls(**json.loads(text))


def confine(limits: Limits) -> None:
    """Put this process, and all it starts, under the limits for good."""
    for what, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a killed worker leaves nobody running
    with contextlib.suppress(AttributeError):
        # A network of its own without any device. Where the kernel forbids it, the file is still only read.
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def main(arguments: list[str]) -> None:
    confine(Limits.parse(arguments[0]))
    os.execvp(arguments[1], arguments[1:])  # noqa: S606 - becoming the command is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
