"""The organiser's report: what a seminar was, in numbers. No person is named, and no small group is.

Who worked in the seminar is not counted as attending. A state, institution or specialty of fewer than
`FEWEST` people is joined with others; evaluations are shown by so many at a time.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.accounts.queries import state_name
from consilium.captions.models import Cue
from consilium.certificates import attendance as spans
from consilium.certificates import evaluations, queries
from consilium.certificates.attendance import Attendance, Spans
from consilium.certificates.evaluations import Asked
from consilium.certificates.models import Certificate
from consilium.certificates.paper import content
from consilium.certificates.rules import MINUTE
from consilium.chat.models import Message
from consilium.kernel.timecode import moment
from consilium.polls.models import Poll
from consilium.questions.models import Question
from consilium.recordings.models import Take
from consilium.seminars.models import Registration, Seminar

FEWEST = evaluations.FEWEST
SAMPLES = 40  # points of the curve of who was present
MOST_GROUPS = 40
_LIVE = ("room", "broadcast")


@dataclass(frozen=True, slots=True)
class Group:
    """People of one state or institution; `name` "" for the small ones together."""

    name: str
    attended: int
    registered: int


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    present: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    text: str
    language: str
    votes: int


@dataclass(frozen=True, slots=True)
class Issued:
    """Certificates by one rule set: in force, and revoked."""

    rules: str
    issued: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page and the paper show. `minutes`: how long it went on; `median`: of presence.
    `evaluated`: how many answered, `summed`: of how many of them the evaluation is.
    """

    seminar: Seminar
    started_at: datetime
    ended_at: datetime
    registered: int
    attended: int
    worked: int
    minutes: int
    median: int
    states: tuple[Group, ...]
    institutions: tuple[Group, ...]
    institution_count: int
    state_count: int
    curve: tuple[Point, ...]
    peak: Point
    asked_at: tuple[datetime, ...]
    questions: int
    answered: int
    unanswered: tuple[OpenQuestion, ...]
    upvotes: int
    polls: int
    ballots: int
    messages: int
    captions: tuple[tuple[str, int], ...]
    wanted: tuple[tuple[str, int], ...]
    evaluated: int
    summed: int
    evaluation: tuple[Asked, ...]
    certificates: tuple[Issued, ...]
    takes: int


def report(seminar: Seminar, language: str, *, now: datetime | None = None) -> Report | None:
    """None before the seminar began. `language`: of the rules' and questions' names."""
    at = now or timezone.now()
    return report_by(queries.attendances(seminar, now=at), seminar, language, at)


def report_by(
    known: Mapping[str, Attendance], seminar: Seminar, language: str, at: datetime
) -> Report | None:
    """The report of everyone's attendance as it was reckoned at a moment."""
    course = queries.course_of(seminar, now=at)
    if seminar.started_at is None or course is None:
        return None
    present = {person: found for person, one in known.items() if (found := time_present(one))}
    staff = queries.staff_of(seminar)
    audience = {person: found for person, found in present.items() if person not in staff}
    places = _places(seminar, audience)
    curve = _curve(audience, course.started, course.ended)
    evaluation = evaluations.results(seminar, language)
    return Report(
        seminar=seminar,
        started_at=seminar.started_at,
        ended_at=seminar.ended_at or at,
        registered=len(places.registered),
        attended=len(audience),
        worked=len(present) - len(audience),
        minutes=(course.ended - course.started) // MINUTE,
        median=round(median(spans.length(found) for found in audience.values()) / MINUTE) if audience else 0,
        states=places.groups(places.state, state_name),
        institutions=places.groups(places.institution),
        institution_count=places.count(places.institution),
        state_count=places.count(places.state),
        curve=curve,
        peak=_peak(audience, course.started),
        captions=_captions(seminar),
        wanted=_wanted(seminar, audience),
        evaluated=evaluation.given,
        summed=evaluation.summed,
        evaluation=evaluation.asked,
        certificates=_certificates(seminar, language),
        takes=Take.objects.filter(seminar=seminar).count(),
        **_engagement(seminar),
    )


