"""What the apps ask of the live process: their kinds of bursts, and what must happen when its time has come.

To add a burst: a parser in the app's rules, `record` and `tally` in its actions, and a line here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from consilium.checks import actions as checks
from consilium.checks import rules as check_rules
from consilium.eventlog.group_commit import Handler
from consilium.interpretation import actions as booth_actions
from consilium.interpretation import queries as booths
from consilium.polls import actions as polls
from consilium.polls import rules as poll_rules
from consilium.polls.models import Poll
from consilium.questions import actions as questions
from consilium.questions import rules as question_rules
from consilium.recordings import actions as recordings
from consilium.recordings import queries as recording_queries
from consilium.room import actions as room
from consilium.room import queries as rooms
from consilium.room import seats
from consilium.room.live.bursts import Burst, Duty
from consilium.room.live.tokens import StreamToken
from consilium.seminars.models import Seminar


def kinds() -> Mapping[str, Burst]:
    return {
        "upvote": Burst(
            _parser(question_rules.upvote), Handler(questions.record_upvotes, questions.tally_upvotes)
        ),
        "ballot": Burst(_parser(poll_rules.ballot), Handler(polls.cast_ballots, polls.tally_ballots)),
        "present": Burst(_parser(check_rules.answer), Handler(checks.record_answers)),
        "glance": Burst(_parser(check_rules.glance), Handler(checks.record_glances)),
    }


def duties() -> Mapping[str, Duty]:
    return {
        "polls.due": Duty(_with_due_polls, Handler(_close_due_polls)),
        "checks.due": Duty(checks.due, Handler(_call_due_checks)),
        "recordings.abandoned": Duty(recording_queries.abandoned, Handler(_report_abandoned)),
        "booths.lost": Duty(booths.with_lost_seats, Handler(_release_lost_seats), after=_sync_stage),
        "places.lost": Duty(rooms.with_lost_places, Handler(_release_lost_places), after=_sync_stage),
        "seats.due": Duty(seats.freed_among, Handler(_settle_seats)),
    }


def _with_due_polls(seminars: Sequence[str]) -> list[str]:
    """A reading first, as it is asked every second: a writer would lock the database each time."""
    open_polls = Poll.objects.filter(seminar__in=seminars, status=Poll.Status.OPEN)
    return list(open_polls.filter(closes_at__lte=timezone.now()).values_list("seminar", flat=True).distinct())


def _close_due_polls(seminar: str, asked: Sequence[object]) -> list[str]:
    polls.close_due(seminar)
    return ["ok"] * len(asked)


def _call_due_checks(seminar: str, asked: Sequence[object]) -> list[str]:
    checks.call_due(seminar)
    return ["ok"] * len(asked)


def _report_abandoned(seminar: str, asked: Sequence[object]) -> list[str]:
    recordings.report_abandoned(seminar)
    return ["ok"] * len(asked)


def _release_lost_seats(seminar: str, asked: Sequence[object]) -> list[str]:
    booth_actions.release_lost_seats(seminar)
    return ["ok"] * len(asked)


def _release_lost_places(seminar: str, asked: Sequence[object]) -> list[str]:
    room.release_lost(seminar)
    return ["ok"] * len(asked)


def _sync_stage(seminar: str) -> None:
    room.sync_stage(Seminar.objects.get(pk=seminar))


def _settle_seats(seminar: str, asked: Sequence[object]) -> list[str]:
    seats.settle(seminar)
    return ["ok"] * len(asked)


def _parser(
    parse: Callable[[str, dict[str, object]], Any | None],
) -> Callable[[StreamToken, Mapping[str, Any]], Any]:
    def checked(token: StreamToken, body: Mapping[str, Any]) -> Any:
        wish = parse(token.reader.person, dict(body))
        if wish is None:
            raise ValueError("not a wish of this kind")
        return wish

    return checked
