"""What the pages of certificates show: rule sets and findings in plain words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from consilium.certificates import queries, rules
from consilium.certificates.forms import AwardForm
from consilium.certificates.models import Certificate, Requirement
from consilium.certificates.paper.content import in_language
from consilium.certificates.queries import Judged
from consilium.certificates.rules import Counted, Finding
from consilium.seminars.models import Contribution
from consilium.seminars.queries import Member

#: The texts of the shipped rule sets, so that the catalogues have them (a test compares).
SHIPPED = (
    gettext_noop("Continuing medical education (Russia, NMO)"),
    gettext_noop(
        "One credit for 45 minutes, at most six. Presence is checked at times nobody knows before; an "
        "unanswered check stops the clock; time counts while the page is visible."
    ),
    gettext_noop("European CME credits (EACCME)"),
    gettext_noop(
        "One European CME credit an hour in steps of half a credit, at most eight a day, by the time of "
        "attendance. The evaluation is part of it."
    ),
    gettext_noop("Certificate of attendance"),
    gettext_noop(
        "The hours of attendance in quarters of an hour, for whoever was there for half of the seminar."
    ),
    gettext_noop("How useful was the seminar for your work?"),
    gettext_noop("The level was"),
    gettext_noop("too simple"),
    gettext_noop("right"),
    gettext_noop("too difficult"),
    gettext_noop("Will you apply what you heard?"),
    gettext_noop("Were the learning objectives met?"),
    gettext_noop("Was the programme free of commercial bias?"),
    gettext_noop("If it was not, where did you see it?"),
    gettext_noop("What should the organisers know?"),
)


@dataclass(frozen=True)
class Line:
    """One thing that the rules ask for; `why`: what is missing, "" when nothing is."""

    met: bool
    label: str
    value: str
    why: str = ""


@dataclass(frozen=True)
class PartLine:
    title: str
    counted: int
    length: int


@dataclass(frozen=True)
class Card:
    """A rule set as it stands for the member. `lost`: sentences about time that does not count."""

    id: str
    name: str
    about: str
    awarded: bool
    amount: str
    lines: tuple[Line, ...]
    lost: tuple[str, ...]
    parts: tuple[PartLine, ...]
    certificate: Certificate | None
    form: AwardForm | None


@dataclass(frozen=True)
class Chosen:
    """A rule set that the organiser has chosen."""

    id: str
    name: str
    about: str
    credits: str
    reference: str


def cards(member: Member, *, bad: tuple[str, AwardForm] | None = None) -> list[Card]:
    """`bad`: the id of a requirement and its form as it was refused."""
    return [_card(member, one, bad) for one in queries.judged(member)]


def _card(member: Member, one: Judged, bad: tuple[str, AwardForm] | None) -> Card:
    """Once issued, with what was met when it was: what is reckoned today may differ and changes no paper."""
    row, verdict, issued = one.requirement, one.verdict, one.certificate
    findings = [Finding(**kept) for kept in issued.verdict] if issued else verdict.findings
    may = verdict.awarded and issued is None and member.seminar.status == "ended"
    form = AwardForm(initial=_initial(member)) if may else None
    if bad and bad[0] == row.id:
        form = bad[1]
    return Card(
        id=row.id,
        name=in_language(one.rules.name),
        about=in_language(one.rules.about) if one.rules.about else "",
        awarded=verdict.awarded,
        amount=amount(one.rules.unit, issued.credits if issued else verdict.credits),
        lines=tuple(line(finding) for finding in findings),
        lost=tuple(_lost(verdict.counted)),
        parts=_parts(member, verdict.counted),
        certificate=issued,
        form=form if issued is None else None,
    )


def _initial(member: Member) -> dict[str, str]:
    person = member.person
    return {"holder_name": person.name, "language": person.interface_language or "en"}


def amount(unit: str, credits: Decimal) -> str:
    """ "1.5 hours": the number as the language writes it, without zeros at its end."""
    number = Decimal(f"{credits:.2f}".rstrip("0").rstrip("."))
    text = number_format(number, use_l10n=True)
    if unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", _plural(number)) % {"n": text}
    return ngettext("%(n)s credit", "%(n)s credits", _plural(number)) % {"n": text}


def _plural(number: Decimal) -> int:
    return int(number) if number == int(number) else 2


def line(finding: Finding) -> Line:
    """A finding in words."""
    label, value, why = _WORDS[finding.code](finding)
    return Line(finding.met, label, value, "" if finding.met else why)


def _minutes(finding: Finding) -> tuple[str, str, str]:
    missing = finding.need - finding.have
    return (
        _("Time that counts"),
        _("%(have)s min, %(need)s needed") % vars(finding),
        ngettext("%(n)s minute is missing.", "%(n)s minutes are missing.", missing) % {"n": missing},
    )


def _percent(finding: Finding) -> tuple[str, str, str]:
    return (
        _("Share of the seminar"),
        _("%(have)s %%, %(need)s %% needed") % vars(finding),
        _("You were there for too small a part of the seminar."),
    )


def _checks(finding: Finding) -> tuple[str, str, str]:
    return (
        _("Presence checks"),
        _("%(have)s of %(of)s answered in time, %(need)s needed") % vars(finding),
        _("Too many presence checks were not answered in time."),
    )


def _evaluation(finding: Finding) -> tuple[str, str, str]:
    given = _("given") if finding.met else _("not given yet")
    return _("Evaluation"), given, _("Please tell the organisers what you think of the seminar.")


def _test(finding: Finding) -> tuple[str, str, str]:
    return (
        _("Knowledge test"),
        _("%(have)s %% right, %(need)s %% needed") % vars(finding),
        _("The test is not passed yet."),
    )


def _credits(finding: Finding) -> tuple[str, str, str]:
    return _("Credits"), "0", _("The time is too short for the smallest part of a credit.")


_WORDS = {
    rules.MINUTES: _minutes,
    rules.PERCENT: _percent,
    rules.CHECKS: _checks,
    rules.EVALUATION: _evaluation,
    rules.TEST: _test,
    rules.CREDITS: _credits,
}


def _lost(counted: Counted) -> list[str]:
    """Where time that the person was there went, in whole minutes begun."""
    found = []
    if counted.hidden:
        minutes = -(-counted.hidden // rules.MINUTE)
        found.append(
            ngettext(
                "%(n)s minute does not count because the page was hidden.",
                "%(n)s minutes do not count because the page was hidden.",
                minutes,
            )
            % {"n": minutes}
        )
    if counted.stopped:
        minutes = -(-counted.stopped // rules.MINUTE)
        found.append(
            ngettext(
                "%(n)s minute does not count because a presence check was not answered.",
                "%(n)s minutes do not count because a presence check was not answered.",
                minutes,
            )
            % {"n": minutes}
        )
    return found


def _parts(member: Member, counted: Counted) -> tuple[PartLine, ...]:
    course = queries.course_of(member.seminar)
    titles = dict(Contribution.objects.filter(session__seminar=member.seminar).values_list("id", "title"))
    lengths: dict[str, int] = {}
    for part in course.parts if course else ():
        if not part.pause:
            lengths[part.id] = lengths.get(part.id, 0) + part.end - part.start
    return tuple(
        PartLine(titles[id], counted.parts.get(id, 0) // rules.MINUTE, length // rules.MINUTE)
        for id, length in lengths.items()
        if id in titles
    )


def chosen(rows: list[Requirement]) -> list[Chosen]:
    found = []
    for row in rows:
        made = queries.rules_of(row.rule_set)
        found.append(
            Chosen(
                id=row.id,
                name=in_language(made.name),
                about=in_language(made.about) if made.about else "",
                credits="" if row.credits is None else amount(made.unit, row.credits),
                reference=", ".join(filter(None, (row.accreditor, row.reference))),
            )
        )
    return found