def time_present(one: Attendance) -> Spans:
    """When the person followed the seminar while it was live, in the room or by the broadcast."""
    return spans.both(spans.stays(one, _LIVE), one.course.live)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where people come from: by registration, else by their profile. Persons by id."""

    registered: frozenset[str]
    attended: frozenset[str]
    state: Mapping[str, str]
    institution: Mapping[str, str]

    def count(self, where: Mapping[str, str]) -> int:
        return len({where[person] for person in self.attended if where.get(person)})

    def groups(self, where: Mapping[str, str], name: Callable[[str], str] = str) -> tuple[Group, ...]:
        """Largest first; those of fewer than FEWEST, and more until they are no longer few, together last."""
        attended = Counter(where[person] for person in self.attended if where.get(person))
        registered = Counter(where[person] for person in self.registered if where.get(person))
        keys = sorted(attended | registered, key=lambda key: (-attended[key], -registered[key], key))
        shown = [key for key in keys if attended[key] >= FEWEST][:MOST_GROUPS]
        rest = [key for key in keys if key not in shown]
        while shown and 0 < sum(attended[key] for key in rest) < FEWEST:
            rest.append(shown.pop())
        groups = [Group(name(key), attended[key], max(registered[key], 0)) for key in shown]
        if rest:
            few = Group("", sum(attended[key] for key in rest), sum(registered[key] for key in rest))
            groups.append(few)
        return tuple(groups)


def _places(seminar: Seminar, audience: Mapping[str, Spans]) -> _Places:
    state: dict[str, str] = {}
    institution: dict[str, str] = {}
    rows = Person.objects.filter(pk__in=list(audience)).values_list(
        "id", "state", "institution__name", "institution_name"
    )
    for person, of_state, listed, written in rows:
        state[person], institution[person] = of_state, listed or written
    registered = set()
    registrations = Registration.objects.filter(seminar=seminar)
    for person, status, of_state, of_house in registrations.values_list(
        "person_id", "status", "state", "institution"
    ):
        if status == Registration.Status.REGISTERED:
            registered.add(person)
        state[person] = of_state or state.get(person, "")
        institution[person] = of_house or institution.get(person, "")
    return _Places(frozenset(registered), frozenset(audience), state, institution)


def _curve(audience: Mapping[str, Spans], started: int, ended: int) -> tuple[Point, ...]:
    """How many were present at moments spread evenly over the seminar, its first and last among them."""
    last = max(ended - 1, started)
    moments = [started + (last - started) * place // SAMPLES for place in range(SAMPLES + 1)]
    return tuple(
        Point(moment(at), sum(spans.holds(found, at) for found in audience.values())) for at in moments
    )


def _peak(audience: Mapping[str, Spans], started: int) -> Point:
    """When most were present, exactly: comings and goings in order, who goes before who comes."""
    steps = sorted(
        step for found in audience.values() for start, end in found for step in ((start, 1), (end, -1))
    )
    most, at, here = 0, started, 0
    for when, step in steps:
        here += step
        if here > most:
            most, at = here, when
    return Point(moment(at), most)


def _engagement(seminar: Seminar) -> dict[str, Any]:
    """Questions, votes, messages. What was dismissed or joined to another is no question of its own."""
    asked = Question.objects.filter(seminar=seminar, merged_into=None).exclude(status="dismissed")
    undone = asked.exclude(status="answered").filter(answers=None)
    left = undone.filter(hidden=False).order_by("-votes", "asked_at")
    polls = Poll.objects.filter(seminar=seminar, discarded=False).exclude(status="draft")
    messages = Message.objects.filter(seminar=seminar, backstage=False, removed=False)
    open_questions = tuple(OpenQuestion(row.text, row.language, row.votes) for row in left)
    return {
        "asked_at": tuple(asked.values_list("asked_at", flat=True)),
        "questions": asked.count(),
        "answered": asked.count() - undone.count(),
        "unanswered": open_questions,
        "upvotes": asked.aggregate(all=Sum("votes"))["all"] or 0,
        "polls": polls.count(),
        "ballots": polls.aggregate(all=Sum("voters"))["all"] or 0,
        "messages": messages.count(),
    }


def _captions(seminar: Seminar) -> tuple[tuple[str, int], ...]:
    """Languages in which there are captions, with their number."""
    rows = Cue.objects.filter(seminar=seminar, hidden=False).values("language").annotate(all=Count("id"))
    return tuple((row["language"], row["all"]) for row in rows.order_by("-all", "language"))


def _wanted(seminar: Seminar, audience: Mapping[str, Spans]) -> tuple[tuple[str, int], ...]:
    """Languages that those who came had asked for when they registered; those of few are left out."""
    rows = Registration.objects.filter(seminar=seminar).values_list("person_id", "languages")
    found = Counter(tag for person, tags in rows if person in audience for tag in set(tags))
    return tuple((tag, number) for tag, number in found.most_common() if number >= FEWEST)


def _certificates(seminar: Seminar, language: str) -> tuple[Issued, ...]:
    found = []
    for row in queries.requirements(seminar):
        name = content.in_language(queries.rules_of(row.rule_set).name, language)
        rows = Certificate.objects.filter(seminar=seminar, rule_set=row.rule_set)
        revoked = rows.exclude(revoked_at=None).count()
        found.append(Issued(name, rows.count() - revoked, revoked))
    return tuple(found)
