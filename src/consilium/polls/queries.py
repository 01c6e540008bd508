"""Polls from the rows, as one reader may know them."""

from datetime import datetime

from consilium.kernel.audience import Reader
from consilium.kernel.timecode import milliseconds
from consilium.polls.models import Poll, Vote
from consilium.polls.state import Poll as Known
from consilium.polls.state import PollsState
from consilium.seminars.models import Seminar


def snapshot(seminar: Seminar, reader: Reader) -> PollsState:
    """The polls, from the rows; the same as folding what this reader may read of the log."""
    rows = Poll.objects.filter(seminar=seminar, discarded=False)
    if not reader.staff:
        rows = rows.exclude(status=Poll.Status.DRAFT)
    return PollsState({row.id: _known(row, reader) for row in rows})


def ballots_of(seminar: Seminar, person: str) -> dict[str, list[int]]:
    """A person's own ballots: the positions chosen, by poll."""
    return dict(Vote.objects.filter(poll__seminar=seminar, person=person).values_list("poll_id", "choices"))


def _known(row: Poll, reader: Reader) -> Known:
    told = reader.staff or row.status == Poll.Status.PUBLISHED
    return Known(
        id=row.id,
        title=row.title,
        form=row.form,
        options=tuple(row.options),
        status=row.status,
        opened_at=_moment(row.opened_at),
        closes_at=_moment(row.closes_at),
        counts=tuple(row.counts) if told else (),
        voters=row.voters if told else 0,
        language=row.language,
    )


def _moment(at: datetime | None) -> int:
    return milliseconds(at) if at else 0
