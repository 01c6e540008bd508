"""The index behind the live logs: a thread of the translator's process (`consilium translator`).

It keeps nothing in memory. Once a second it asks which logs have grown beyond what is recorded as read, and
reads those on; whoever kills it loses nothing, and two of them do the work once.
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
        """Bring the index up to date with the logs, and now and then with rows that no log told of."""
        for seminar in queries.behind():
            self._follow(seminar)
        now = time.monotonic()
        if not self._programme or now - self._programme > PROGRAMME:
            actions.refresh_programme()
            self._programme = now
        if not self._review or now - self._review > REVIEW:
            self._reviewed = queries.next_to_review(self._reviewed)
            if self._reviewed:
                actions.refresh(self._reviewed)
            self._review = now

    def _follow(self, seminar: str) -> None:
        try:
            while not self._stopping.is_set() and actions.follow(seminar):
                pass
        except BROKEN:
            raise
        except Exception as error:  # about any text: the other seminars must not wait for it
            logger.error("the log of %s is not read on: %s", seminar, type(error).__name__)
