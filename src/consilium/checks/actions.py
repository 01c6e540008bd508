"""What happens to presence checks. Answers and glances come in bursts, through the live process's writer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.checks import rules
from consilium.checks.events import CheckCalled, ChecksPlanned
from consilium.checks.models import Check, CheckAnswer, CheckPlan, Glance
from consilium.eventlog.actions import append, ensure_stream
from consilium.kernel.audience import EVERYONE
from consilium.seminars.models import Contribution, Seminar


@transaction.atomic
def plan_checks(seminar: Seminar, *, shortest: int, longest: int, answer: int, tab: bool) -> None:
    """Watch presence so from now on (see `models.CheckPlan`). Doing it again keeps the seed."""
    was = CheckPlan.objects.select_for_update(of=("self",)).filter(seminar=seminar).first()
    values = {"shortest": shortest, "longest": longest, "answer": answer, "tab": tab}
    CheckPlan.objects.update_or_create(seminar=seminar, defaults=values)
    _tell(seminar, was=was is not None and was.tab, tab=tab)


@transaction.atomic
def drop_plan(seminar: Seminar) -> None:
    """Watch it no longer. What was called and answered stays."""
    was = CheckPlan.objects.select_for_update(of=("self",)).filter(seminar=seminar).first()
    if was is not None:
        was.delete()
        _tell(seminar, was=was.tab, tab=False)


def _tell(seminar: Seminar, *, was: bool, tab: bool) -> None:
    if was != tab:
        ensure_stream(seminar.id)
        append(seminar.id, ChecksPlanned(tab), audience=EVERYONE)


def due(seminars: Sequence[str], *, at: datetime | None = None) -> list[str]:
    """In which of these seminars a check is to be called now. Reads only: it is asked every second."""
    now = at or timezone.now()
    plans = CheckPlan.objects.filter(
        seminar__in=seminars, seminar__status=Seminar.Status.LIVE, longest__gt=0
    ).select_related("seminar")
    return [plan.seminar_id for plan in plans if _is_due(plan, now)]


@transaction.atomic
def call_due(seminar_id: str, *, at: datetime | None = None) -> Check | None:
    """Call the check that is due, if one is. Several processes may ask: one of them calls it."""
    now = at or timezone.now()
    seminar = Seminar.objects.select_for_update(no_key=True).filter(pk=seminar_id).first()
    plan = CheckPlan.objects.filter(seminar=seminar, longest__gt=0).select_related("seminar").first()
    if plan is None or plan.seminar.status != Seminar.Status.LIVE or not _is_due(plan, now):
        return None
    number = Check.objects.filter(seminar=seminar_id).count()
    check = Check.objects.create(seminar_id=seminar_id, number=number, called_at=now, seconds=plan.answer)
    append(seminar_id, CheckCalled(check.id, check.seconds), audience=EVERYONE, at=now)
    return check


def _is_due(plan: CheckPlan, now: datetime) -> bool:
    last = Check.objects.filter(seminar=plan.seminar_id).order_by("-number").first()
    since = last.called_at if last else plan.seminar.started_at
    if since is None:
        return False
    shortest, longest = timedelta(seconds=plan.shortest), timedelta(seconds=plan.longest)
    wait = rules.gap(plan.seed, last.number + 1 if last else 0, shortest, longest)
    return since + wait <= now and not _pauses(plan.seminar_id)


def _pauses(seminar_id: str) -> bool:
    """Nobody need sit there in a break: the check comes after it."""
    running = (
        Contribution.objects.filter(session__seminar=seminar_id, started_at__isnull=False)
        .order_by("-started_at", "-id")
        .first()
    )
    return running is not None and running.kind == Contribution.Kind.PAUSE


@transaction.atomic
def record_answers(
    seminar_id: str, wishes: Sequence[rules.Answer], *, at: datetime | None = None
) -> list[str]:
    """Write many answers at once; for each "ok", "already", "closed" (the seminar is over) or "unknown".

    A late answer is kept too: it starts the person's clock again. Persons come from signed tokens.
    """
    now = at or timezone.now()
    seminar = Seminar.objects.filter(pk=seminar_id).first()
    known = set(
        Check.objects.filter(seminar=seminar, pk__in={wish.check for wish in wishes}).values_list(
            "id", flat=True
        )
    )
    persons = _persons(wish.person for wish in wishes)
    live = seminar is not None and seminar.status == Seminar.Status.LIVE
    rows = CheckAnswer.objects.filter(check_called__in=known, person__in=persons)
    before = set(rows.values_list("check_called_id", "person_id"))
    after = set(before)
    answers = []
    for wish in wishes:
        pair = (wish.check, wish.person)
        possible = wish.check in known and wish.person in persons
        answers.append(
            "unknown" if not possible else "already" if pair in after else "ok" if live else "closed"
        )
        if answers[-1] == "ok":
            after.add(pair)
    CheckAnswer.objects.bulk_create(
        [
            CheckAnswer(check_called_id=check, person_id=person, at=now)
            for check, person in sorted(after - before)
        ],
        ignore_conflicts=True,  # another live process was told the same this moment
    )
    return answers


@transaction.atomic
def record_glances(
    seminar_id: str, wishes: Sequence[rules.Glance], *, at: datetime | None = None
) -> list[str]:
    """Write what pages say of themselves; for each "ok", "closed" (it is not asked) or "unknown".

    What comes twice is written once; what comes late is written for when it was true.
    """
    now = at or timezone.now()
    plan = CheckPlan.objects.filter(seminar=seminar_id, tab=True).select_related("seminar").first()
    if plan is None or plan.seminar.status == Seminar.Status.ENDED:
        return ["closed"] * len(wishes)
    persons = _persons(wish.person for wish in wishes)
    Glance.objects.bulk_create(
        [
            Glance(
                seminar_id=seminar_id,
                person_id=wish.person,
                tab=wish.tab,
                number=wish.number,
                visible=wish.visible,
                at=now - wish.ago,
            )
            for wish in wishes
            if wish.person in persons
        ],
        ignore_conflicts=True,
    )
    return ["ok" if wish.person in persons else "unknown" for wish in wishes]


def _persons(ids: Iterable[str]) -> set[str]:
    return set(Person.objects.filter(pk__in=set(ids)).values_list("id", flat=True))
