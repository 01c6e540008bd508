"""The one interpreter of rule sets: what a person's attendance is worth by them, and why. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from consilium.certificates import attendance as spans
from consilium.certificates.attendance import Attendance, Called, Spans
from consilium.certificates.vocabulary import Rules

MINUTE = 60_000
MINUTES, PERCENT, CHECKS, EVALUATION, TEST, CREDITS = (
    "minutes",
    "percent",
    "checks",
    "evaluation",
    "test",
    "credits",
)


@dataclass(frozen=True)
class Finding:
    """One thing that the rules ask for. `have` and `need` in its own unit: minutes, percent, answers,
    hundredths of a credit; `of`: how many checks there were.
    """

    code: str
    met: bool
    have: int = 0
    need: int = 0
    of: int = 0


@dataclass(frozen=True)
class Counted:
    """The time that counts, and what it was reckoned from. Milliseconds."""

    spans: Spans
    present: int
    hidden: int
    stopped: int
    possible: int
    parts: dict[str, int]
    asked: tuple[Called, ...]
    answered: int

    @property
    def length(self) -> int:
        return spans.length(self.spans)


@dataclass(frozen=True)
class Verdict:
    """`credits` in the rule set's unit, 0 when it is not awarded. `reasons`: what is missing."""

    awarded: bool
    credits: Decimal
    minutes: int
    findings: tuple[Finding, ...]
    counted: Counted

    @property
    def reasons(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.met)


def count(rules: Rules, attendance: Attendance) -> Counted:
    """The time that counts by these rules: present, within what can count, on a visible page, not stopped."""
    course = attendance.course
    possible = spans.countable(course, only_contributions=rules.count.only_contributions)
    stays = spans.stays(attendance, rules.count.sources)
    present = spans.both(stays, course.live)
    asked = spans.asked(attendance, present) if rules.checks else ()
    there = spans.both(present, possible)
    seen = spans.both(there, spans.visible(attendance.looks, stays)) if _watches(rules, attendance) else there
    stops = spans.stopped(attendance, asked) if rules.count.clock_stop else ()
    counted = spans.without(seen, stops)
    parts: dict[str, int] = {}
    for part in course.parts:  # one that was begun twice has two of them
        if not part.pause:
            within = spans.length(spans.both(counted, [(part.start, part.end)]))
            parts[part.id] = parts.get(part.id, 0) + within
    return Counted(
        spans=counted,
        present=spans.length(there),
        hidden=spans.length(there) - spans.length(seen),
        stopped=spans.length(seen) - spans.length(counted),
        possible=spans.length(possible),
        parts=parts,
        asked=asked,
        answered=sum(spans.in_time(attendance, check) for check in asked),
    )


def _watches(rules: Rules, attendance: Attendance) -> bool:
    """Pages of those who work in the seminar tell nothing."""
    return rules.count.visible_tab and not attendance.exempt


def judge(rules: Rules, attendance: Attendance, granted: int | None = None) -> Verdict:
    """Whether the person gets the certificate, and how many credits. `granted`: at most so many were granted
    to this seminar, in hundredths.
    """
    counted = count(rules, attendance)
    earned = _earned(rules, counted.length, granted)
    time = _time(rules, counted)
    findings = (
        *time,
        *_checks(rules, counted),
        *_words(rules, attendance),
        *(_credits(rules, earned, granted) if all(finding.met for finding in time) else ()),
    )
    awarded = all(finding.met for finding in findings)
    credits = Decimal(earned if awarded else 0) / 100
    return Verdict(awarded, credits, counted.length // MINUTE, findings, counted)


def _earned(rules: Rules, length: int, granted: int | None) -> int:
    """Hundredths of credits for a time: whole steps, rounded down, not more than there are."""
    credits = rules.credits
    steps = length * 100 // (credits.minutes_per_credit * MINUTE * credits.step)
    most = credits.at_most if granted is None else min(credits.at_most, granted)
    return min(steps * credits.step, most)


def _time(rules: Rules, counted: Counted) -> list[Finding]:
    require, length, found = rules.require, counted.length, []
    if require.minutes:
        met = length >= require.minutes * MINUTE
        found.append(Finding(MINUTES, met, length // MINUTE, require.minutes))
    if require.percent:
        met = counted.possible > 0 and length * 100 >= require.percent * counted.possible
        share = length * 100 // counted.possible if counted.possible else 0
        found.append(Finding(PERCENT, met, share, require.percent))
    return found


def _checks(rules: Rules, counted: Counted) -> list[Finding]:
    """Who was asked nothing has nothing to answer, and no number of checks to reach."""
    require, of = rules.require, len(counted.asked)
    if not (require.checks_percent or require.checks_count) or not of:
        return []
    share = -(-require.checks_percent * of // 100)
    need = max(share, min(require.checks_count, of))
    return [Finding(CHECKS, counted.answered >= need, counted.answered, need, of)]


def _words(rules: Rules, attendance: Attendance) -> list[Finding]:
    require, found = rules.require, []
    if require.evaluation:
        wanted = {question.id for question in rules.evaluation if question.required}
        found.append(Finding(EVALUATION, bool(attendance.evaluated) and wanted <= attendance.evaluated))
    if require.test_percent:
        met = attendance.asked > 0 and attendance.right * 100 >= require.test_percent * attendance.asked
        share = attendance.right * 100 // attendance.asked if attendance.asked else 0
        found.append(Finding(TEST, met, share, require.test_percent))
    return found


def _credits(rules: Rules, earned: int, granted: int | None) -> list[Finding]:
    """A certificate of nothing is none."""
    need = rules.credits.step if granted is None else min(rules.credits.step, granted)
    return [] if earned > 0 else [Finding(CREDITS, False, earned, need)]
