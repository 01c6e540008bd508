"""Checks are called when due and once; answers and glances are written once, and for when they were."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from consilium.checks import actions, queries
from consilium.checks.models import Check, CheckAnswer, CheckPlan, Glance
from consilium.checks.rules import Answer
from consilium.checks.rules import Glance as Wish
from consilium.eventlog.queries import entries
from consilium.kernel.facts import Json
from consilium.kernel.roles import Role
from consilium.room import queries as room
from consilium.room.models import Presence
from consilium.seminars.models import Contribution, Seminar
from consilium.seminars.queries import Member
from tests.support.cast import Cast
from tests.support.factories import ContributionFactory, SessionFactory
from tests.support.verify import verify_action


def called(cast: Cast) -> Check:
    check = actions.call_due(cast.seminar.id)
    assert check is not None
    return check


def glance(
    cast: Cast, number: int = 0, *, visible: bool = True, ago: int = 0, tab: str = "tab-00001"
) -> Wish:
    return Wish(cast.asker.person.id, tab, number, visible, timedelta(seconds=ago))


def test_a_due_check_is_told_to_everyone_once(cast: Cast) -> None:
    assert actions.due([cast.seminar.id]) == [cast.seminar.id]
    with verify_action(cast.seminar):
        check = called(cast)
        assert actions.call_due(cast.seminar.id) is None
    told = [entry for entry in entries(cast.seminar.id) if entry.kind == "check.called"]
    assert [(entry.data, str(entry.audience)) for entry in told] == [
        ({"id": check.id, "seconds": 60}, "everyone")
    ]
    assert actions.due([cast.seminar.id]) == []


def test_the_next_comes_within_its_time_and_not_before(cast: Cast) -> None:
    start = called(cast).called_at
    first = next(
        second
        for second in range(1300)
        if actions.due([cast.seminar.id], at=start + timedelta(seconds=second))
    )
    assert 600 <= first <= 1200
    later = actions.call_due(cast.seminar.id, at=start + timedelta(seconds=first))
    assert later is not None and later.number == 1


@pytest.mark.parametrize("status", [Seminar.Status.PUBLISHED, Seminar.Status.ENDED])
def test_none_before_the_start_and_after_the_end(cast: Cast, status: Seminar.Status) -> None:
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=status)
    assert actions.due([cast.seminar.id]) == []
    assert actions.call_due(cast.seminar.id) is None


def test_none_without_a_plan(cast: Cast) -> None:
    actions.drop_plan(cast.seminar)
    assert actions.due([cast.seminar.id]) == [] and actions.call_due(cast.seminar.id) is None


def test_a_break_is_nobodys_presence(cast: Cast) -> None:
    session = SessionFactory.create(seminar=cast.seminar)
    at = timezone.now() - timedelta(minutes=30)
    ContributionFactory.create(session=session, started_at=at, kind=Contribution.Kind.PAUSE)
    assert actions.due([cast.seminar.id]) == [] and actions.call_due(cast.seminar.id) is None
    ContributionFactory.create(session=session, started_at=at + timedelta(minutes=20))
    assert actions.due([cast.seminar.id]) == [cast.seminar.id]


def test_the_plan_made_again_keeps_its_seed(cast: Cast) -> None:
    seed = CheckPlan.objects.get(seminar=cast.seminar).seed
    actions.plan_checks(cast.seminar, shortest=60, longest=120, answer=30, tab=False)
    plan = CheckPlan.objects.get(seminar=cast.seminar)
    assert (plan.seed, plan.shortest, plan.tab) == (seed, 60, False)


def test_everybody_knows_whether_pages_are_watched(cast: Cast) -> None:
    with verify_action(cast.seminar):
        actions.drop_plan(cast.seminar)
        actions.drop_plan(cast.seminar)
    with verify_action(cast.seminar):
        for _ in range(2):
            actions.plan_checks(cast.seminar, shortest=600, longest=1200, answer=60, tab=True)
    told = [entry.data["tab"] for entry in entries(cast.seminar.id) if entry.kind == "checks.planned"]
    assert told == [True, False, True]


def test_an_answer_counts_once_and_the_first_one(cast: Cast) -> None:
    check, person = called(cast), cast.asker.person.id
    first = timezone.now()
    wish = Answer(person, check.id)
    assert actions.record_answers(cast.seminar.id, [wish, wish], at=first) == ["ok", "already"]
    assert actions.record_answers(cast.seminar.id, [wish], at=first + timedelta(hours=1)) == ["already"]
    assert list(CheckAnswer.objects.values_list("person_id", "at")) == [(person, first)]


def test_answers_to_what_is_not_there(cast: Cast) -> None:
    check = called(cast)
    nobody, other = "0" * 26, SessionFactory.create().seminar
    wishes = [Answer(cast.asker.person.id, nobody), Answer(nobody, check.id)]
    assert actions.record_answers(cast.seminar.id, wishes) == ["unknown", "unknown"]
    assert actions.record_answers(other.id, [Answer(cast.asker.person.id, check.id)]) == ["unknown"]
    Seminar.objects.filter(pk=cast.seminar.pk).update(status=Seminar.Status.ENDED)
    assert actions.record_answers(cast.seminar.id, [Answer(cast.asker.person.id, check.id)]) == ["closed"]
    assert not CheckAnswer.objects.exists()


def test_glances_are_written_once_for_when_they_were(cast: Cast) -> None:
    now = timezone.now()
    wishes = [glance(cast), glance(cast, 1, visible=False, ago=30), glance(cast, visible=False)]
    assert actions.record_glances(cast.seminar.id, wishes, at=now) == ["ok"] * 3
    assert actions.record_glances(cast.seminar.id, wishes, at=now + timedelta(hours=1)) == ["ok"] * 3
    found: list[tuple[int, bool, datetime]] = list(
        Glance.objects.order_by("number").values_list("number", "visible", "at")
    )
    assert found == [(0, True, now), (1, False, now - timedelta(seconds=30))]


def test_glances_that_nobody_asks_for(cast: Cast) -> None:
    assert actions.record_glances(cast.seminar.id, [Wish("0" * 26, "tab-00001", 0, True, timedelta())]) == [
        "unknown"
    ]
    actions.plan_checks(cast.seminar, shortest=600, longest=1200, answer=60, tab=False)
    assert actions.record_glances(cast.seminar.id, [glance(cast)]) == ["closed"]
    assert not Glance.objects.exists()


def mine(member: Member) -> Json:
    return queries.mine(member, was_here=lambda at: True)


def test_who_was_away_is_not_asked(cast: Cast) -> None:
    check = called(cast)
    assert room.mine(cast.asker)["checks"] == {"asked": True, "answered": [check.id]}
    times = {"opened_at": check.called_at - timedelta(minutes=30), "seen_at": check.called_at}
    row = Presence.objects.create(
        seminar=cast.seminar,
        person=cast.asker.person,
        closed_at=check.called_at - timedelta(seconds=61),
        **times,
    )
    assert room.mine(cast.asker)["checks"]["answered"] == [check.id]
    row.closed_at = check.called_at - timedelta(seconds=59)
    row.save()
    assert room.mine(cast.asker)["checks"]["answered"] == []
    row.closed_at = None
    row.save()
    assert room.mine(cast.asker)["checks"]["answered"] == []


def test_who_works_here_is_not_asked(cast: Cast) -> None:
    check = called(cast)
    actions.record_answers(cast.seminar.id, [Answer(cast.asker.person.id, check.id)])
    assert mine(cast.asker) == {"asked": True, "answered": [check.id]}
    both = Member(cast.seminar, cast.panellist.person, frozenset({Role.PANELLIST, Role.ATTENDEE}))
    for member in (cast.panellist, cast.moderator, both):
        assert mine(member) == {"asked": False, "answered": []}
