"""Presence checks from the rows."""

from collections.abc import Callable
from datetime import datetime

from consilium.checks import rules
from consilium.checks.models import Check, CheckAnswer, CheckPlan
from consilium.checks.state import Check as Known
from consilium.checks.state import ChecksState
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member


def snapshot(seminar: Seminar, reader: Reader) -> ChecksState:
    """Everybody may know when presence was checked; the same as folding the log."""
    plan = plan_of(seminar)
    return ChecksState(
        plan is not None and plan.tab,
        tuple(
            Known(row.id, milliseconds(row.called_at), row.seconds)
            for row in Check.objects.filter(seminar=seminar)
        ),
    )


def plan_of(seminar: Seminar) -> CheckPlan | None:
    return CheckPlan.objects.filter(seminar=seminar).first()


def mine(member: Member, *, was_here: Callable[[datetime], bool]) -> Json:
    """What a page must know of its person: whether checks are for them, and which of them wait for no answer:
    those answered, and the newest if they were away when it was called.
    """
    asked = rules.are_asked(member.roles)
    newest = Check.objects.filter(seminar=member.seminar).last()
    away = [newest.id] if newest and not was_here(newest.called_at) else []
    answered = CheckAnswer.objects.filter(check_called__seminar=member.seminar, person=member.person)
    return {
        "asked": asked,
        "answered": sorted({*answered.values_list("check_called_id", flat=True), *away}) if asked else [],
    }
