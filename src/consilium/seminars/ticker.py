"""Sees from outside that the minute beat goes on: a thread of the translator's process.

Each tick asks for the next. One whose first write fails, as while the database is locked, or whose worker is
killed just then, asks for none; then nobody would be reminded until an action sends for the mail.
"""

import logging
import threading

from django.db import connection

from consilium.seminars import tasks

logger = logging.getLogger(__name__)


class Ticker(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="ticker", daemon=True)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(tasks.BEAT.total_seconds()):
            self.look()
            connection.close()  # nobody needs it for a minute

    def look(self) -> None:
        try:
            tasks.ensure_ticking()
        except Exception as error:  # the thread must not end while the process lives
            logger.warning("tick.unseen", extra={"error": type(error).__name__})
