"""The report as it is shown, on the page and on paper: figures with their words, bars, the curve."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from consilium.certificates.evaluations import Asked
from consilium.certificates.paper import content
from consilium.certificates.report import FEWEST, Group, Point, Report
from consilium.kernel.languages import endonym

MOST_WORDS = 50  # of free texts; the table has all
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 190, 40, 12, 162  # of the curve, in its own units


@dataclass(frozen=True, slots=True)
class Figure:
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths in thousandths of the longest; `part` lies upon `whole`. `lang`: its label names it."""

    label: str
    note: str
    part: int
    whole: int
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the curve's frame or a mark at its foot, with its words."""

    at: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """`line` and `area`: paths of SVG in a frame of WIDTH x HEIGHT. `words`: the same, to be read aloud."""

    line: str
    area: str
    levels: tuple[Tick, ...]
    clocks: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """One question of the evaluation."""

    title: str
    note: str
    bars: tuple[Bar, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    meta: str
    figures: tuple[Figure, ...]
    states: tuple[Bar, ...]
    institutions: tuple[Bar, ...]
    curve: Curve
    peak: str
    engagement: tuple[Figure, ...]
    captions: tuple[Bar, ...]
    wanted: tuple[Bar, ...]
    evaluation: tuple[Block, ...]
    evaluated: str
    certificates: tuple[Figure, ...]
    small: str


def page(report: Report, language: str, zone: ZoneInfo) -> ReportPage:
    """Everything in words of the interface language, times in `zone`."""
    return ReportPage(
        meta=_meta(report, language, zone),
        figures=_figures(report, language),
        states=_groups(report.states),
        institutions=_groups(report.institutions),
        curve=_curve(report, language, zone),
        peak=_("At most %(count)s at the same time, at %(clock)s.")
        % {"count": report.peak.present, "clock": _clock(report.peak.at, language, zone)},
        engagement=_engagement(report),
        captions=_tongues(report.captions),
        wanted=_tongues(report.wanted),
        evaluation=tuple(_block(asked, language) for asked in report.evaluation),
        evaluated=_evaluated(report),
        certificates=_certificates(report),
        small=_("Groups of fewer than %(count)s people are shown together.") % {"count": FEWEST},
    )


def _meta(report: Report, language: str, zone: ZoneInfo) -> str:
    day = content.day(report.started_at.astimezone(zone).date(), language)
    return _("Report, seminar of %(day)s, %(minutes)s min") % {"day": day, "minutes": report.minutes}


def _figures(report: Report, language: str) -> tuple[Figure, ...]:
    return (
        Figure(str(report.attended), _("attended, of %(count)s registered") % {"count": report.registered}),
        Figure(
            str(report.state_count),
            _("states, %(count)s institutions") % {"count": report.institution_count},
        ),
        Figure(_("%(count)s min") % {"count": report.median}, _("median time present")),
        Figure(
            _("%(part)s of %(whole)s") % {"part": report.answered, "whole": report.questions},
            _("questions answered"),
        ),
        Figure(str(report.peak.present), _("at most at the same time")),
        Figure(str(report.worked), _("worked in the seminar")),
    )


def _engagement(report: Report) -> tuple[Figure, ...]:
    return (
        Figure(str(report.questions), _("questions asked")),
        Figure(str(report.upvotes), _("votes for questions")),
        Figure(str(report.polls), _("polls")),
        Figure(str(report.ballots), _("ballots cast")),
        Figure(str(report.messages), _("chat messages")),
        Figure(str(report.takes), _("recordings")),
    )


def _groups(groups: tuple[Group, ...]) -> tuple[Bar, ...]:
    longest = max((max(group.attended, group.registered) for group in groups), default=0) or 1
    return tuple(
        Bar(
            label=group.name or pgettext("groups of people", "All others together"),
            note=_("%(part)s of %(whole)s") % {"part": group.attended, "whole": group.registered}
            if group.registered >= group.attended
            else str(group.attended),
            part=1000 * group.attended // longest,
            whole=1000 * max(group.attended, group.registered) // longest,
        )
        for group in groups
    )


def _tongues(rows: tuple[tuple[str, int], ...]) -> tuple[Bar, ...]:
    longest = max((number for _tag, number in rows), default=0) or 1
    return tuple(Bar(endonym(tag), str(number), 1000 * number // longest, 0, tag) for tag, number in rows)


def _evaluated(report: Report) -> str:
    if 0 < report.summed < report.evaluated:
        return _("%(part)s of %(whole)s") % {"part": report.summed, "whole": report.evaluated}
    answered = ngettext("%(count)s answered", "%(count)s answered", report.evaluated)
    return answered % {"count": report.evaluated}


def _block(asked: Asked, language: str) -> Block:
    longest = max(asked.counts, default=0) or 1
    names = {"yes": _("Yes"), "no": _("No")} if asked.kind == "yes_no" else {}
    note = ngettext("%(count)s answer", "%(count)s answers", asked.answers) % {"count": asked.answers}
    if asked.kind == "scale" and asked.answers:
        mean = content.decimal(Decimal(asked.mean) / 10, language)
        note = _("%(mean)s of 5 on average, %(answers)s") % {"mean": mean, "answers": note}
    if len(asked.words) > MOST_WORDS:
        note = _("%(part)s of %(whole)s") % {"part": MOST_WORDS, "whole": len(asked.words)}
    bars = tuple(
        Bar(names.get(option, option), str(many), 1000 * many // longest, 0)
        for option, many in zip(asked.options, asked.counts, strict=True)
    )
    return Block(asked.text, note, bars, asked.words[:MOST_WORDS])


def _certificates(report: Report) -> tuple[Figure, ...]:
    def words(name: str, revoked: int) -> str:
        return _("%(name)s, %(count)s revoked") % {"name": name, "count": revoked} if revoked else name

    return tuple(Figure(str(row.issued), words(row.rules, row.revoked)) for row in report.certificates)


def _curve(report: Report, language: str, zone: ZoneInfo) -> Curve:
    points, top = report.curve, _round_up(max((point.present for point in report.curve), default=0))
    first, span = points[0].at, (points[-1].at - points[0].at).total_seconds() or 1

    def across(at: datetime) -> int:
        share = min(1.0, max(0.0, (at - first).total_seconds() / span))
        return LEFT + round((WIDTH - LEFT - 10) * share)

    def up(present: int) -> int:
        return BOTTOM - round((BOTTOM - TOP) * present / top)

    line = " L".join(f"{across(point.at)} {up(point.present)}" for point in points)
    steps = [points[len(points) * place // 5] if place < 5 else points[-1] for place in range(6)]
    return Curve(
        line=f"M{line}",
        area=f"M{line} L{across(points[-1].at)} {BOTTOM} L{LEFT} {BOTTOM} Z",
        levels=tuple(Tick(up(level), str(level)) for level in (0, top // 2, top)),
        clocks=tuple(Tick(across(point.at), _clock(point.at, language, zone)) for point in steps),
        marks=tuple(Tick(across(at)) for at in report.asked_at),
        words=_curve_in_words(points, report.peak),
    )


def _curve_in_words(points: tuple[Point, ...], peak: Point) -> str:
    middle = points[len(points) // 2]
    return _("Present over time: %(middle)s half way, %(peak)s at most, %(end)s at the end.") % {
        "middle": middle.present,
        "peak": peak.present,
        "end": points[-1].present,
    }


def _round_up(most: int) -> int:
    """A top for the scale whose half is a whole number: 2, 4, 10, 20, 40, 100 …"""
    top = 2
    while top < most:
        top = top * 5 // 2 if str(top).startswith("4") else top * 2
    return top


def _clock(at: datetime, language: str, zone: ZoneInfo) -> str:
    return dates.format_time(at.astimezone(zone), "HH:mm", tzinfo=zone, locale=content.locale(language))


def headings() -> dict[str, str]:
    """The headings of the report, on the page and on paper."""
    return {
        "states": _("Attendance by state"),
        "institutions": _("Attendance by institution"),
        "curve": _("Present over time"),
        "unanswered": _("Questions left unanswered"),
        "none": _("Every question was answered."),
        "votes": _("Votes"),
        "engagement": _("Engagement"),
        "captions": _("Captions in"),
        "wanted": _("Languages asked for"),
        "evaluation": _("Evaluation"),
        "certificates": _("Certificates"),
        "report": _("Report"),
        "present": pgettext("people", "present"),
        "asked": _("question asked"),
        "attended": pgettext("people", "attended"),
        "registered": pgettext("people", "registered"),
        "few": _("Fewer than five people answered: it is not shown."),
    }
