"""One running child and all that it started: a process group that is ended as a whole."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from consilium.supervisor.plan import Child

Output = Callable[[str, str], None]  # (name of the child, one line)

_LAUNCH = str(Path(__file__).with_name("launch.py"))
_LONGEST_LINE = 16_384
MARK = "CONSILIUM_SUPERVISED"  # in the environment of every child: names the data folder it belongs to


class Running:
    """A started child. Its process id is also the id of its process group and session."""

    def __init__(
        self, child: Child, process: asyncio.subprocess.Process, pipe: "_Pipe", output: Output
    ) -> None:
        self.child = child
        self.pid = process.pid
        self._started = time.monotonic()
        self._process = process
        self._pump = asyncio.create_task(self._read(pipe.stream, output))
        self._pipe = pipe

    @classmethod
    async def start(cls, child: Child, env: Mapping[str, str], output: Output) -> "Running":
        command = (sys.executable, "-IS", _LAUNCH, str(os.getpid()), *child.command)
        # A pipe of our own: asyncio's wait() would last until the grandchildren have closed theirs as well.
        ours, theirs = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                env={**env, **child.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
            )
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        return cls(child, process, await _Pipe.open(ours), output)

    @property
    def age(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._started

    async def wait(self) -> int:
        """The exit status of the leader, once it has ended and every process of its group is gone too."""
        status = await self._process.wait()
        await self._end_group()
        with contextlib.suppress(TimeoutError):  # a process that left the group may hold the pipe open
            await asyncio.wait_for(self._pump, timeout=0.5)
        self._pipe.close()
        return status

    def send(self, number: signal.Signals) -> None:
        """To the whole group; nothing happens when it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def _end_group(self) -> None:
        """A leader that was killed leaves its workers, and they the port: end and reap them all.

        The supervisor is their subreaper, so they become its children when their parent dies.
        """
        self.send(signal.SIGKILL)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            try:
                reaped, _ = os.waitpid(-self.pid, os.WNOHANG)  # noqa: ASYNC222 (does not wait)
            except ChildProcessError:
                return
            if not reaped:
                await asyncio.sleep(0.02)

    async def _read(self, stream: asyncio.StreamReader, output: Output) -> None:
        """Pass on the output line by line, however long a line, whatever the bytes. What cannot be passed on
        (a full disk, a terminal that is gone) is lost: a child whose output nobody reads would stand still.
        """

        def pass_on(line: bytes) -> None:
            with contextlib.suppress(OSError):
                output(self.child.name, line.decode(errors="replace").rstrip())

        rest = b""
        while chunk := await stream.read(65_536):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                pass_on(line)
        if rest:
            pass_on(rest)


class _Pipe:
    """The reading end of a child's output."""

    def __init__(self, stream: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self.stream = stream
        self.close = transport.close

    @classmethod
    async def open(cls, descriptor: int) -> "_Pipe":
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(descriptor, "rb", buffering=0)
        )
        return cls(stream, transport)


async def answers(host: str, port: int, path: str = "/healthz", within: float = 5.0) -> bool:
    """Whether an HTTP server speaks there. Any status will do: that it is *well* is another question."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request.encode())
                return (await reader.read(5)).startswith(b"HTTP/")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
