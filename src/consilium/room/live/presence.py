"""Who is here: connections become intervals, intervals become rows, rows become a tally in the log.

A person with two tabs, or one who is back within GRACE seconds, has one interval. Rows are written by the
batching writer, never one transaction per connection.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
#: After a restart everybody comes back within a second or two: tallying at once would count them out and in.
SETTLE = 3.0
#: A row that nobody has renewed for so long belongs to a process that no longer exists.
STALE = timedelta(seconds=2.5 * RENEWAL)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Came:
    id: str
    person: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Went:
    id: str
    at: datetime


class Attendance:
    """The open intervals of this process, counted in the event loop's thread."""

    def __init__(self, writer: GroupCommit, grace: float = GRACE) -> None:
        self._writer = writer
        self._grace = grace
        self._tabs: Counter[tuple[str, str]] = Counter()
        self._intervals: dict[tuple[str, str], str] = {}
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
            self._intervals[key] = new_id()
            self._post(token.seminar, Came(self._intervals[key], key[1], token.state[:2], timezone.now()))

    def went(self, token: StreamToken) -> None:
        if not token.reader.person:
            return
        key = (token.seminar, token.reader.person)
        self._tabs[key] -= 1
        if self._tabs[key] <= 0:
            del self._tabs[key]
            loop = asyncio.get_running_loop()
            self._leaving[key] = loop.call_later(self._grace, self._end, key, timezone.now())

    def _end(self, key: tuple[str, str], at: datetime) -> None:
        self._leaving.pop(key, None)
        self._post(key[0], Went(self._intervals.pop(key), at))

    def _post(self, seminar: str, what: Came | Went) -> None:
        try:
            answer = self._writer.post(KIND, seminar, what)
        except Busy:
            logger.error("presence not recorded: the writer is behind")
            return
        answer.add_done_callback(_note_failure)


class Rows:
    """The writer thread's side. `process` names this live process among several."""

    def __init__(self, process: str) -> None:
        self._process = process[:80]

    def handlers(self) -> dict[str, Handler]:
        return {
            KIND: Handler(self.record, tally_presence, pause=1.0, settle=SETTLE),
            SEEN: Handler(self.renew),
        }

    def record(self, seminar: str, changes: Sequence[Came | Went]) -> list[str]:
        """Open and close intervals; who came and went in one batch leaves a row of that length."""
        came = [change for change in changes if isinstance(change, Came)]
        Presence.objects.bulk_create(
            Presence(
                id=one.id,
                seminar_id=seminar,
                person_id=one.person,
                state=one.state,
                opened_at=one.at,
                seen_at=one.at,
                process=self._process,
            )
            for one in came
        )
        for one in changes:
            if isinstance(one, Went):
                Presence.objects.filter(pk=one.id).update(seen_at=one.at, closed_at=one.at)
        return ["ok"] * len(changes)

    def renew(self, _stream: str, moments: Sequence[datetime]) -> list[str]:
        """One UPDATE for all open intervals; and end those of processes that died and did not come back."""
        open_rows = Presence.objects.filter(closed_at=None)
        open_rows.filter(process=self._process).update(seen_at=max(moments))
        open_rows.filter(seen_at__lt=max(moments) - STALE).update(closed_at=F("seen_at"))
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


def _note_failure(answer: "asyncio.Future[object]") -> None:
    if not answer.cancelled() and answer.exception() is not None:
        logger.error("presence not recorded: %s", type(answer.exception()).__name__)
