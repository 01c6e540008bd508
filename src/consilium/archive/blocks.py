"""The public part of the log as files beside the media, for audiences beyond the stream: see docs, scale.

A block is so many numbers of the log as any member may read them in one language. Once all of its numbers
are given it never changes, so a CDN keeps it; nobody writes it, it is made of the rows when it is asked for.
What is newer stands in a short index, which is asked again and again. When words are taken out of the log, or
a stretch is hidden, the edition in the names changes: nothing names the blocks of before any longer.
"""

from hashlib import blake2b

from consilium.archive import queries
from consilium.eventlog import queries as log
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Entry, Json
from consilium.kernel.ids import is_id
from consilium.recordings import queries as recordings
from consilium.room import queries as room
from consilium.seminars.models import Seminar

SIZE = 64
#: All languages at once.
EVERY = "mul"
#: Where the log names a person: see people_in of the states, web/src/services/told.ts.
_PERSONS = ("person", "asker", "by", "to")


def index(seminar: Seminar, language: str) -> Json:
    """`blocks` whole ones of `size` numbers each are there; in `tail` is what follows them, up to `seq`."""
    seq, edition = log.position(seminar.id)
    blocks = seq // SIZE
    tail = _told(seminar, language, after=blocks * SIZE, until=seq)
    return {"seq": seq, "size": SIZE, "blocks": blocks, "edition": _edition(seminar, edition), "tail": tail}


def block(seminar: Seminar, language: str, number: int, edition: str) -> Json | None:
    """The block of this number (from 0); None while it is not whole, and for an edition of before."""
    seq, now = log.position(seminar.id)
    if number >= seq // SIZE or edition != _edition(seminar, now):
        return None
    return _told(seminar, language, after=number * SIZE, until=(number + 1) * SIZE)


def _told(seminar: Seminar, language: str, *, after: int, until: int) -> Json:
    """Entries for everyone, and the cards of whom they name: a thousand pages need not ask who that is."""
    reader = Reader("", language="" if language == EVERY else language)
    found = log.entries_for(reader, seminar.id, after=after, limit=until - after) if until > after else []
    named = {entry.data[field] for entry in found for field in _PERSONS if _names(entry, field)}
    return {"entries": queries.wire(found, seminar, recordings.hidden(seminar)), "people": room.people(named)}


def _names(entry: Entry, field: str) -> bool:
    value = entry.data.get(field)
    return isinstance(value, str) and is_id(value)


def _edition(seminar: Seminar, number: int) -> str:
    return blake2b(repr((number, recordings.hidden(seminar))).encode(), digest_size=6).hexdigest()
