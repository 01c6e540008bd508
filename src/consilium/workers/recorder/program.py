"""tools/recorder as a child: commands go in, and what it wrote comes out."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from consilium.kernel.facts import Json
from consilium.workers.client import Ticket

log = logging.getLogger(__name__)
BINARY = Path(__file__).parents[4] / "tools" / "recorder" / "bin" / "recorder"
TRANSCODE = (sys.executable, "-m", "consilium.workers.recorder.transcode")
PATIENCE = 5.0  # seconds in which it ends by itself
LONGEST = 1 << 20


class Program:
    """One run. Ends when its input does."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child

    @classmethod
    async def start(
        cls, binary: Path, ticket: Ticket | None, spool: Path, *, zero: int, next: int, now: int
    ) -> "Program":
        """Without a `ticket` it only finishes what a killed run left open. `now`: milliseconds by the site's
        clock. Raises OSError when there is no such program.
        """
        options = ["-spool", str(spool), "-from", str(next), "-zero", str(zero), "-now", str(now)]
        options += ["-url", ticket.url, "-transcode", json.dumps(TRANSCODE)] if ticket else ["-rest"]
        child = await asyncio.create_subprocess_exec(
            str(binary),
            *options,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ
            | {"CONSILIUM_TOKEN": ticket.token if ticket else ""},  # others may read a command line
            limit=LONGEST,
        )
        return cls(child)

    def say(self, line: str) -> None:
        stdin = self._child.stdin
        if stdin is not None and not stdin.is_closing():
            stdin.write(line.encode() + b"\n")

    async def events(self) -> AsyncIterator[Json]:
        """What it tells, until it ends."""
        stdout = self._child.stdout
        while stdout is not None and (line := await stdout.readline()):
            with contextlib.suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict):
                    yield told
        status = await self._child.wait()
        if status:
            log.warning("the recording program ended with status %d", status)

    def finish(self) -> None:
        """Nothing more is wanted: it closes the segment that is open, tells it, and ends."""
        if self._child.stdin is not None:
            self._child.stdin.close()

    async def stop(self) -> list[Json]:
        """Make sure that it has ended; what it told of what was open."""
        self.finish()
        told: list[Json] = []
        with contextlib.suppress(ProcessLookupError):
            try:
                async with asyncio.timeout(PATIENCE):
                    async for one in self.events():
                        told.append(one)
            except TimeoutError:
                self._child.kill()
                await self._child.wait()
        return told
