"""`consilium translator`: follows the logs and tells texts and captions in the languages that are read.

One thread reads the logs, one translates in this process, a few wait for servers elsewhere. All that this
process knows it reads from the log when it starts, so it may be killed at any moment. See `ledger`, `desk`.
"""

import logging
import signal
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from consilium.captions.rules import TRANSLATED_LATE
from consilium.eventlog.follower import BROKEN, Follower
from consilium.eventlog.queries import last_seq
from consilium.kernel.facts import Entry
from consilium.questions.queries import answered_since
from consilium.room.translating import beat
from consilium.room.translating.actions import tell, withdraw_former_titles
from consilium.room.translating.desk import ELSEWHERE, HERE, Desk
from consilium.room.translating.ledger import Job
from consilium.room.translating.sources import language_of, programmes, slide_titles, titles
from consilium.room.translating.texts import Text
from consilium.room.translating.ways import Ways
from consilium.seminars.models import Seminar
from consilium.translation.engines import Failed

SCAN = 1.0
#: A published seminar is followed from so long before its start: its backstage chat, its slides.
EARLY = timedelta(days=1)
#: A seminar that is over is followed for so long after an answer was written to one of its questions.
LATE = timedelta(hours=1)
WAITING_THREADS = 4
logger = logging.getLogger(__name__)
Status = Seminar.Status


class LogReader(Follower[tuple[Entry, list[Text]]]):
    """Entries, with the titles of the slides that they announce."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("log-reader")
        self._desk = desk

    def prepare(self, entry: Entry) -> tuple[Entry, list[Text]]:
        return entry, slide_titles(entry)

    def take(self, stream: str, prepared: Sequence[tuple[Entry, list[Text]]]) -> None:
        self._desk.fold(stream, [entry for entry, _ in prepared])
        if found := [title for _, announced in prepared for title in announced]:
            self._desk.add(stream, found)


class Process:
    """`run` returns after `stop`, which any thread or a signal may call."""

    def __init__(self) -> None:
        self.ways = Ways()
        self.desk = Desk(self.ways.kind, detect=language_of)
        self.numbers = beat.Numbers()
        self._reader = LogReader(self.desk)
        self._programmes: dict[str, dict[str, str]] = {}
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()
        self.desk.close()

    def run(self) -> None:
        kinds = (HERE, *[ELSEWHERE] * WAITING_THREADS)
        workers = [threading.Thread(target=self._work, args=(kind,), daemon=True) for kind in kinds]
        self._scan()
        for thread in (self._reader, *workers):
            thread.start()
        while not self._stopping.wait(SCAN):
            self._scan()
        self._reader.stop()
        for thread in (self._reader, *workers):
            thread.join(2.0)

    def _scan(self) -> None:
        """Which seminars there are, which models; and say that we are well."""
        try:
            close_old_connections()
            seminars = self._seminars()
            self._follow(seminars)
            self._retitle(seminars)
            if self.ways.look():
                self.desk.review()
            if self._reader.is_alive() or not self.numbers.beats:
                beat.tell(self.numbers, waiting=self.desk.waiting)
        except BROKEN as error:
            logger.error("cannot look after the seminars, trying again: %s", type(error).__name__)
            connection.close()

    def _seminars(self) -> set[str]:
        soon = Q(status=Status.PUBLISHED, starts_at__lt=timezone.now() + EARLY)
        answered = Q(pk__in=answered_since(timezone.now() - LATE), status=Status.ENDED)
        since = timezone.now() - timedelta(seconds=TRANSLATED_LATE)
        last_words = Q(status=Status.ENDED, ended_at__gt=since)
        rows = Seminar.objects.filter(soon | Q(status=Status.LIVE) | answered | last_words)
        return set(rows.values_list("id", flat=True))

    def _follow(self, seminars: set[str]) -> None:
        known = self.desk.seminars
        for seminar in seminars - known:
            self.desk.begin(seminar, until=last_seq(seminar))
            self._reader.watch(seminar, 0)
        for seminar in known - seminars:
            self._reader.unwatch(seminar)
            self.desk.end(seminar)
            self._programmes.pop(seminar, None)

    def _retitle(self, seminars: set[str]) -> None:
        """Contributions are renamed without an entry: the new title is translated, what was told of the
        former one goes."""
        for seminar, programme in programmes(seminars).items():
            if programme != self._programmes.get(seminar):
                withdraw_former_titles(seminar)
                self.desk.add(seminar, titles(programme))
                self._programmes[seminar] = programme

    def _work(self, kind: str) -> None:
        while not self._stopping.is_set():
            job = self.desk.take(kind, timeout=1.0)
            if job is not None:
                close_old_connections()
                self._do(job)
        connection.close()

    def _do(self, job: Job) -> None:
        begun = time.monotonic()
        try:
            told = tell(job)
        except Exception as error:  # of any engine, about any text: the others must not wait for it
            self.numbers.failed_total += 1
            pair = f"{job.text.language} to {job.language}"
            why = f"{type(error).__name__}: {error}" if isinstance(error, Failed) else type(error).__name__
            logger.warning("not translated from %s, trying again later: %s", pair, why)
            if isinstance(error, BROKEN):
                connection.close()
            self.desk.failed(job)
            return
        self.numbers.told_total += told
        self.numbers.seconds_total += time.monotonic() - begun
        self.desk.done(job)


def main() -> None:
    """Call after `django.setup()`. Ends with SIGTERM or SIGINT."""
    process = Process()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.stop())
    process.run()
