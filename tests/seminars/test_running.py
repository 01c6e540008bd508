"""The agenda as it runs: rows and log agree; who may, when, and what a second press does."""

from functools import partial

import pytest

from consilium.eventlog.queries import entries
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.roles import MODERATORS, Role
from consilium.seminars import actions
from consilium.seminars.models import Seminar
from tests.support.factories import ContributionFactory, SeminarFactory, SessionFactory, member
from tests.support.verify import verify_action

pytestmark = pytest.mark.django_db


def kinds(seminar: Seminar) -> list[str]:
    return [entry.kind for entry in entries(seminar.id)]


def test_a_seminar_runs_and_the_log_tells_it() -> None:
    seminar = SeminarFactory.create()
    chair = member(seminar, Role.CHAIR)
    session = SessionFactory.create(seminar=seminar)
    first, second = (ContributionFactory.create(session=session) for _ in range(2))
    with verify_action(seminar):
        actions.start_seminar(seminar, by=chair)
        actions.start_seminar(seminar, by=chair)
        actions.start_contribution(seminar, first.id, by=chair)
        actions.start_contribution(seminar, first.id, by=chair)
    with verify_action(seminar):
        actions.extend_contribution(seminar, second.id, minutes=5, by=chair, key="more-minutes-1")
        actions.extend_contribution(seminar, second.id, minutes=5, by=chair, key="more-minutes-1")
        actions.start_contribution(seminar, second.id, by=chair)
    second.refresh_from_db()
    assert second.extra_minutes == 5
    with verify_action(seminar):
        actions.start_contribution(seminar, first.id, by=chair)
    with verify_action(seminar):
        actions.end_seminar(seminar, by=chair)
        actions.end_seminar(seminar, by=chair)
    assert kinds(seminar) == [
        "seminar.started",
        "contribution.started",
        "contribution.extended",
        "contribution.started",
        "contribution.started",
        "seminar.ended",
    ]
    assert seminar.status == Seminar.Status.ENDED and seminar.started_at and seminar.ended_at


def test_only_who_leads_may_run() -> None:
    seminar = SeminarFactory.create(status=Seminar.Status.LIVE)
    talk = ContributionFactory.create(session__seminar=seminar)
    for role in set(Role) - MODERATORS:
        by = member(seminar, role)
        presses = (
            partial(actions.start_seminar, seminar),
            partial(actions.end_seminar, seminar),
            partial(actions.start_contribution, seminar, talk.id),
            partial(actions.extend_contribution, seminar, talk.id, minutes=5),
        )
        for press in presses:
            with pytest.raises(NotAllowed):
                press(by=by)
    assert kinds(seminar) == []


@pytest.mark.parametrize("status", ["draft", "ended"])
def test_what_is_not_published_does_not_begin(status: str) -> None:
    seminar = SeminarFactory.create(status=status)
    with pytest.raises(Conflict):
        actions.start_seminar(seminar, by=member(seminar, Role.ORGANISER))


@pytest.mark.parametrize("status", ["draft", "published", "ended"])
def test_the_agenda_moves_only_when_live(status: str) -> None:
    seminar = SeminarFactory.create(status=status)
    talk = ContributionFactory.create(session__seminar=seminar)
    by = member(seminar, Role.MODERATOR)
    with pytest.raises(Conflict):
        actions.start_contribution(seminar, talk.id, by=by)
    with pytest.raises(Conflict):
        actions.extend_contribution(seminar, talk.id, minutes=5, by=by)


def test_strange_contributions_and_minutes_are_refused() -> None:
    seminar = SeminarFactory.create(status=Seminar.Status.LIVE)
    by = member(seminar, Role.MODERATOR)
    for unknown in (ContributionFactory.create().id, "", "x", "\x00"):
        with pytest.raises(Unknown):
            actions.start_contribution(seminar, unknown, by=by)
    talk = ContributionFactory.create(session__seminar=seminar)
    for minutes in (0, -5, 121, 10**9):
        with pytest.raises(Invalid):
            actions.extend_contribution(seminar, talk.id, minutes=minutes, by=by)
