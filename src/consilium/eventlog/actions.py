"""The one way to write to the log: inside the transaction that changes the rows."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from consilium.eventlog import bell
from consilium.eventlog.models import LogEntry, Stream
from consilium.kernel.audience import Audience
from consilium.kernel.facts import Entry, Json, kind_of, to_json, version_of


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
    rows: list[tuple[int, Draft]] = []
    seqs: list[int] = []
    for draft in drafts:
        seq = seen.get(draft.key) if draft.key else None
        if seq is None:
            seq = last + len(rows) + 1
            rows.append((seq, draft))
            if draft.key:
                seen[draft.key] = seq
        seqs.append(seq)
    if rows:
        _insert(stream, moment, rows)
        Stream.objects.filter(pk=stream).update(last_seq=last + len(rows))
        bell.ring_on_commit(stream)
    return seqs


def redact(entry: LogEntry) -> None:
    """Blank an entry's payload and keep its number. Followers fold it as nothing."""
    entry.data, entry.actor, entry.redacted = {}, "", True
    with transaction.atomic():
        entry.save(update_fields=["data", "actor", "redacted"])
        _edited(entry.stream_id)


def blank(stream: str, kind: str, id: str, *fields: str, by: str = "id") -> None:
    """Empty text fields of the entries of a kind about one thing; they fold as before, but for the text.

    `by` is the field that names the thing.
    """
    with transaction.atomic():
        for entry in LogEntry.objects.filter(stream=stream, kind=kind, **{f"data__{by}": id}):
            entry.data = {**entry.data, **dict.fromkeys(fields, "")}
            entry.save(update_fields=["data"])
        _edited(stream)


def rewrite(
    stream: str, kind: str, ids: Collection[str], change: Callable[[Json], Json], *, by: str = "id"
) -> None:
    """Take words out of the entries of a kind about some things: `change` gives what is left of a payload.

    `by` is the field that names the thing.
    """
    wanted = set(ids)
    if not wanted:
        return
    with transaction.atomic():
        rows = LogEntry.objects.filter(stream=stream, kind=kind)
        found = [row for row in rows.iterator(chunk_size=2000) if row.data.get(by) in wanted]
        for row in found:
            row.data = change(row.data)
        if found:
            LogEntry.objects.bulk_update(found, ["data"], batch_size=200)
            _edited(stream)


def _edited(stream: str) -> None:
    Stream.objects.filter(pk=stream).update(edition=F("edition") + 1)


def restore(stream: str, entries: Iterable[Entry]) -> int:
    """Make a stream of the entries of one that was kept elsewhere, with their numbers; the last of them.

    For a stream that is not here. Raises ValueError when a number is missing.
    """
    made = Stream.objects.create(pk=stream)
    batch: list[tuple[Any, ...]] = []
    for entry in entries:
        made.last_seq += 1
        if entry.seq != made.last_seq:
            raise ValueError("entries are missing")
        batch.append(_told(stream, entry))
        if len(batch) == RESTORED_AT_ONCE:
            _insert_rows(batch)
            batch = []
    _insert_rows(batch)
    made.save(update_fields=["last_seq"])
    bell.ring_on_commit(stream)
    return made.last_seq


def forget(stream: str) -> None:
    """Delete a stream with its entries: its seminar goes with it."""
    LogEntry.objects.filter(stream=stream).delete()
    Stream.objects.filter(pk=stream).delete()


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


def _insert(stream: str, at: datetime, rows: Sequence[tuple[int, Draft]]) -> None:
    """Plain SQL: model instances cost five times as much, and this is the busiest line of the house."""
    moment = connection.ops.adapt_datetimefield_value(at)
    values = [
        (
            stream,
            seq,
            moment,
            draft.actor,
            str(draft.audience),
            kind_of(draft.fact),
            version_of(draft.fact),
            _encode(to_json(draft.fact)),
            False,
            draft.key,
        )
        for seq, draft in rows
    ]
    _insert_rows(values)


def _told(stream: str, entry: Entry) -> tuple[Any, ...]:
    at = connection.ops.adapt_datetimefield_value(entry.at)
    told = (entry.actor, str(entry.audience), entry.kind, entry.v, _encode(entry.data), entry.redacted)
    return stream, entry.seq, at, *told, None


def _insert_rows(values: Sequence[tuple[Any, ...]]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, values)


RESTORED_AT_ONCE = 2000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_COLUMNS = ("stream_id", "seq", "at", "actor", "audience", "kind", "v", "data", "redacted", "key")
_INSERT = (
    f"INSERT INTO {LogEntry._meta.db_table} ({', '.join(_COLUMNS)}) "  # noqa: S608 (names of our own)
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)
