"""A seminar of an hour that is over, and what its people did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from consilium.certificates import actions
from consilium.certificates.models import Requirement, RuleSet
from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE
from consilium.kernel.roles import Role
from consilium.room.models import Presence
from consilium.seminars.events import ContributionStarted
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.support.factories import (
    ContributionFactory,
    PersonFactory,
    SeminarFactory,
    SessionFactory,
    member,
)

NEEDED = {"useful": "4", "objectives": "5", "bias": "yes"}


@dataclass
class Hall:
    """`start`: when it began. By EACCME and the plain rules; `faithful` was there all the time."""

    seminar: Seminar
    organiser: Member
    faithful: Member
    absent: Member
    start: datetime
    rules: dict[str, RuleSet]

    def at(self, minutes: float) -> datetime:
        return self.start + timedelta(minutes=minutes)

    def require(self, slug: str, **values: object) -> Requirement:
        return actions.choose_rule_set(self.organiser, self.rules[slug].id, **values)  # type: ignore[arg-type]

    def requirement(self, slug: str) -> Requirement:
        return Requirement.objects.get(seminar=self.seminar, rule_set=self.rules[slug])

    def was_there(self, who: Member, *, start: float, end: float) -> None:
        at = self.at(end)
        Presence.objects.create(
            seminar=self.seminar, person=who.person, opened_at=self.at(start), seen_at=at, closed_at=at
        )

    def becomes(self, status: Seminar.Status) -> None:
        Seminar.objects.filter(pk=self.seminar.pk).update(status=status)
        self.seminar.refresh_from_db()

    def award(self, who: Member, slug: str, queued: list[str] | None = None, name: str = "A. Bekova") -> str:
        start = (queued if queued is not None else []).append
        row = self.requirement(slug)
        return actions.award(who, row.id, holder_name=name, language="en", start=start).id


@pytest.fixture
def hall(db: None) -> Hall:
    seminar = SeminarFactory.create(title="Oxygen in the district hospital")
    organiser = member(seminar, Role.ORGANISER)
    faithful = member(seminar, Role.ATTENDEE, name="Aigul Bekova")
    start = timezone.now() - timedelta(hours=2)
    rules = {row.slug: row for row in actions.install_shipped()}
    made = Hall(seminar, organiser, faithful, member(seminar, Role.ATTENDEE), start, rules)
    made.require("eaccme", credits=Decimal(2), accreditor="UEMS", reference="LEE-26-1")
    made.require("plain")
    seminar.started_at, seminar.ended_at = made.at(0), made.at(60)
    seminar.save(update_fields=["started_at", "ended_at"])
    row = ContributionFactory.create(
        session=SessionFactory.create(seminar=seminar), title="Four steps", started_at=made.at(5)
    )
    with transaction.atomic():
        append(seminar.id, ContributionStarted(row.id), audience=EVERYONE, at=made.at(5))
    made.was_there(faithful, start=-5, end=70)
    made.becomes(Seminar.Status.ENDED)
    for who in (organiser, faithful, made.absent):
        who.seminar.refresh_from_db()
    return made


@pytest.fixture
def stranger(db: None) -> Member:
    other = SeminarFactory.create()
    return Member(other, PersonFactory.create(), frozenset({Role.ORGANISER}))
