"""Which text is translated next, among all seminars. For several threads; knows no database and no engine."""

import threading
import time
from collections.abc import Callable, Iterable

from consilium.kernel.facts import Entry
from consilium.room.translating.ledger import Job, Ledger
from consilium.room.translating.texts import Text

#: How a pair of languages is translated: by this process, by a server elsewhere, or not at all.
HERE, ELSEWHERE, NOWHERE = "here", "elsewhere", ""
Way = Callable[[str, str], str]
#: Seconds before a failed job is tried again: doubled each time, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
#: When a pair has failed so often in a row, its other texts wait too: the engine is down, not the text bad.
DOWN = 3


class Desk:
    """Seminars come with `begin` and go with `end`; `take` hands out each open job once, the urgent first."""

    def __init__(
        self,
        way: Way,
        detect: Callable[[str], str] = lambda text: "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._way, self._detect, self._clock = way, detect, clock
        self._changed = threading.Condition()
        self._ledgers: dict[str, Ledger] = {}
        self._until: dict[str, int] = {}
        self._queues: dict[str, list[Job]] = {HERE: [], ELSEWHERE: []}
        self._stale = False
        self._wake = float("inf")
        self._busy: set[tuple[str, str, str]] = set()
        self._failures: dict[tuple[str, ...], int] = {}
        self._due: dict[tuple[str, ...], float] = {}
        self._closed = False

    def begin(self, seminar: str, *, until: int) -> None:
        """Its jobs are known once the log is folded up to `until`: what is done stands there."""
        with self._changed:
            self._ledgers[seminar], self._until[seminar] = Ledger(seminar, self._detect), until
            self._refresh()

    def add(self, seminar: str, titles: Iterable[Text]) -> None:
        """Texts that no entry carries. Those that are known change nothing."""
        with self._changed:
            ledger = self._ledgers.get(seminar)
            if ledger is None:
                return
            for text in titles:
                ledger.add(text)
            self._refresh()

    def end(self, seminar: str) -> None:
        with self._changed:
            self._ledgers.pop(seminar, None)
            self._refresh()

    def fold(self, seminar: str, entries: Iterable[Entry]) -> None:
        with self._changed:
            ledger = self._ledgers.get(seminar)
            if ledger is None:
                return
            late = ledger.seq < self._until[seminar]
            grown = [ledger.fold(entry) for entry in entries]
            if any(grown) or late:
                self._refresh()

    def review(self) -> None:
        """The ways may have changed: a model was added, a server is there."""
        with self._changed:
            self._refresh()

    def take(self, kind: str, timeout: float) -> Job | None:
        """The next job of a kind (HERE, ELSEWHERE), waiting for one at most `timeout` seconds."""
        patience = self._clock() + timeout
        with self._changed:
            while not self._closed:
                job = self._next(kind)
                left = patience - self._clock()
                if job is not None or left <= 0:
                    return job
                self._changed.wait(max(0.01, min(left, self._wake - self._clock())))
        return None

    def done(self, job: Job) -> None:
        """Recorded, or found to be void."""
        with self._changed:
            self._busy.discard(job.key)
            for key in (job.key, _pair(job)):
                self._failures.pop(key, None)
                self._due.pop(key, None)
            ledger = self._ledgers.get(job.seminar)
            if ledger is None:
                return
            if ledger.is_open(job):
                ledger.done(job)
            else:  # other words by now
                self._refresh()

    def failed(self, job: Job) -> None:
        """To be tried again later; what else its engine does waits too when it fails again and again."""
        with self._changed:
            self._busy.discard(job.key)
            self._put_off(job.key)
            self._put_off(_pair(job), after=DOWN)
            self._refresh()

    def close(self) -> None:
        """Nobody gets a job any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Jobs that could be done, and are not."""
        with self._changed:
            return len(self._jobs())

    @property
    def seminars(self) -> set[str]:
        with self._changed:
            return set(self._ledgers)

    def _next(self, kind: str) -> Job | None:
        if self._stale or self._clock() >= self._wake:
            self._sort()
        queue = self._queues[kind]
        while queue:
            job = queue.pop()
            ledger = self._ledgers.get(job.seminar)
            if ledger and job.key not in self._busy and ledger.is_open(job):
                self._busy.add(job.key)
                return job
        return None

    def _sort(self) -> None:
        now, self._wake, self._stale = self._clock(), float("inf"), False
        queues: dict[str, list[Job]] = {HERE: [], ELSEWHERE: []}
        for job in self._jobs():
            due = max(self._due.get(job.key, 0.0), self._due.get(_pair(job), 0.0))
            if due > now:
                self._wake = min(self._wake, due)
            elif job.key not in self._busy:
                queues[self._way(job.text.language, job.language)].append(job)
        for queue in queues.values():
            queue.sort(key=lambda job: job.rank, reverse=True)
        self._queues = queues

    def _jobs(self) -> list[Job]:
        return [
            job
            for seminar, ledger in self._ledgers.items()
            if ledger.seq >= self._until[seminar]
            for job in ledger.jobs()
            if self._way(job.text.language, job.language) != NOWHERE
        ]

    def _put_off(self, key: tuple[str, ...], *, after: int = 1) -> None:
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        if failures >= after:
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (failures - after))
            self._due[key] = self._clock() + pause

    def _refresh(self) -> None:
        self._stale = True
        self._changed.notify_all()


def _pair(job: Job) -> tuple[str, ...]:
    return job.text.language, job.language
