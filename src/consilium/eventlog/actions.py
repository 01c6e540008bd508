"""The one way to write to the log: inside the transaction that changes the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from consilium.eventlog import bell
from consilium.eventlog.models import LogEntry, Stream
from consilium.kernel.audience import Audience
from consilium.kernel.facts import Json, kind_of, to_json, version_of


@dataclass(frozen=True)
class Draft:
    """A fact about to be appended. `key` (<= 96 characters) lets a repeated append be recognised."""

    fact: object
    audience: Audience
    actor: str = ""
    key: str | None = None


def append(
    stream: str,
    fact: object,
    *,
    audience: Audience,
    actor: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> int:
    """Append one fact and return its seq; a `key` already used returns the seq it was given then."""
    return append_all(stream, [Draft(fact, audience, actor, key)], at=at)[0]


def append_all(stream: str, drafts: Sequence[Draft], *, at: datetime | None = None) -> list[int]:
    """Append facts in order, gapless, and return a seq for each.

    Must be called inside `transaction.atomic()`: the rows that the facts tell of change with them. A repeated
    key burns no number. The bell rings after the commit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append facts in the transaction that changes the rows")
    last = _lock(stream)
    seen = _seqs_by_key(stream, drafts)
    moment = at or timezone.now()
    rows: list[LogEntry] = []
    seqs: list[int] = []
    for draft in drafts:
        seq = seen.get(draft.key) if draft.key else None
        if seq is None:
            seq = last + len(rows) + 1
            rows.append(_row(stream, seq, moment, draft))
            if draft.key:
                seen[draft.key] = seq
        seqs.append(seq)
    if rows:
        LogEntry.objects.bulk_create(rows)
        Stream.objects.filter(pk=stream).update(last_seq=last + len(rows))
        bell.ring_on_commit(stream)
    return seqs


def redact(entry: LogEntry) -> None:
    """Blank an entry's payload and keep its number. Followers fold it as nothing."""
    entry.data, entry.actor, entry.redacted = {}, "", True
    with transaction.atomic():
        entry.save(update_fields=["data", "actor", "redacted"])


def ensure_stream(stream: str) -> None:
    """Make the stream if it is not there yet."""
    Stream.objects.get_or_create(pk=stream)


def _lock(stream: str) -> int:
    """Lock the stream's row, return its last seq. On SQLite the transaction is IMMEDIATE: locked."""
    return Stream.objects.select_for_update().values_list("last_seq", flat=True).get(pk=stream)


def _seqs_by_key(stream: str, drafts: Sequence[Draft]) -> dict[str | None, int]:
    keys = [draft.key for draft in drafts if draft.key]
    if not keys:
        return {}
    return dict(LogEntry.objects.filter(stream=stream, key__in=keys).values_list("key", "seq"))


def _row(stream: str, seq: int, at: datetime, draft: Draft) -> LogEntry:
    data: Json = to_json(draft.fact)
    return LogEntry(
        stream_id=stream,
        seq=seq,
        at=at,
        actor=draft.actor,
        audience=str(draft.audience),
        kind=kind_of(draft.fact),
        v=version_of(draft.fact),
        data=data,
        key=draft.key,
    )
