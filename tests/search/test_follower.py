"""The indexer as a thread beside the translator: quick, and not to be ended by one bad text."""

import time
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from consilium.eventlog.models import LogEntry, Stream
from consilium.jobs.queries import Worker
from consilium.search.follower import Indexer
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
