"""How long the machine stood still: a witness that wants to run every 20 ms notes when it could not.

What must come back within seconds after a kill is held to them less these, in which nothing ran.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK = 0.02  # seconds
LEAST = 0.1  # seconds; a shorter wait for its turn is everyday life


class Stalls:
    """The spans (seconds since 1970) in which the witness could not run."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self._over = threading.Event()

    def within(self, begin: float, end: float) -> float:
        """Seconds of that span in which the machine stood still."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for since, until in list(self.spans))

    def _watch(self) -> None:
        due = time.time() + TICK
        while not self._over.wait(TICK):
            now = time.time()
            if now - due >= LEAST:
                self.spans.append((due, now))
            due = now + TICK

    @classmethod
    @contextmanager
    def watched(cls) -> Iterator["Stalls"]:
        found = cls()
        witness = threading.Thread(target=found._watch, daemon=True)
        witness.start()
        try:
            yield found
        finally:
            found._over.set()
            witness.join()
