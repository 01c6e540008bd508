"""Presence checks from the rows."""

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
    return ChecksState(
        tuple(
            Known(row.id, milliseconds(row.called_at), row.seconds)
            for row in Check.objects.filter(seminar=seminar)
        )
    )


def plan_of(seminar: Seminar) -> CheckPlan | None:
    return CheckPlan.objects.filter(seminar=seminar).first()


def mine(member: Member) -> Json:
    """What a page must know of its person: whether checks are for them, and which they have answered.

    `tab`: whether the page is to tell that it is visible.
    """
    plan = plan_of(member.seminar)
    asked = plan is not None and rules.are_asked(member.roles)
    answered = CheckAnswer.objects.filter(check_called__seminar=member.seminar, person=member.person)
    return {
        "asked": asked and plan is not None and plan.longest > 0,
        "tab": asked and plan is not None and plan.tab,
        "answered": sorted(answered.values_list("check_called_id", flat=True)) if asked else [],
    }
