"""Who is here: connections become intervals, intervals become rows, rows become a tally in the log.

A person with two tabs, or one who is back within GRACE seconds, has one interval. Rows are written by the
batching writer, never one transaction per connection.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError
from django.db.models import Count, F
from django.utils import timezone

from consilium.eventlog.actions import append
from consilium.eventlog.group_commit import Busy, GroupCommit, Handler
from consilium.eventlog.models import Stream
from consilium.kernel.audience import EVERYONE
from consilium.kernel.ids import new_id
from consilium.room.events import PresenceTallied
from consilium.room.live.tokens import StreamToken
from consilium.room.models import Presence, Programme
from consilium.seminars.models import Seminar

KIND, SEEN = "presence", "presence.seen"
GRACE = 5.0
RENEWAL = 30.0
AGAIN = 5.0
#: After a restart everybody comes back within a second or two: tallying at once would count them out and in.
SETTLE = 3.0
#: A row that nobody has renewed for so long belongs to a process that no longer exists.
STALE = timedelta(seconds=2.5 * RENEWAL)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stay:
    """An interval as it is now: `left` is None while it lasts. Tells all of its row, so that it may be
    written whatever has become of what was posted before it.
    """

    id: str
    person: str
    state: str
    came: datetime
    left: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """Whose intervals are open at this moment, by id."""

    at: datetime
    ids: tuple[str, ...]


class Attendance:
    """The open intervals of this process, counted in the event loop's thread. What the database does not
    take is posted again every `again` seconds: attendance is worth a certificate.
    """

    def __init__(self, writer: GroupCommit, grace: float = GRACE, again: float = AGAIN) -> None:
        self._writer = writer
        self._grace = grace
        self._again = again
        self._tabs: Counter[tuple[str, str]] = Counter()
        self._intervals: dict[tuple[str, str], Stay] = {}
        self._leaving: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def came(self, token: StreamToken) -> None:
        if not token.reader.person:  # a worker: nobody is present by it
            return
        key = (token.seminar, token.reader.person)
        self._tabs[key] += 1
        leaving = self._leaving.pop(key, None)
        if leaving is not None:
            leaving.cancel()
        if key not in self._intervals:
            self._intervals[key] = Stay(new_id(), key[1], token.state[:2], timezone.now())
            self._post(token.seminar, self._intervals[key])

    def went(self, token: StreamToken) -> None:
        if not token.reader.person:
            return
        key = (token.seminar, token.reader.person)
        self._tabs[key] -= 1
        if self._tabs[key] <= 0:
            del self._tabs[key]
            loop = asyncio.get_running_loop()
            self._leaving[key] = loop.call_later(self._grace, self._end, key, timezone.now())

    def seen(self, at: datetime) -> Seen:
        return Seen(at, tuple(stay.id for stay in self._intervals.values()))

    def _end(self, key: tuple[str, str], at: datetime) -> None:
        self._leaving.pop(key, None)
        self._post(key[0], replace(self._intervals.pop(key), left=at))

    def _post(self, seminar: str, stay: Stay) -> None:
        try:
            answer = self._writer.post(KIND, seminar, stay)
        except Busy:
            self._post_again(seminar, stay, "the writer is behind")
            return
        answer.add_done_callback(partial(self._heed, seminar, stay))

    def _heed(self, seminar: str, stay: Stay, answer: "asyncio.Future[object]") -> None:
        error = None if answer.cancelled() else answer.exception()
        if isinstance(error, IntegrityError):  # the seminar or the person is no more
            logger.error("presence cannot be recorded: %s", type(error).__name__)
        elif error is not None:
            self._post_again(seminar, stay, type(error).__name__)

    def _post_again(self, seminar: str, stay: Stay, why: str) -> None:
        logger.warning("presence not recorded, it is posted again: %s", why)
        asyncio.get_running_loop().call_later(self._again, self._post, seminar, stay)


class Rows:
    """The writer thread's side. `process` names this live process among several."""

    def __init__(self, process: str) -> None:
        self._process = process[:80]

    def handlers(self) -> dict[str, Handler]:
        return {
            KIND: Handler(self.record, tally_presence, pause=1.0, settle=SETTLE),
            SEEN: Handler(self.renew),
        }

    def record(self, seminar: str, stays: Sequence[Stay]) -> list[str]:
        """Open and close intervals, in whatever order and however often they are told; who came and went in
        one batch leaves a row of that length.
        """
        Presence.objects.bulk_create(
            (
                Presence(
                    id=stay.id,
                    seminar_id=seminar,
                    person_id=stay.person,
                    state=stay.state,
                    opened_at=stay.came,
                    seen_at=stay.came,
                    process=self._process,
                )
                for stay in stays
            ),
            ignore_conflicts=True,
        )
        for stay in stays:
            if stay.left:
                Presence.objects.filter(pk=stay.id).update(seen_at=stay.left, closed_at=stay.left)
        return ["ok"] * len(stays)

    def renew(self, _stream: str, moments: Sequence[Seen]) -> list[str]:
        """One UPDATE for all that this process holds open; and end what nobody holds: of processes that died
        and did not come back, and of ours where the end could not be written yet.
        """
        last = max(moments, key=lambda seen: seen.at)
        open_rows = Presence.objects.filter(closed_at=None)
        open_rows.filter(pk__in=last.ids).update(seen_at=last.at)
        open_rows.filter(seen_at__lt=last.at - STALE).update(closed_at=F("seen_at"))
        return ["ok"] * len(moments)

    def end_all(self, at: datetime | None = None) -> list[str]:
        """Close this process's open intervals: at a graceful stop now, at a start when they were last seen.

        Returns the seminars that this changed.
        """
        rows = Presence.objects.filter(process=self._process, closed_at=None)
        seminars = list(rows.values_list("seminar_id", flat=True).distinct())
        rows.update(closed_at=at or F("seen_at"))
        return seminars


def tally_presence(seminar: str) -> None:
    """Append how many are present, in all and by state, if that has changed. Called in a transaction."""
    live = Seminar.objects.filter(pk=seminar).exclude(status=Seminar.Status.ENDED)
    if not live.exists() or not Stream.objects.filter(pk=seminar).exists():
        return
    rows = Presence.objects.filter(seminar=seminar, closed_at=None).values("state")
    states = dict(rows.annotate(n=Count("person", distinct=True)).values_list("state", "n").order_by("state"))
    fact = PresenceTallied(sum(states.values()), states)
    programme, _made = Programme.objects.select_for_update().get_or_create(seminar_id=seminar)
    if (programme.present, programme.states) != (fact.present, fact.states):
        programme.present, programme.states = fact.present, fact.states
        programme.save(update_fields=["present", "states"])
        append(seminar, fact, audience=EVERYONE)
