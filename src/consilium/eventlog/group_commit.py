"""Group commit: many small wishes, one transaction, each answered after the commit.

A transaction costs a flush to the disk; five hundred ballots in one transaction cost one. Used for what
comes in bursts (ballots, upvotes, presence); everything else is an action with a transaction of its own.
"""

import asyncio
import contextlib
import logging
import queue
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    close_old_connections,
    connection,
    transaction,
)

LINGER = 0.003
LIMIT = 500
FULL = 20_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Handler:
    """How wishes of one kind are written.

    `record(stream, wishes)` changes rows and returns one answer per wish; it must be idempotent, for a
    client that heard no answer asks again. `tally(stream)` appends the one fact that tells of all of them,
    when something has changed; it is called at most once in `pause` seconds per stream, and not in the
    first `settle` seconds.
    """

    record: Callable[[str, Sequence[Any]], Sequence[Any]]
    tally: Callable[[str], object] | None = None
    pause: float = 0.25
    settle: float = 0.0


class Busy(Exception):
    """Too many wishes are waiting; ask again later."""


@dataclass(frozen=True, slots=True)
class _Wish:
    kind: str
    stream: str
    what: Any
    answer: "asyncio.Future[Any]"


class GroupCommit:
    """One writer thread. `post` is called in event loops, at most FULL wishes wait at a time."""

    def __init__(
        self, handlers: Mapping[str, Handler], *, linger: float = LINGER, limit: int = LIMIT
    ) -> None:
        self._handlers = handlers
        self._linger = linger
        self._limit = limit
        self._queue: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)
        self._due: dict[tuple[str, str], float] = {}
        self._tallied: dict[tuple[str, str], float] = {}
        self._started = time.monotonic()
        self.batches = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Write what is waiting, with its tallies, and end."""
        self._queue.put(None)
        self._thread.join(timeout)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def post(self, kind: str, stream: str, what: Any) -> "asyncio.Future[Any]":
        """The future answer, set after the commit. Raises Busy when too many wait, KeyError for an unknown
        kind.
        """
        if kind not in self._handlers:
            raise KeyError(kind)
        if self.waiting >= FULL:
            raise Busy
        answer = asyncio.get_running_loop().create_future()
        self._queue.put(_Wish(kind, stream, what, answer))
        return answer

    def tally_soon(self, kind: str, stream: str) -> None:
        """Have the tally made although nothing was posted: a process killed before its tally left it
        behind.
        """
        self._mark((kind, stream))

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._collect()
            if batch:
                close_old_connections()
                _settle(self._commit(batch))
                self.batches += 1
            self._tally(everything=not going)
        connection.close()

    def _collect(self) -> tuple[list[_Wish], bool]:
        """Wait for a wish or for a tally that is due, then linger so that others may join it."""
        batch: list[_Wish] = []
        with contextlib.suppress(queue.Empty):
            first = self._queue.get(timeout=self._until_due())
            if first is None:
                return batch, False
            batch.append(first)
            if self._queue.qsize() < self._limit:
                time.sleep(self._linger)
            while len(batch) < self._limit:
                wish = self._queue.get_nowait()
                if wish is None:
                    return batch, False
                batch.append(wish)
        return batch, True

    def _until_due(self) -> float:
        due = min(list(self._due.values()), default=None)
        return 0.25 if due is None else min(0.25, max(0.0, due - time.monotonic()))

    def _commit(self, batch: Sequence[_Wish]) -> list[tuple[_Wish, object]]:
        """One transaction for all; if it fails for another reason than the database, each wish by itself."""
        try:
            return self._write(batch)
        except (DatabaseError, InterfaceError) as error:
            if not _is_one_wishs_fault(error):
                connection.close()
                return [(wish, error) for wish in batch]
        except Exception as error:
            logger.error("a batch failed, its wishes are tried one by one: %s", _where(error))
        return [answered for wish in batch for answered in self._alone(wish)]

    def _alone(self, wish: _Wish) -> list[tuple[_Wish, object]]:
        try:
            return self._write([wish])
        except Exception as error:
            logger.error("a wish of kind %s failed: %s", wish.kind, _where(error))
            return [(wish, error)]

    def _write(self, batch: Sequence[_Wish]) -> list[tuple[_Wish, object]]:
        groups: dict[tuple[str, str], list[_Wish]] = defaultdict(list)
        for wish in batch:
            groups[wish.kind, wish.stream].append(wish)
        answered: list[tuple[_Wish, object]] = []
        with transaction.atomic():
            for (kind, stream), wishes in groups.items():
                answers = self._handlers[kind].record(stream, [wish.what for wish in wishes])
                answered += zip(wishes, answers, strict=True)
        for key in groups:
            self._mark(key)
        return answered

    def _mark(self, key: tuple[str, str]) -> None:
        handler = self._handlers[key[0]]
        if handler.tally is not None:
            soonest = self._tallied.get(key, 0.0) + handler.pause
            self._due.setdefault(key, max(soonest, self._started + handler.settle))

    def _tally(self, *, everything: bool) -> None:
        now = time.monotonic()
        for key in [key for key, due in list(self._due.items()) if everything or due <= now]:
            del self._due[key]
            self._tallied[key] = now
            self._tally_one(*key)

    def _tally_one(self, kind: str, stream: str) -> None:
        tally = self._handlers[kind].tally
        try:
            with transaction.atomic():
                if tally is not None:
                    tally(stream)
        except Exception as error:  # the rows are safe; the next wish brings the next tally
            logger.error("no tally of kind %s: %s", kind, type(error).__name__)
            if isinstance(error, DatabaseError | InterfaceError):
                connection.close()


def _is_one_wishs_fault(error: Exception) -> bool:
    return isinstance(error, IntegrityError | DataError)


def _where(error: Exception) -> str:
    """The kind of an error and its place, without its text, which may quote a value of someone's row."""
    return "\n".join([type(error).__name__, *traceback.format_tb(error.__traceback__)])


def _settle(answered: Sequence[tuple[_Wish, object]]) -> None:
    """Wake those who wait, with one call per event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Wish, object]]] = defaultdict(list)
    for wish, answer in answered:
        loops[wish.answer.get_loop()].append((wish, answer))
    for loop, mine in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
            loop.call_soon_threadsafe(_answer, mine)


def _answer(answered: Sequence[tuple[_Wish, object]]) -> None:
    for wish, answer in answered:
        if wish.answer.done():
            continue
        if isinstance(answer, Exception):
            wish.answer.set_exception(answer)
        else:
            wish.answer.set_result(answer)
