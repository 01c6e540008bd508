"""A seminar gets another time: who is told, and whose link lives on."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox

from consilium.kernel.roles import Role
from consilium.seminars import planning, tasks
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.support.factories import RegistrationFactory, SeminarFactory, member

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
    assert told(coming.email) == told(by.person.email) == 3, "once for each move, none for the same time again"
