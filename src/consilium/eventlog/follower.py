"""Following the log in a thread of its own: what the live stream and the translator have in common."""

import contextlib
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError, connection

from consilium.eventlog import bell, queries
from consilium.kernel.facts import Entry

PAGE = 500
BROKEN = (DatabaseError, InterfaceError)
logger = logging.getLogger(__name__)
T = TypeVar("T")


class Follower(threading.Thread, ABC, Generic[T]):
    """Takes every new entry of the watched streams, in order and each once.

    The bell only says when to look, so a lost ring costs at most bell.TIMEOUT seconds. `looked_at` is the
    monotonic time of the last look that worked. Subclasses say what an entry is made into (`prepare`) and
    what is done with that (`take`); both run in this thread.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._positions: dict[str, int] = {}
        self._fresh: set[str] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.looked_at = time.monotonic()

    @abstractmethod
    def prepare(self, entry: Entry) -> T: ...

    @abstractmethod
    def take(self, stream: str, prepared: Sequence[T]) -> None:
        """Must be quick, and must not watch or unwatch: the positions are locked meanwhile."""

    def watch(self, stream: str, after: int) -> None:
        with self._lock:
            self._positions[stream] = after
            self._fresh.add(stream)

    def unwatch(self, stream: str) -> None:
        with self._lock:
            self._positions.pop(stream, None)

    @property
    def watched(self) -> set[str]:
        with self._lock:
            return set(self._positions)

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                with bell.listen() as listener:
                    self._follow(listener)
            except (*BROKEN, OSError) as error:
                logger.error("cannot read the log, trying again: %s", type(error).__name__)
                with contextlib.suppress(*BROKEN):
                    connection.close()
                self._stopping.wait(bell.TIMEOUT)
        connection.close()

    def _follow(self, listener: bell.Listener) -> None:
        self._look(self.watched)
        while not self._stopping.is_set():
            rung = listener.wait()
            watched = self.watched
            self._look((rung & watched if rung else self._behind(watched)) | self._just_watched())

    def _just_watched(self) -> set[str]:
        """Of these nobody may ring for long, and others all the time."""
        with self._lock:
            fresh, self._fresh = self._fresh, set()
        return fresh

    def _behind(self, watched: set[str]) -> set[str]:
        """After silence: the streams that have grown although no ring was heard."""
        newest = queries.last_seqs(watched) if watched else {}
        self.looked_at = time.monotonic()
        return {stream for stream, last in newest.items() if last > self._positions.get(stream, last)}

    def _look(self, streams: set[str]) -> None:
        for stream in streams:
            while self._read(stream):
                pass
        self.looked_at = time.monotonic()

    def _read(self, stream: str) -> bool:
        """Read one page on; whether there may be more."""
        after = self._positions.get(stream)
        if after is None:
            return False
        entries = queries.entries(stream, after=after, limit=PAGE)
        if not entries:
            return False
        prepared = [self.prepare(entry) for entry in entries]
        with self._lock:  # not watched any longer, or watched anew from elsewhere: these are void
            if self._positions.get(stream) != after:
                return False
            self._positions[stream] = entries[-1].seq
            self.take(stream, prepared)
        return len(entries) == PAGE
