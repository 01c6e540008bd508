"""Deeds of the site's hand about attendance: presence is watched now, or a seminar lies behind."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consilium.certificates import actions as certificates
from consilium.certificates.models import RuleSet
from consilium.checks import actions as checks
from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE
from consilium.kernel.roles import Role
from consilium.room.models import Presence
from consilium.seminars.events import ContributionStarted
from consilium.seminars.models import Contribution, RoleGrant, Seminar
from consilium.seminars.queries import Member


def watch_presence(seminar: str, answer: int) -> None:
    """Pages tell whether they are visible, and a check comes every four seconds or so."""
    row = Seminar.objects.get(pk=seminar)
    checks.plan_checks(row, shortest=4, longest=4, answer=answer, tab=True)


def stop_checks(seminar: str) -> None:
    """No more checks; what was called waits for its answer."""
    row = Seminar.objects.get(pk=seminar)
    checks.plan_checks(row, shortest=3600, longest=3600, answer=60, tab=True)


def issue_by(seminar: str, slugs: list[str]) -> None:
    """The organiser chooses these rule sets."""
    row = Seminar.objects.get(pk=seminar)
    grant = RoleGrant.objects.get(seminar=row, role=Role.ORGANISER)
    organiser = Member(row, grant.person, frozenset({Role.ORGANISER}))
    for slug in slugs:
        certificates.choose_rule_set(organiser, RuleSet.objects.get(slug=slug).id, accreditor="UEMS")


def lie_behind(seminar: str, persons: dict[str, int]) -> None:
    """It took the 60 minutes before now; each person, by id, was there for the first so many of them."""
    row = Seminar.objects.get(pk=seminar)
    start = timezone.now() - timedelta(hours=1)
    row.status, row.started_at, row.ended_at = Seminar.Status.ENDED, start, timezone.now()
    row.save(update_fields=["status", "started_at", "ended_at"])
    for minute, talk in zip((0, 25), Contribution.objects.filter(session__seminar=row), strict=False):
        with transaction.atomic():
            at = start + timedelta(minutes=minute)
            append(row.id, ContributionStarted(talk.id), audience=EVERYONE, at=at)
    for person, minutes in persons.items():
        end = start + timedelta(minutes=minutes)
        Presence.objects.create(seminar=row, person_id=person, opened_at=start, seen_at=end, closed_at=end)


CERTIFICATE_DEEDS = {deed.__name__: deed for deed in (watch_presence, stop_checks, issue_by, lie_behind)}
