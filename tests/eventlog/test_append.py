"""Appending: gapless, in order, once per key, with the transaction or not at all."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from consilium.eventlog import bell, queries
from consilium.eventlog.actions import Draft, append, append_all, ensure_stream, redact
from consilium.eventlog.models import LogEntry
from consilium.kernel.audience import EVERYONE, STAFF, Audience, Reader
from consilium.kernel.facts import fact

pytestmark = pytest.mark.django_db
STREAM = "stream"


@fact
class ThingSaid:
    text: str
    marks: tuple[int, ...] = ()


@pytest.fixture(autouse=True)
def stream(db: None) -> None:
    ensure_stream(STREAM)
    ensure_stream(STREAM)


def said(*texts: str, key: bool = False) -> list[int]:
    drafts = [Draft(ThingSaid(text), EVERYONE, "someone", text if key else None) for text in texts]
    with transaction.atomic():
        return append_all(STREAM, drafts)


def test_seqs_begin_at_one_and_have_no_gap() -> None:
    assert said("a", "b") == [1, 2]
    assert said("c") == [3]
    assert [entry.seq for entry in queries.entries(STREAM)] == [1, 2, 3]
    assert queries.last_seq(STREAM) == 3
    assert queries.last_seqs([STREAM, "unknown"]) == {STREAM: 3}


def test_what_was_written_is_read() -> None:
    at = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
    with transaction.atomic():
        append(STREAM, ThingSaid("Қазақша 'q'; --", (1, 2)), audience=STAFF, actor="p", at=at)
    entry = queries.entries(STREAM)[0]
    assert entry.fact == ThingSaid("Қазақша 'q'; --", (1, 2))
    assert (entry.kind, entry.v, entry.actor, entry.audience, entry.at) == ("thing.said", 1, "p", STAFF, at)


def test_a_repeated_key_burns_no_number() -> None:
    assert said("a", "b", key=True) == [1, 2]
    assert said("b", "c", "b", key=True) == [2, 3, 2]
    assert said("c", key=True) == [3]
    assert LogEntry.objects.count() == 3
    ensure_stream("other")
    with transaction.atomic():
        assert append("other", ThingSaid("a"), audience=EVERYONE, key="a") == 1


def test_what_is_rolled_back_leaves_no_gap() -> None:
    said("a")

    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        append(STREAM, ThingSaid("b"), audience=EVERYONE)
        raise Stop
    assert said("c") == [2]
    assert [entry.data["text"] for entry in queries.entries(STREAM)] == ["a", "c"]


@pytest.mark.django_db(transaction=True)
def test_not_outside_a_transaction() -> None:
    ensure_stream(STREAM)
    with pytest.raises(RuntimeError):
        append(STREAM, ThingSaid("a"), audience=EVERYONE)


def test_not_what_is_no_fact() -> None:
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        append(STREAM, "text", audience=EVERYONE)
    assert queries.last_seq(STREAM) == 0


def test_redaction_keeps_the_number() -> None:
    said("a", "secret", "c")
    redact(LogEntry.objects.get(seq=2))
    entry = queries.entries(STREAM, after=1, limit=1)[0]
    assert (entry.seq, entry.fact, entry.data, entry.actor, entry.redacted) == (2, None, {}, "", True)
    assert [one.seq for one in queries.entries(STREAM)] == [1, 2, 3]


def test_readers_see_their_own() -> None:
    audiences = [EVERYONE, STAFF, Audience.person("p"), Audience.booth("kk")]
    with transaction.atomic():
        append_all(STREAM, [Draft(ThingSaid(str(one)), one) for one in audiences])

    def seen(reader: Reader) -> list[int]:
        return [entry.seq for entry in queries.entries_for(reader, STREAM)]

    assert seen(Reader("q")) == [1]
    assert seen(Reader("p")) == [1, 3]
    assert seen(Reader("q", staff=True)) == [1, 2, 3]
    assert seen(Reader("q", booths=frozenset({"kk"}))) == [1, 4]


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_only() -> None:
    ensure_stream(STREAM)
    with bell.listen() as listener:
        with transaction.atomic():
            append(STREAM, ThingSaid("a"), audience=EVERYONE)
            append(STREAM, ThingSaid("b"), audience=EVERYONE)
            assert listener.wait(0.05) == set()
        assert listener.wait(5) == {STREAM}
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            append(STREAM, ThingSaid("c"), audience=EVERYONE)
            raise ZeroDivisionError
        assert listener.wait(0.05) == set()
