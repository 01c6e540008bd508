"""A seminar gets another time: who is told, and whose link lives on."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from consilium.kernel.roles import Role
from consilium.seminars import actions, planning, tasks
from consilium.seminars.models import JoinLink, Mail, Seminar
from consilium.seminars.queries import Member
from tests.support.factories import JoinLinkFactory, RegistrationFactory, SeminarFactory, member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def move(seminar: Seminar, to: datetime, *, by: Member) -> None:
    planning.edit_seminar(seminar, by=by, values={"starts_at": to, "ends_at": to + HOUR})
    tasks.deliver.call()


def told(address: str) -> int:
    return sum(sent.to == [address] and sent.subject.startswith("New time") for sent in outbox.outbox)


def test_moved_back_and_moved_again_is_told_each_time() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    coming = RegistrationFactory.create(seminar=seminar).person
    first = seminar.starts_at
    for to in (first + HOUR, first, first + HOUR, first + HOUR):
        move(seminar, to, by=by)
    assert told(coming.email) == told(by.person.email) == 3, "none for the same time again"


def invited(seminar: Seminar, *, by: Member, days: int = 0) -> JoinLink:
    """An attendee who has nothing but a personal link."""
    ends = timezone.now() + timedelta(days=days) if days else None
    email = f"guest{days}@example.org"
    return actions.invite(seminar, by=by, email=email, name="", role=Role.ATTENDEE, expires_at=ends)


def test_who_has_a_link_alone_hears_of_the_new_time_and_finds_the_link_alive() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    link, short = invited(seminar, by=by), invited(seminar, by=by, days=7)
    ended, life = short.expires_at, link.expires_at - seminar.ends_at
    move(seminar, seminar.starts_at - HOUR, by=by)
    move(seminar, seminar.starts_at + timedelta(days=45), by=by)
    link.refresh_from_db()
    short.refresh_from_db()
    assert link.expires_at == seminar.ends_at + life and short.expires_at == ended
    assert told(link.person.email) == told(short.person.email) == 2


def test_a_withdrawn_or_expired_link_stays_dead_and_its_person_hears_nothing() -> None:
    seminar = SeminarFactory.create()
    by = member(seminar, Role.ORGANISER)
    withdrawn = invited(seminar, by=by)
    actions.revoke_link(seminar, withdrawn.id, by=by)
    over = JoinLinkFactory.create(seminar=seminar, expires_at=timezone.now() - HOUR)
    until = [withdrawn.expires_at, over.expires_at]
    move(seminar, seminar.starts_at + timedelta(days=45), by=by)
    withdrawn.refresh_from_db()
    over.refresh_from_db()
    assert [withdrawn.expires_at, over.expires_at] == until
    assert not told(withdrawn.person.email) and not told(over.person.email)


def test_who_has_a_link_alone_is_reminded_unless_it_is_dead_by_then() -> None:
    now = timezone.now()
    seminar = SeminarFactory.create(starts_at=now + timedelta(hours=20))
    link = JoinLinkFactory.create(seminar=seminar)
    JoinLinkFactory.create(seminar=seminar, expires_at=now + timedelta(hours=19))
    JoinLinkFactory.create(seminar=seminar, revoked_at=now)
    JoinLinkFactory.create(seminar=seminar, person__is_active=False)
    actions.remind(now)
    assert list(Mail.objects.values_list("kind", "person")) == [("reminder-24h", link.person_id)]
