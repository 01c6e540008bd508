"""A seminar with a crowd that behaves as crowds do, by a seed; told to the product as `live` tells it."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from consilium.certificates import actions
from consilium.certificates.models import RuleSet
from consilium.checks import actions as checks
from consilium.checks.models import Check
from consilium.checks.rules import Answer, Glance
from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE
from consilium.kernel.roles import Role
from consilium.room.live.presence import Rows, Stay
from consilium.seminars.events import ContributionStarted, SeminarEnded, SeminarStarted
from consilium.seminars.models import Contribution, Seminar
from consilium.seminars.queries import Member
from tests.certificates import oracle
from tests.certificates.oracle import MINUTE, TICK, Behaviour, Say
from tests.support.factories import ContributionFactory, SeminarFactory, SessionFactory, member

START = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
QUESTIONS = ("useful", "level", "apply", "objectives", "bias", "words")
GOOD = {"useful": "4", "level": "1", "apply": "yes", "objectives": "5", "bias": "no", "words": "More cases."}
#: (minutes, whether it is a break) of the contributions; the first begins ten minutes after the room opens.
PROGRAMME = [(50, False), (45, False), (15, True), (55, False), (40, False)]
LEAD = 10
SHORTEST = 10 * MINUTE


def at(tick: int) -> datetime:
    return START + timedelta(seconds=tick * TICK)


@dataclass
class Simulated:
    seminar: Seminar
    organiser: Member
    people: list[tuple[Member, Behaviour]]
    known: oracle.Seminar


def simulate(persons: int, seed: int) -> Simulated:
    """The whole seminar, over, with every person's behaviour in the rows."""
    dice = random.Random(seed)
    seminar = SeminarFactory.create(starts_at=START, ends_at=START + timedelta(hours=4))
    organiser = member(seminar, Role.ORGANISER)
    shipped = {row.slug: row for row in actions.install_shipped()}
    _choose(organiser, shipped)
    known = _run(seminar)
    people = []
    for number in range(persons):
        staff = number % 37 == 5
        who = member(seminar, Role.PANELLIST if staff else Role.ATTENDEE, email=f"sim{number}@example.org")
        people.append((who, _behaviour(dice, known, staff=staff)))
    _tell(seminar, people)
    with transaction.atomic():
        append(seminar.id, SeminarEnded(), audience=EVERYONE, at=at(known.length))
    Seminar.objects.filter(pk=seminar.pk).update(status=Seminar.Status.ENDED, ended_at=at(known.length))
    seminar.refresh_from_db()
    for who, did in people:
        answers = {id: GOOD[id] for id in QUESTIONS if id in did.answered_questions}
        if answers:
            actions.evaluate(who, answers)
    return Simulated(seminar, organiser, people, known)


def _choose(organiser: Member, shipped: dict[str, RuleSet]) -> None:
    actions.choose_rule_set(organiser, shipped["nmo"].id, credits=Decimal("3.5"), reference="NMO-1")
    actions.choose_rule_set(organiser, shipped["eaccme"].id)
    actions.choose_rule_set(organiser, shipped["plain"].id)


def _run(seminar: Seminar) -> oracle.Seminar:
    """The agenda as it was kept, and the checks as `live` called them, looking on every tick."""
    Seminar.objects.filter(pk=seminar.pk).update(status=Seminar.Status.LIVE, started_at=START)
    seminar.refresh_from_db()
    session = SessionFactory.create(seminar=seminar)
    with transaction.atomic():
        append(seminar.id, SeminarStarted(), audience=EVERYONE, at=START)
    spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    starts: dict[int, tuple[int, bool]] = {}
    tick = LEAD * MINUTE
    for minutes, pause in PROGRAMME:
        starts[tick] = (minutes, pause)
        spans[pause].append((tick, tick + minutes * MINUTE))
        tick += minutes * MINUTE
    free = 0
    for moment in range(tick):
        if moment in starts:
            _begin(session, seminar, moment, pause=starts[moment][1])
        if moment >= free and checks.call_due(seminar.id, at=at(moment)):
            free = moment + SHORTEST  # none is due before
    calls = [
        int((row.called_at - START).total_seconds()) // TICK for row in Check.objects.filter(seminar=seminar)
    ]
    return oracle.Seminar(tick, spans[False], spans[True], calls)


def _begin(session: object, seminar: Seminar, tick: int, *, pause: bool) -> None:
    kind = Contribution.Kind.PAUSE if pause else Contribution.Kind.TALK
    row = ContributionFactory.create(session=session, kind=kind, started_at=at(tick), position=tick)
    with transaction.atomic():
        append(seminar.id, ContributionStarted(row.id), audience=EVERYONE, at=at(tick))


