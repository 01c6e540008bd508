"""What is known of the attendance of one seminar, from its log and its rows; and what it is worth."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.certificates import rules as law
from consilium.certificates import vocabulary
from consilium.certificates.attendance import Attendance, Called, Course, Look, Span, Spans, parts_of
from consilium.certificates.knowledge import TestQuestion
from consilium.certificates.models import Certificate, Evaluation, Requirement, RuleSet
from consilium.certificates.vocabulary import Question, Rules
from consilium.checks.models import Check, CheckAnswer, Glance
from consilium.eventlog.queries import entries_of
from consilium.kernel.ids import is_id
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.room.models import Presence
from consilium.seminars.models import Contribution, JoinLink, RoleGrant, Seminar
from consilium.seminars.queries import Member

#: A stay that is still open was last told of up to so long ago; a killed process ends it there.
RENEWAL = timedelta(seconds=30)
#: From a seminar and persons (None: everyone) to the spans of each. One for each of `vocabulary.SOURCES`.
Source = Callable[[Seminar, "frozenset[str] | None", datetime], Mapping[str, Spans]]


@dataclass(frozen=True)
class Judged:
    """A rule set of the seminar as it stands for one person; `certificate`: once it was issued."""

    requirement: Requirement
    rules: Rules
    verdict: law.Verdict
    certificate: Certificate | None


# What the rules are


def rules_of(rule_set: RuleSet) -> Rules:
    """The rules of a row, parsed once: a version does not change."""
    return _parsed(rule_set.pk, rule_set.slug, rule_set.version)


@lru_cache(maxsize=256)
def _parsed(pk: str, _slug: str, _version: int) -> Rules:
    return vocabulary.parse(RuleSet.objects.values_list("rules", flat=True).get(pk=pk))


def newest_rule_sets() -> list[RuleSet]:
    """Of each kind the newest version."""
    found: dict[str, RuleSet] = {}
    for row in RuleSet.objects.order_by("slug", "-version"):
        found.setdefault(row.slug, row)
    return list(found.values())


def requirements(seminar: Seminar) -> list[Requirement]:
    return list(Requirement.objects.filter(seminar=seminar).select_related("rule_set"))


def requirement(seminar: Seminar, pk: str) -> Requirement | None:
    rows = Requirement.objects.filter(seminar=seminar).select_related("rule_set")
    return rows.filter(pk=pk).first() if is_id(pk) else None


def questions(seminar: Seminar) -> list[Question]:
    """What the evaluation asks: every question of the seminar's rule sets once, in their order."""
    found: dict[str, Question] = {}
    for row in requirements(seminar):
        for question in rules_of(row.rule_set).evaluation:
            found.setdefault(question.id, question)
    return list(found.values())


def test_of(seminar: Seminar) -> list[TestQuestion]:
    """The knowledge test: that of the first rule set that has one."""
    return next((row.test for row in requirements(seminar) if row.test), [])


def evaluation_of(seminar: Seminar, person: Person) -> Evaluation | None:
    return Evaluation.objects.filter(seminar=seminar, person=person).first()


# Attendance


def course_of(seminar: Seminar, *, now: datetime | None = None) -> Course | None:
    """How the seminar ran, from its rows, and when each contribution was begun, from its log; None before."""
    if seminar.started_at is None:
        return None
    ended = milliseconds(seminar.ended_at or now or timezone.now())
    pauses = set(
        Contribution.objects.filter(session__seminar=seminar, kind=Contribution.Kind.PAUSE).values_list(
            "id", flat=True
        )
    )
    begun = [
        (str(entry.data["contribution"]), milliseconds(entry.at), entry.data["contribution"] in pauses)
        for entry in entries_of(seminar.id, "contribution.started")
        if not entry.redacted
    ]
    checks = tuple(
        Called(row.id, milliseconds(row.called_at), milliseconds(row.called_at) + row.seconds * 1000)
        for row in Check.objects.filter(seminar=seminar)
    )
    return Course(milliseconds(seminar.started_at), ended, parts_of(begun, ended), checks)


def in_room(seminar: Seminar, persons: frozenset[str] | None, now: datetime) -> dict[str, Spans]:
    """Who followed the live stream when, by person. The rows of `room.Presence`."""
    rows = Presence.objects.filter(seminar=seminar)
    if persons is not None:
        rows = rows.filter(person__in=persons)
    found: dict[str, list[Span]] = defaultdict(list)
    for person, opened, seen, closed in rows.values_list("person_id", "opened_at", "seen_at", "closed_at"):
        end = closed or min(now, seen + RENEWAL)
        found[person].append((milliseconds(opened), milliseconds(end)))
    return {person: tuple(spans) for person, spans in found.items()}


