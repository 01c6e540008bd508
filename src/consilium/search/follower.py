"""The index behind the live logs: a thread of the translator's process (`consilium translator`).

It keeps nothing in memory. Once a second it asks which logs have grown beyond what is recorded as read, and
reads those on, the seminars that are held now before all others; whoever kills it loses nothing, and two of
them do the work once.
"""

import logging
import threading
import time

from django.db import close_old_connections, connection

from consilium.eventlog.follower import BROKEN
from consilium.search import actions, queries

EVERY = 1.0
#: The programmes are compared with what is found of them so often (seconds), and one seminar's log, in turn.
PROGRAMME, REVIEW = 15.0, 20.0
logger = logging.getLogger(__name__)


class Indexer(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="search", daemon=True)
        self._stopping = threading.Event()
        self._programme = self._review = 0.0
        self._reviewed = ""

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(EVERY):
            try:
                close_old_connections()
                self.look()
            except Exception as error:  # the thread must not end while the process lives
                logger.error("cannot write the search index, trying again: %s", type(error).__name__)
                connection.close()
        connection.close()

    def look(self) -> None:
        """Read the logs on, and compare now and then with rows that no log told of.

        However much was imported, a seminar that is held now waits for one page of it.
        """
        for seminar in queries.behind():
            self._follow(seminar)
            for live in queries.behind(live=True):
                while self._follow(live):
                    pass
        now = time.monotonic()
        if not self._programme or now - self._programme > PROGRAMME:
            actions.refresh_programme()
            self._programme = now
        if not self._review or now - self._review > REVIEW:
            self._reviewed = queries.next_to_review(self._reviewed)
            if self._reviewed:
                actions.refresh(self._reviewed)
            self._review = now

    def _follow(self, seminar: str) -> bool:
        """By one page; whether there may be more that can be read."""
        if self._stopping.is_set():
            return False
        try:
            return actions.follow(seminar)
        except BROKEN:
            raise
        except Exception as error:  # about any text: the other seminars must not wait for it
            logger.error("the log of %s is not read on: %s", seminar, type(error).__name__)
            return False