# What people do


def _behaviour(dice: random.Random, known: oracle.Seminar, *, staff: bool) -> Behaviour:
    one = Behaviour(staff=staff)
    one.stays = list(_stays(dice, known.length))
    if not staff:
        _look(dice, one)
        _answer(dice, one, known)
    one.answered_questions = set(
        dice.choice([QUESTIONS, QUESTIONS, QUESTIONS, ("useful", "level"), QUESTIONS[:3], ()])
    )
    return one


def _stays(dice: random.Random, length: int) -> Iterator[tuple[int, int]]:
    """From before the start or late, until after the end or early, with losses of about a minute and more."""
    kind = dice.choice(["all"] * 7 + ["late", "early", "short", "never"])
    if kind == "never":
        return
    start = dice.randrange(-60, 12 * MINUTE) if kind != "late" else dice.randrange(length // 8, length)
    end = length + dice.randrange(1, 60) if kind in ("all", "late") else dice.randrange(length // 6, length)
    if kind == "short":
        end = start + dice.randrange(20 * MINUTE, 60 * MINUTE)
    while start < end:
        stop = min(end, start + dice.randrange(30 * MINUTE, 300 * MINUTE))
        yield start, stop
        start = stop + dice.choice([2, 2, 11, 11, 12, 13, 40, dice.randrange(1, 30 * MINUTE)])


def _look(dice: random.Random, one: Behaviour) -> None:
    """Pages are hidden now and then; one that crashes says nothing, and another comes in its place."""
    habit = dice.choice([0.0, 0.0, 0.0, 0.1, 0.3, 1.0])
    tab = 0
    for start, end in one.stays:
        tab += dice.random() < 0.5
        says = [Say(start, f"page-{tab:04}", dice.random() > habit / 3)]
        if dice.random() < 0.3:
            says.append(Say(min(start + 30, end - 1), f"other-{tab:04}", dice.random() < 0.5))
        tick = start
        while habit and (tick := tick + dice.randrange(5 * MINUTE, 60 * MINUTE)) < end:
            back = tick + dice.randrange(1, 20 * MINUTE)
            says.append(Say(tick, f"page-{tab:04}", False))
            if back < end:
                says.append(Say(back, f"page-{tab:04}", True))
                tick = back
        one.says += says
    one.says.sort(key=lambda say: say.tick)


def _answer(dice: random.Random, one: Behaviour, known: oracle.Seminar) -> None:
    care = dice.choice([1.0, 1.0, 1.0, 0.9, 0.6, 0.3, 0.0])
    for number, call in enumerate(known.calls):
        if dice.random() > care:
            continue
        delay = dice.choice([0, 1, 5, 11, 12, 12, 13, dice.randrange(1, 15 * MINUTE)])
        if call + delay < known.length and any(start <= call + delay < end for start, end in one.stays):
            one.answers[number] = call + delay


# How the product is told


def _tell(seminar: Seminar, people: list[tuple[Member, Behaviour]]) -> None:
    """In batches, as the live process writes them, some twice and some late."""
    rows = Rows("simulation")
    stays: list[Stay] = []
    for number, (who, did) in enumerate(people):
        for stay, (start, end) in enumerate(did.stays):
            stays.append(Stay(f"{number:016d}{stay:010d}", who.person.id, "KZ", at(start), at(end)))
    rows.record(seminar.id, stays)
    for moment, glances in sorted(_glances(people).items()):
        checks.record_glances(seminar.id, glances, at=START + timedelta(seconds=moment))
    called = list(Check.objects.filter(seminar=seminar).values_list("id", flat=True))
    by_moment: dict[int, list[Answer]] = {}
    for who, did in people:
        for number, tick in did.answers.items():
            by_moment.setdefault(tick, []).append(Answer(who.person.id, called[number]))
    for tick, wishes in sorted(by_moment.items()):
        checks.record_answers(seminar.id, [*wishes, wishes[0]], at=at(tick))


def _glances(people: list[tuple[Member, Behaviour]]) -> dict[int, list[Glance]]:
    """What pages say, by the second in which it arrives."""
    found: dict[int, list[Glance]] = {}
    for (who, did), late in zip(people, [0, 4, 120] * len(people), strict=False):
        numbers: Counter[str] = Counter()
        for say in did.says:
            number = numbers[say.tab]
            numbers[say.tab] += 1
            wish = Glance(who.person.id, say.tab, number, say.visible, timedelta(seconds=late))
            arrival = say.tick * TICK + late
            found.setdefault(arrival, []).append(wish)
            if number % 5 == 0:
                found.setdefault(arrival + 30, []).append(wish)
    return found
