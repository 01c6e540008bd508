"""What an accreditor asks for, in a zip: the report as PDF, tables of who attended and how it was judged.

Tables are UTF-8 with a mark at the start, so that every spreadsheet reads the letters. A cell that a
spreadsheet would take for a formula begins with an apostrophe. No e-mail addresses.
"""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import IO
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from consilium.accounts.models import Person
from consilium.accounts.queries import state_name
from consilium.certificates import attendance as spans
from consilium.certificates import queries, report_page
from consilium.certificates.attendance import Attendance
from consilium.certificates.models import Certificate, Requirement
from consilium.certificates.paper import setting
from consilium.certificates.report import Report, report, report_by, time_present
from consilium.certificates.rules import MINUTE
from consilium.kernel.timecode import moment
from consilium.seminars.models import Registration, Seminar

_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\t\r|%]")
_IN_MEMORY = 5_000_000  # bytes of the zip; a larger one goes to a temporary file
_MADE_UP = ("",) * 4  # of whoever has no profile any longer


def pack(seminar: Seminar, language: str, zone: ZoneInfo) -> IO[bytes] | None:
    """A zip at its beginning, or None before the seminar began. The reader closes it."""
    now = timezone.now()
    known = queries.attendances(seminar, now=now)
    made = report_by(known, seminar, language, now)
    if made is None:
        return None
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.pdf", _paper(made, language, zone))
        archive.writestr("attendees.csv", _table(attendees(seminar, zone, known)))
        archive.writestr("checks.csv", _table(checks(seminar, zone, known)))
        archive.writestr("evaluation.csv", _table(evaluation(made)))
    file.seek(0)
    return file


def paper(seminar: Seminar, language: str, zone: ZoneInfo) -> bytes | None:
    """The report alone."""
    made = report(seminar, language)
    return None if made is None else _paper(made, language, zone)


def _paper(made: Report, language: str, zone: ZoneInfo) -> bytes:
    with translation.override(language):
        shown = asdict(report_page.page(made, language, zone))
        words = report_page.headings()
    unanswered = [{"text": row.text, "votes": str(row.votes)} for row in made.unanswered]
    data = shown | {"title": made.seminar.title, "unanswered": unanswered, "words": words}
    chart = render_to_string("certificates/chart.svg", {"curve": shown["curve"]})
    return setting.typeset(
        "report.typ", setting.fit(data) | {"chart": chart}, language, timezone.now().replace(microsecond=0)
    )


# Tables


def attendees(seminar: Seminar, zone: ZoneInfo, known: Mapping[str, Attendance]) -> Iterator[list[str]]:
    """Everyone who was present, by name, with times in `zone`, and the verdict of every rule set."""
    requirements = queries.requirements(seminar)
    people, places = _people(known), _places(seminar)
    issued = {(row.person_id, row.rule_set_id): row for row in Certificate.objects.filter(seminar=seminar)}
    yield [
        *("Name", "State", "Institution", "Specialty", "First seen", "Last seen", "Minutes present"),
        *("Worked in it", "Evaluated", "Test right", "Test asked"),
        *(head for row in requirements for head in _heads(row)),
    ]
    for person in sorted(known, key=lambda key: (people.get(key, _MADE_UP)[0], key)):
        one = known[person]
        present = time_present(one)
        if not present:
            continue
        name, *home = people.get(person, _MADE_UP)
        stay = (moment(present[0][0]), moment(present[-1][1]))
        cells = [
            name,
            *places.get(person, home),
            *(at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in stay),
        ]
        cells += [str(spans.length(present) // MINUTE), _yes(one.exempt), _yes(bool(one.evaluated))]
        cells += [str(one.right), str(one.asked)]
        for row in requirements:
            cells += _judged(row, one, issued.get((person, row.rule_set_id)))
        yield cells


def _heads(row: Requirement) -> list[str]:
    kinds = (
        "minutes counted",
        "checks asked",
        "checks answered",
        "met",
        "missing",
        "credits",
        "certificate",
        "revoked",
    )
    return [f"{row.rule_set.slug}: {kind}" for kind in kinds]


def _judged(row: Requirement, one: Attendance, certificate: Certificate | None) -> list[str]:
    verdict = queries.judge(row, one)
    counted = verdict.counted
    return [
        str(verdict.minutes),
        str(len(counted.asked)),
        str(counted.answered),
        _yes(verdict.awarded),
        " ".join(finding.code for finding in verdict.reasons),
        str(certificate.credits if certificate else verdict.credits),
        certificate.id if certificate else "",
        _yes(bool(certificate.revoked_at)) if certificate else "",
    ]


def checks(seminar: Seminar, zone: ZoneInfo, known: Mapping[str, Attendance]) -> Iterator[list[str]]:
    """The presence checks: when each was called, how many it was to be answered by, how many did."""
    yield ["Called at", "Seconds to answer", "Asked", "Answered in time"]
    course = queries.course_of(seminar)
    if course is None:
        return
    calls = [(one, spans.asked(one, time_present(one))) for one in known.values()]
    for call in course.checks:
        asked = [one for one, of_one in calls if call in of_one]
        answered = sum(spans.in_time(one, call) for one in asked)
        at = moment(call.at).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        yield [at, str((call.until - call.at) // 1000), str(len(asked)), str(answered)]


def evaluation(made: Report) -> Iterator[list[str]]:
    """Sums alone, of five people and five more; and all that was written, in an order of no meaning."""
    yield ["Question", "Answer", "Count"]
    for asked in made.evaluation:
        for option, many in zip(asked.options, asked.counts, strict=True):
            yield [asked.text, option, str(many)]
        for words in asked.words:
            yield [asked.text, words, "1"]


def _people(known: Mapping[str, Attendance]) -> dict[str, tuple[str, ...]]:
    """Name, state, institution, specialty by person."""
    rows = Person.objects.filter(pk__in=list(known)).select_related("institution")
    return {
        row.id: (
            " ".join(part for part in (row.title, row.name) if part),
            state_name(row.state) if row.state else "",
            row.institution.name if row.institution else row.institution_name,
            row.specialty,
        )
        for row in rows
    }


def _places(seminar: Seminar) -> dict[str, tuple[str, ...]]:
    """What people said when they registered, where they said a state: it is what held then."""
    rows = Registration.objects.filter(seminar=seminar).exclude(state="")
    return {
        person: (state_name(state), institution, specialty)
        for person, state, institution, specialty in rows.values_list(
            "person_id", "state", "institution", "specialty"
        )
    }


def _yes(whether: bool) -> str:
    return "yes" if whether else "no"


def _table(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs. Numbers below nought do not occur."""
    line = " ".join(cell.replace("\x00", "").split())
    return f"'{line}" if _FORMULA.match(line) else line