SOURCES: Mapping[str, Source] = {"room": in_room}


def attendances(
    seminar: Seminar,
    persons: Iterable[str] | None = None,
    *,
    sources: Mapping[str, Source] = SOURCES,
    now: datetime | None = None,
) -> dict[str, Attendance]:
    """What is known of each of these persons; without them, of everyone who was there. In a fixed number of
    queries. Empty before the seminar began.
    """
    at = now or timezone.now()
    course = course_of(seminar, now=at)
    if course is None:
        return {}
    among = None if persons is None else frozenset(persons)
    present = {name: source(seminar, among, at) for name, source in sources.items()}
    everyone = among or {person for spans in present.values() for person in spans}
    looks, answers = _looks(seminar, among), _answers(seminar, among)
    given, staff = _evaluations(seminar, among), staff_of(seminar)
    return {
        person: Attendance(
            course=course,
            present={name: spans[person] for name, spans in present.items() if person in spans},
            looks=tuple(looks.get(person, ())),
            answers=answers.get(person, {}),
            exempt=person in staff,
            evaluated=frozenset(given[person].answers) if person in given else frozenset(),
            right=given[person].right if person in given else 0,
            asked=given[person].asked if person in given else 0,
        )
        for person in sorted(everyone)
    }


def _looks(seminar: Seminar, persons: frozenset[str] | None) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = defaultdict(list)
    for row in Glance.objects.filter(_of(persons), seminar=seminar).order_by("tab", "number"):
        found[row.person_id].append(Look(row.tab, row.number, milliseconds(row.at), row.visible))
    return found


def _answers(seminar: Seminar, persons: frozenset[str] | None) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = CheckAnswer.objects.filter(_of(persons), check_called__seminar=seminar)
    for person, check, at in rows.values_list("person_id", "check_called_id", "at"):
        found[person][check] = milliseconds(at)
    return found


def _evaluations(seminar: Seminar, persons: frozenset[str] | None) -> dict[str, Evaluation]:
    return {row.person_id: row for row in Evaluation.objects.filter(_of(persons), seminar=seminar)}


def staff_of(seminar: Seminar) -> set[str]:
    """Who worked in the seminar: by a role, or by a join link that was used, or good when it began."""
    grants = RoleGrant.objects.filter(seminar=seminar).exclude(role=Role.ATTENDEE)
    good = Q(last_used_at__isnull=False) | Q(revoked_at=None, expires_at__gt=seminar.started_at)
    links = JoinLink.objects.filter(good, seminar=seminar).exclude(role=Role.ATTENDEE)
    return {*grants.values_list("person_id", flat=True), *links.values_list("person_id", flat=True)}


def _of(persons: frozenset[str] | None) -> Q:
    return Q() if persons is None else Q(person__in=persons)


# What it is worth


def granted(row: Requirement) -> int | None:
    """The credits granted to the seminar, in hundredths."""
    return None if row.credits is None else int(row.credits * 100)


def judge(row: Requirement, attendance: Attendance) -> law.Verdict:
    return law.judge(rules_of(row.rule_set), attendance, granted(row))


def judged(member: Member) -> list[Judged]:
    """Every rule set of the seminar as it stands for this member; none before the seminar began."""
    seminar, person = member.seminar, member.person
    attendance = attendances(seminar, [person.id]).get(person.id)
    if attendance is None:
        return []
    issued = {row.rule_set_id: row for row in Certificate.objects.filter(seminar=seminar, person=person)}
    return [
        Judged(row, rules_of(row.rule_set), judge(row, attendance), issued.get(row.rule_set_id))
        for row in requirements(seminar)
    ]


def certificate_of(member: Member, pk: str) -> Certificate | None:
    """A certificate of this seminar: the member's own, or any for its organiser."""
    rows = Certificate.objects.filter(seminar=member.seminar).select_related("rule_set", "seminar", "person")
    if not member.may_organise:
        rows = rows.filter(person=member.person)
    return rows.filter(pk=pk).first() if is_id(pk) else None


def issued(seminar: Seminar) -> QuerySet[Certificate]:
    return Certificate.objects.filter(seminar=seminar).select_related("rule_set").order_by("-issued_at", "id")
