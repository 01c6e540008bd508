"""A second opinion on who gets which certificate, written from the rules' prose in docs/how-to/certify.md.

It shares no code with the product and reckons in another way: it walks through the seminar tick by tick and
asks of each whether it counts. Moments are ticks from the start; a tick is TICK seconds, and everything
happens on one.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

TICK = 5  # seconds
MINUTE = 60 // TICK


@dataclass
class Say:
    """At `tick` a page (`tab`) says that it is visible, or hidden."""

    tick: int
    tab: str
    visible: bool


@dataclass
class Behaviour:
    """What one person did. `stays`: from tick, to tick. `answers`: check number to tick."""

    stays: list[tuple[int, int]] = field(default_factory=list)
    says: list[Say] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    staff: bool = False
    answered_questions: set[str] = field(default_factory=set)


@dataclass
class Seminar:
    """`talks` and `pauses`: from tick, to tick. `calls`: the ticks at which presence was checked."""

    length: int
    talks: list[tuple[int, int]]
    pauses: list[tuple[int, int]]
    calls: list[int]


def there(one: Behaviour) -> Counter[int]:
    """For each tick, those before the start too, the number of the stay, from 1; 0 when the person was away.

    Somebody who is back in less than a minute was not away.
    """
    ticks: Counter[int] = Counter()
    number, before = 0, None
    for start, end in sorted(one.stays):
        back_soon = before is not None and (start - before) * TICK < 60
        if not back_soon:
            number += 1
        first = before if back_soon and before is not None else start
        for tick in range(first, end):
            ticks[tick] = number
        before = max(end, before or 0)
    return ticks


def shown(seminar: Seminar, one: Behaviour, stays: Counter[int]) -> list[bool]:
    """For each tick whether a page of theirs said in this stay, as its last word, that it was visible."""
    says: dict[int, list[Say]] = {}
    for say in one.says:
        says.setdefault(say.tick, []).append(say)
    pages: dict[str, tuple[bool, int]] = {}
    found = []
    for tick in range(min(0, *says), seminar.length) if says else range(seminar.length):
        for say in says.get(tick, []):
            pages[say.tab] = (say.visible, stays[tick])
        if tick < 0:
            continue
        found.append(
            stays[tick] > 0 and any(visible and stay == stays[tick] for visible, stay in pages.values())
        )
    return found


def checks(seminar: Seminar, one: Behaviour, stays: Counter[int]) -> tuple[int, int, list[bool]]:
    """(asked, answered in time, for each tick whether the clock runs)."""
    minute = MINUTE
    asked = [
        number
        for number, call in enumerate(seminar.calls)
        if not one.staff and stays[call] > 0 and call + minute <= seminar.length
    ]
    good = [
        number
        for number in asked
        if number in one.answers and one.answers[number] <= seminar.calls[number] + minute
    ]
    missed_at = {seminar.calls[number] + minute for number in asked if number not in good}
    said_at = set(one.answers.values())
    running, clock = True, []
    for tick in range(seminar.length):
        if tick in said_at:
            running = True
        if tick in missed_at:
            running = False
        clock.append(running)
    return len(asked), len(good), clock


def inside(spans: list[tuple[int, int]], tick: int) -> bool:
    for start, end in spans:  # noqa: SIM110 (asked ten million times: any() takes thrice as long)
        if start <= tick < end:
            return True
    return False


def nmo(seminar: Seminar, one: Behaviour, granted: Fraction) -> Fraction:
    """One credit for 45 minutes, not more than six or than were granted. Needed: 45 minutes and 80 % of the
    talks, 60 % of the checks, and the evaluation. Hidden pages and a stopped clock do not count.
    """
    stays = there(one)
    seen = shown(seminar, one, stays)
    asked, good, clock = checks(seminar, one, stays)
    possible = sum(inside(seminar.talks, tick) for tick in range(seminar.length))
    counted = sum(
        stays[tick] > 0 and inside(seminar.talks, tick) and (one.staff or seen[tick]) and clock[tick]
        for tick in range(seminar.length)
    )
    enough = counted >= 45 * MINUTE and counted * 100 >= 80 * possible and good * 10 >= asked * 6
    if not enough or not {"useful", "level", "apply"} <= one.answered_questions:
        return Fraction(0)
    return min(Fraction(counted // (45 * MINUTE)), Fraction(6), granted)


def eaccme(seminar: Seminar, one: Behaviour) -> Fraction:
    """Half a credit for half an hour of talks, not more than eight. Needed: half an hour, the evaluation."""
    stays = there(one)
    counted = sum(stays[tick] > 0 and inside(seminar.talks, tick) for tick in range(seminar.length))
    halves = counted // (30 * MINUTE)
    if counted < 30 * MINUTE or not {"useful", "objectives", "bias"} <= one.answered_questions:
        return Fraction(0)
    return min(Fraction(halves, 2), Fraction(8))


def plain(seminar: Seminar, one: Behaviour) -> Fraction:
    """Hours in quarters, of all but the breaks. Needed: a quarter of an hour, and half of it."""
    stays = there(one)
    possible = sum(not inside(seminar.pauses, tick) for tick in range(seminar.length))
    counted = sum(stays[tick] > 0 and not inside(seminar.pauses, tick) for tick in range(seminar.length))
    if counted < 15 * MINUTE or 2 * counted < possible:
        return Fraction(0)
    return min(Fraction(counted // (15 * MINUTE), 4), Fraction(24))
