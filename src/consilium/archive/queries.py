"""The archive of one seminar as one member may read it: its takes, its log, and who is who in it."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from consilium.accounts.queries import state_choices
from consilium.archive import editing, rules
from consilium.archive.models import Edit
from consilium.captions import queries as captions
from consilium.captions.models import Cue
from consilium.captions.rules import unworded
from consilium.captions.state import Cue as KnownCue
from consilium.chat.models import Message
from consilium.eventlog import queries as log
from consilium.kernel.facts import Entry, Json
from consilium.kernel.timecode import milliseconds
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.recordings.rules import touches
from consilium.room import queries as room
from consilium.room import state as _state  # noqa: F401 (declares every fact: the log's languages ask them)
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

PAGE = 2000


def replay(member: Member, language: str) -> Json:
    """What the replay's page needs before it reads the log. Moments in milliseconds since 1970.

    `language`: the one in which captions and translations are read; "" for all.
    """
    seminar = member.seminar
    return {
        "now": milliseconds(timezone.now()),
        "seq": log.last_seq(seminar.id),
        "takes": takes(seminar),
        "people": room.people(_people(member)),
        "me": room.me(member),
        "mine": room.mine(member),
        "agenda": room.agenda(seminar),
        "states": dict(state_choices()),
        "read": language,
        "languages": languages(seminar),
        "captions": captions.facts(),
        "edits": rules.may_edit(member.roles),
        "stream": room.stream_ticket(member, language),
    }


def takes(seminar: Seminar) -> list[Json]:
    """Each take with the address of its playlist; `first` and `last`: what can be played of it, 0 for nothing
    yet.

    `gains`: decibels by rendition, so that all its sounds are equally loud.
    """
    spans = recordings.spans([seminar.id]).get(seminar.id, {})
    rows = list(Take.objects.filter(seminar=seminar).select_related("seminar"))
    gains = recordings.gains(rows)
    ready = {row.id: spans[row.id] for row in rows if row.id in spans and recordings.is_ready(row)}
    return [_take(row, *ready.get(row.id, (0, 0))) | {"gains": gains.get(row.id, {})} for row in rows]


def entries(member: Member, *, after: int, language: str) -> tuple[list[Json], int]:
    """A page of the log after `after` as this member may read it, as on the wire; and where the next one
    begins, 0 after the last. What was withheld counts, so that a page may be empty and others follow.
    """
    seminar = member.seminar
    newest = log.last_seq(seminar.id)
    reader = room.reader_of(member, language)
    found = log.entries_for(reader, seminar.id, after=after, limit=PAGE)
    upto = after + PAGE
    return wire(found, seminar, recordings.hidden(seminar)), upto if upto < newest else 0


def wire(entries: Iterable[Entry], seminar: Seminar, hidden: list[tuple[int, int]]) -> list[Json]:
    """Entries as the stream sends them, without the words of what is hidden."""
    silent = editing.cues_within(seminar, hidden)
    return [_wire(_withheld(entry, silent)) for entry in entries]


def _withheld(entry: Entry, silent: set[str]) -> Entry:
    """A cue that came, or was put right, after its time was hidden was told with its words: here without."""
    if not entry.kind.startswith("cue.") or entry.data.get("id") not in silent:
        return entry
    return replace(entry, data=unworded(entry.data)) if entry.data.get("text") else entry


def said(seminar: Seminar, language: str) -> list[KnownCue]:
    """The transcript in one language as it may be shown: without hidden cues and hidden stretches."""
    hidden = recordings.hidden(seminar)
    cues = captions.shown(seminar, language)
    return [cue for cue in cues if not touches(hidden, cue.start, cue.end)]


def _wire(entry: Entry) -> Json:
    """The same as room/live/ring.py tells: neither actor nor audience."""
    told: Json = {
        "seq": entry.seq,
        "at": milliseconds(entry.at),
        "kind": entry.kind,
        "v": entry.v,
        "data": entry.data,
    }
    return told | ({"redacted": True} if entry.redacted else {})


def _take(row: Take, first: int, last: int) -> Json:
    return {
        "id": row.id,
        "status": row.status,
        "url": recordings.address(row),
        "started": milliseconds(row.started_at),
        "stopped": milliseconds(row.stopped_at) if row.stopped_at else 0,
        "first": first,
        "last": last,
        "hidden": row.hidden,
        "sounds": recordings.sounds(row),
    }


def edits(member: Member) -> list[Json]:
    """What was hidden or redacted in this seminar, the newest first. For those who may edit; others: []."""
    if not rules.may_edit(member.roles):
        return []
    rows = Edit.objects.filter(seminar=member.seminar).order_by("-at", "-id")
    rows = rows.select_related("by", "undone_by")
    gone = editing.gone(rows)
    return [_edit(row, gone) for row in rows]


def _edit(row: Edit, gone: set[str]) -> Json:
    """`words`: how many questions, answers, captions and messages went with it. `redacted`: none of them is
    left, by this edit or by others.
    """
    return {
        "id": row.id,
        "subject": row.subject,
        "start": row.start,
        "end": row.end,
        "words": len(row.items),
        "redacted": row.redacted or (row.subject != rules.SPAN and gone.issuperset(row.items)),
        "reason": row.reason,
        "at": milliseconds(row.at),
        "by": row.by.name if row.by else "",
        "undone": milliseconds(row.undone_at) if row.undone_at else 0,
        "undone_by": row.undone_by.name if row.undone_by else "",
    }


def languages(seminar: Seminar) -> list[str]:
    """In which languages there is something to read."""
    found = (
        Cue.objects.filter(seminar=seminar, lost=False, hidden=False).exclude(text="").order_by("language")
    )
    return list(found.values_list("language", flat=True).distinct())


def _people(member: Member) -> set[str]:
    """Ids of everyone of whom this member may read in the log, and of the seminar's staff."""
    seminar = member.seminar
    state = room.room_state(seminar, room.reader_of(member, ""))
    heard = Cue.objects.filter(seminar=seminar).exclude(person=None).values_list("person_id", flat=True)
    told = Message.objects.filter(seminar=seminar, backstage__in=(False, member.staff))
    wrote = told.order_by().values_list("by_id", flat=True)  # the state has the newest messages alone
    return room.people_in(state, member) | set(heard.distinct()) | set(wrote.distinct())
