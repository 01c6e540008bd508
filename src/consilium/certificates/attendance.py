"""Who was there, for how long: spans of time, cut and added. Pure; moments and lengths in milliseconds.

A span is (start, end) with start < end, its end not in it. Every function returns spans in order that neither
overlap nor touch. What is counted, and what that is worth: docs/explanation/attendance.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

Span = tuple[int, int]
Spans = tuple[Span, ...]
#: Who is back within this was not away: the line broke, or the live process was started anew.
JOINED = 60_000


def joined(spans: Iterable[Span], gap: int = JOINED) -> Spans:
    """What lies less than `gap` apart becomes one."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and (start <= found[-1][1] or start - found[-1][1] < gap):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def union(*several: Iterable[Span]) -> Spans:
    return joined((span for spans in several for span in spans), gap=0)


def both(one: Iterable[Span], other: Iterable[Span]) -> Spans:
    """What lies in both."""
    left, right = list(union(one)), list(union(other))
    found: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def without(one: Iterable[Span], taken: Iterable[Span]) -> Spans:
    """What lies in `one` and not in `taken`."""
    found: list[Span] = []
    cuts = union(taken)
    for start, end in union(one):
        at = start
        for cut_start, cut_end in cuts:
            if cut_end <= at or cut_start >= end:
                continue
            if at < cut_start:
                found.append((at, cut_start))
            at = max(at, cut_end)
        if at < end:
            found.append((at, end))
    return tuple(found)


def length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in union(spans))


def holds(spans: Iterable[Span], moment: int) -> bool:
    return any(start <= moment < end for start, end in spans)


@dataclass(frozen=True)
class Part:
    """A contribution as it ran; `pause`: a break."""

    id: str
    start: int
    end: int
    pause: bool = False


@dataclass(frozen=True)
class Called:
    """A presence check, to be answered until `until`."""

    id: str
    at: int
    until: int


@dataclass(frozen=True)
class Course:
    """How the seminar ran, the same for everybody. `ended` is now while it is still live."""

    started: int
    ended: int
    parts: tuple[Part, ...] = ()
    checks: tuple[Called, ...] = ()

    @property
    def live(self) -> Spans:
        return union([(self.started, self.ended)])


@dataclass(frozen=True)
class Look:
    """From `at` on a page was visible or hidden; `number` orders what one page (`tab`) said."""

    tab: str
    number: int
    at: int
    visible: bool


@dataclass(frozen=True)
class Attendance:
    """What is known of one person. `present`: spans by source ("room", later "broadcast" and "replay").

    `answers`: when they answered a check, by its id. `exempt`: they worked here, and were asked nothing.
    `evaluated`: ids of the questions of the evaluation that they answered.
    `right` of `asked` questions of the knowledge test were answered well.
    """

    course: Course
    present: Mapping[str, Spans] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    answers: Mapping[str, int] = field(default_factory=dict)
    exempt: bool = False
    evaluated: frozenset[str] = frozenset()
    right: int = 0
    asked: int = 0


def parts_of(begun: Iterable[tuple[str, int, bool]], ended: int) -> tuple[Part, ...]:
    """Contributions from (id, start, whether it is a break): each runs until the next begins, or the end."""
    rows = sorted(begun, key=lambda row: row[1])
    ends = [*(row[1] for row in rows[1:]), *([ended] if rows else [])]  # nobody may have kept the agenda
    return tuple(
        Part(id, start, min(end, ended), pause)
        for (id, start, pause), end in zip(rows, ends, strict=True)
        if start < min(end, ended)
    )


def countable(course: Course, *, only_contributions: bool) -> Spans:
    """The time that counts for whoever is there throughout: without breaks, or contributions alone.

    Where nobody kept the agenda, the whole seminar counts.
    """
    pauses = [(part.start, part.end) for part in course.parts if part.pause]
    talks = [(part.start, part.end) for part in course.parts if not part.pause]
    if only_contributions and talks:
        return both(course.live, talks)
    return without(course.live, pauses)


def stays(attendance: Attendance, sources: Iterable[str]) -> Spans:
    """When the person was there, by these sources: before the start and after the end too."""
    return joined(span for source in sources for span in attendance.present.get(source, ()))


def visible(looks: Iterable[Look], stays: Spans) -> Spans:
    """When one of the person's pages said that it was visible.

    What a page says holds until it says otherwise, but no longer than the stay in which it said so: a page
    that crashed says nothing any more, and one that comes back says it anew.
    """
    found: list[Span] = []
    for _tab, said in groupby(sorted(looks, key=lambda look: (look.tab, look.number)), lambda look: look.tab):
        rows = list(said)
        for look, after in zip(rows, [*rows[1:], None], strict=True):
            stay = next((span for span in stays if span[0] <= look.at < span[1]), None)
            if look.visible and stay is not None:
                found.append((look.at, min(stay[1], after.at) if after else stay[1]))
    return union(found)


def asked(attendance: Attendance, present: Spans) -> tuple[Called, ...]:
    """The checks that were this person's to answer: called while they were there, and over before the end."""
    course = attendance.course
    if attendance.exempt:
        return ()
    return tuple(check for check in course.checks if holds(present, check.at) and check.until <= course.ended)


def in_time(attendance: Attendance, check: Called) -> bool:
    return attendance.answers.get(check.id, check.until + 1) <= check.until


def stopped(attendance: Attendance, checks: Iterable[Called]) -> Spans:
    """When the clock stood still: from the end of an unanswered check's time until they next answered one."""
    end = attendance.course.ended
    said = sorted(attendance.answers.values())
    return union(
        (check.until, next((at for at in said if at > check.until), end))
        for check in checks
        if not in_time(attendance, check)
    )
