"""The indexer as a thread beside the translator: quick, and not to be ended by one bad text."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from consilium.eventlog.models import LogEntry, Stream
from consilium.jobs.queries import Worker
from consilium.search import queries
from consilium.search.actions import PAGE
from consilium.search.follower import Indexer
from consilium.seminars.models import Seminar
from tests.search.conftest import found, of, say
from tests.support.cast import Cast
from tests.support.factories import SeminarFactory
from tests.support.house import until

pytestmark = pytest.mark.django_db(transaction=True)
LAG = 5.0  # seconds behind live: the promise


def is_found(word: str, cast: Cast) -> bool:
    """SQLite in memory, as tests have it, refuses to read a table while another thread writes it: not yet."""
    try:
        return bool(found(word, of(cast)))
    except OperationalError:
        return False


def test_what_is_said_is_found_within_five_seconds(cast: Cast, scribe: Worker) -> None:
    indexer = Indexer()
    indexer.start()
    try:
        until(lambda: is_found("oxygen", cast), "the programme is found")
        said = time.monotonic()
        say(scribe, "Give ten litres of oxygen.")
        until(lambda: is_found("litres", cast), "the cue is found")
        assert time.monotonic() - said < LAG
    finally:
        indexer.stop()
        indexer.join(10)
    assert not indexer.is_alive()


def test_one_log_that_cannot_be_read_holds_up_no_other(cast: Cast, scribe: Worker, caplog: Any) -> None:
    broken = SeminarFactory.create(starts_at=timezone.now(), title="Read first")
    LogEntry.objects.create(
        stream_id=broken.id,
        seq=1,
        at=timezone.now(),
        audience="everyone",
        kind="cue.finalised",
        data={"a": "text"},
    )
    Stream.objects.filter(pk=broken.id).update(last_seq=1)
    say(scribe, "Give ten litres of oxygen.")
    Indexer().look()
    assert found("litres", of(cast)) == ["Give ten litres of oxygen."]
    assert "KeyError" in caplog.text and "text" not in caplog.text


class Watched(Indexer):
    """Which logs are read on, in order; while one of them is read, somebody speaks."""

    def __init__(self, during: str, speak: Callable[[], object]) -> None:
        super().__init__()
        self.read: list[str] = []
        self._during, self._speak = during, speak

    def _follow(self, seminar: str) -> bool:
        self.read.append(seminar)
        more = super()._follow(seminar)
        if seminar == self._during:
            self._speak()
        return more


def imported(days: int, entries: int) -> str:
    """A seminar that ended so many days ago, with a log that nobody has read: its id."""
    starts = timezone.now() - timedelta(days=days)
    seminar = SeminarFactory.create(starts_at=starts, status=Seminar.Status.ENDED)
    LogEntry.objects.bulk_create(
        LogEntry(
            stream_id=seminar.id,
            seq=number,
            at=starts,
            audience="everyone",
            kind="cues.hidden",
            data={"ids": [f"cue-{number}"]},
        )
        for number in range(1, entries + 1)
    )
    Stream.objects.filter(pk=seminar.id).update(last_seq=entries)
    return str(seminar.id)


def test_what_is_said_now_waits_for_one_page_of_an_imported_log(cast: Cast, scribe: Worker) -> None:
    older, newer = imported(days=90, entries=1), imported(days=30, entries=PAGE + 1)
    say(scribe, "Give ten litres of oxygen.")
    live = cast.seminar.id
    assert queries.behind() == [live, newer, older]
    assert queries.behind(live=True) == [live]
    indexer = Watched(newer, lambda: say(scribe, "Now give heparin.", number=2))
    indexer.look()
    assert indexer.read == [live, newer, live, older]
    assert found("heparin", of(cast)) == ["Now give heparin."]
    assert queries.behind() == [newer]
    Indexer().look()
    assert queries.behind() == []
