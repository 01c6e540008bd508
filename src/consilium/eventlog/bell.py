"""The bell: "look at the log", across processes. It carries no data, so a lost or a double ring is
harmless.

With SQLite a ring is a unix datagram to every socket in DATA_DIR/run/bell; with PostgreSQL it is a NOTIFY
inside the transaction. Listeners read `seq > last` on a ring and on every time-out (measured:
facts/performance section 2).
"""

import contextlib
import os
import select
import socket
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings
from django.db import connection, transaction

CHANNEL = "consilium_bell"
TIMEOUT = 0.25


class Listener(Protocol):
    def wait(self, timeout: float = TIMEOUT) -> set[str]:
        """Streams rung since the last call; empty after `timeout` seconds of silence."""

    def close(self) -> None: ...


def ring_on_commit(stream: str) -> None:
    """Ring once the current transaction is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # NOTIFY is delivered by the server at commit
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, stream])
    else:
        transaction.on_commit(lambda: _ring(stream))


def listen() -> "DatagramListener | NotifyListener":
    """A listener of the kind that fits the database."""
    return NotifyListener() if connection.vendor == "postgresql" else DatagramListener()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "run" / "bell"


def _ring(stream: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in _folder().glob("*.sock"):
            try:
                sender.sendto(stream.encode(), str(path))
            except ConnectionRefusedError:  # its listener was killed
                path.unlink(missing_ok=True)
            except OSError:  # full, or gone this moment: the listener looks by itself within TIMEOUT
                continue


class _Closing(ABC):
    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()


class DatagramListener(_Closing):
    """One unix socket per listening process; the path carries the process id and the socket's number."""

    def __init__(self) -> None:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._path = folder / f"{os.getpid()}-{self._socket.fileno()}.sock"
        self._path.unlink(missing_ok=True)
        self._socket.bind(str(self._path))

    def wait(self, timeout: float = TIMEOUT) -> set[str]:
        select.select([self._socket], [], [], timeout)
        rung: set[str] = set()
        with contextlib.suppress(BlockingIOError):
            while True:
                rung.add(self._socket.recv(256).decode(errors="replace"))
        return rung

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)


class NotifyListener(_Closing):
    """LISTEN on a connection of its own, outside Django's. A lost line is an OSError, as with a socket."""

    def __init__(self) -> None:
        import psycopg

        with _as_os_error():
            self._connection = psycopg.connect(_libpq(), autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, timeout: float = TIMEOUT) -> set[str]:
        with _as_os_error():
            rung = {note.payload for note in self._connection.notifies(timeout=timeout, stop_after=1)}
            return rung | {note.payload for note in self._connection.notifies(timeout=0)}

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise OSError("the bell's line is lost") from error


def _libpq() -> str:
    from psycopg.conninfo import make_conninfo

    values = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return make_conninfo("", **{key: str(values[name]) for key, name in names.items() if values.get(name)})
