"""The organiser's report and the accreditor's pack, on a crowd that the simulation makes."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consilium.accounts.models import Person
from consilium.certificates import actions, queries, report_pack
from consilium.certificates import attendance as spans
from consilium.certificates.forms import EvaluationForm
from consilium.certificates.models import Evaluation
from consilium.certificates.report import FEWEST, report, time_present
from consilium.kernel.ids import new_id
from consilium.kernel.roles import Role
from consilium.questions.models import Question
from consilium.room.models import Presence
from consilium.seminars.models import Registration, Seminar
from consilium.seminars.queries import Member
from tests.certificates.simulation import Simulated, simulate
from tests.support.cast import make_cast
from tests.support.factories import PersonFactory, member

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")


@pytest.fixture
def crowd() -> Simulated:
    """Twenty-four people of four states, two of them small."""
    simulated = simulate(24, 7)
    persons = [who.person for who, _did in simulated.people]
    for number, person in enumerate(persons):
        person.state = "KZ" if number < 12 else "IN" if number < 20 else "BY" if number < 22 else "IR"
        person.institution_name = f"Hospital {number % 2}" if number < 22 else f"Hospital of {number}"
        person.name = f"Person {number}"
        person.save()
        Registration.objects.filter(seminar=simulated.seminar, person=person).update(state=person.state)
    return simulated


def as_(who: Member | Person | None) -> Client:
    client = Client()
    person = who.person if isinstance(who, Member) else who
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(seminar: Seminar, who: Member | Person | None, what: str = "report") -> Any:
    return as_(who).get(f"/seminars/{seminar.slug}/{what}")


def ask(simulated: Simulated, text: str, status: str, votes: int = 0) -> Question:
    at = simulated.seminar.started_at
    assert at
    return Question.objects.create(
        seminar=simulated.seminar,
        asker=simulated.people[0][0].person,
        key=new_id(),
        text=text,
        language="en",
        status=status,
        votes=votes,
        asked_at=at + timedelta(minutes=20),
    )


def test_the_numbers_are_those_of_the_rows(crowd: Simulated) -> None:
    ask(crowd, "Answered?", "answered")
    ask(crowd, "Open <b>?", "open", votes=3)
    ask(crowd, "Rubbish", "dismissed")
    made = report(crowd.seminar, "en")
    assert made
    staff = queries.staff_of(crowd.seminar)
    present = {
        person: time_present(one)
        for person, one in queries.attendances(crowd.seminar).items()
        if person not in staff
    }
    there = {person: found for person, found in present.items() if found}
    assert made.attended == len(there) > 10
    assert made.attended + made.worked <= 25
    assert sum(group.attended for group in made.states) == made.attended
    assert made.minutes == 215
    assert (made.questions, made.answered, made.upvotes) == (2, 1, 3)
    assert [row.text for row in made.unanswered] == ["Open <b>?"]
    # the peak, counted minute by minute and another way
    moments = sorted({at for found in there.values() for at, _end in found})
    assert made.peak.present == max(sum(spans.holds(f, at) for f in there.values()) for at in moments)


def test_small_groups_are_not_told_apart(crowd: Simulated) -> None:
    made = report(crowd.seminar, "en")
    assert made
    for groups in (made.states, made.institutions):
        assert all(group.attended >= FEWEST or not group.name for group in groups)
        assert {group.name for group in groups} >= {""}
    assert "Belarus" not in {group.name for group in made.states}
    page = get(crowd.seminar, crowd.organiser).content.decode()
    assert "All others together" in page
    assert "Belarus" not in page and "Hospital of 23" not in page
    assert "Person 3" not in page


def test_one_small_group_takes_another_with_it(crowd: Simulated) -> None:
    """Who knows the sum would know the one left out: so the smallest of the large ones goes with it."""
    Person.objects.filter(state__in=["BY", "IR"]).update(state="IN")
    Registration.objects.filter(state__in=["BY", "IR"]).update(state="IN")
    lone = crowd.people[0][0].person
    Registration.objects.filter(seminar=crowd.seminar, person=lone).update(state="UZ")
    made = report(crowd.seminar, "en")
    assert made
    rest = [group for group in made.states if not group.name]
    assert not rest or rest[0].attended >= FEWEST or rest[0].attended == 0


def test_few_evaluations_are_not_shown(crowd: Simulated) -> None:
    assert (made := report(crowd.seminar, "en")) and made.evaluation and made.evaluated >= FEWEST
    kept = list(Evaluation.objects.filter(seminar=crowd.seminar).values_list("pk", flat=True)[: FEWEST - 1])
    Evaluation.objects.exclude(pk__in=kept).delete()
    few = report(crowd.seminar, "en")
    assert few and few.evaluation == () and few.evaluated == FEWEST - 1
    assert "Fewer than five" in get(crowd.seminar, crowd.organiser).content.decode()


def say(crowd: Simulated, *said: str) -> None:
    """Evaluations with these words alone, in this order, instead of all that there are."""
    Evaluation.objects.filter(seminar=crowd.seminar).delete()
    for number, words in enumerate(said):
        Evaluation.objects.create(
            seminar=crowd.seminar,
            person=PersonFactory.create(),
            answers={"words": words, "useful": "5"},
            given_at=timezone.now() - timedelta(hours=1) + timedelta(seconds=number),
        )


def test_who_says_it_again_brings_nobody_into_the_sums(crowd: Simulated) -> None:
    """Nor tells what they said themselves, as the tables tell who has taken the test once more."""
    Evaluation.objects.filter(seminar=crowd.seminar).delete()
    questions = queries.questions(crowd.seminar)
    required = {one.id: "yes" if one.kind == "yes_no" else "1" for one in questions if one.required}
    people = [member(crowd.seminar, Role.ATTENDEE) for _ in range(6)]
    changed = {id: {"1": "2", "yes": "no"}[text] for id, text in required.items()}
    for one in people:
        actions.evaluate(one, changed if one is people[5] else required)
    before = report(crowd.seminar, "en")
    assert before and (before.summed, before.evaluated) == (5, 6)
    actions.evaluate(people[0], required)
    assert (again := report(crowd.seminar, "en")) and again.evaluation == before.evaluation
    actions.evaluate(people[0], changed | {"words": "Mine alone"})
    assert (after := report(crowd.seminar, "en")) and after.evaluation == before.evaluation
    actions.evaluate(people[5], required | {"words": "Of the sixth, not shown yet"})
    assert Evaluation.objects.get(person=people[5].person).answers["words"]
    form = EvaluationForm(member=people[0], given=queries.evaluation_of(crowd.seminar, people[0].person))
    assert all(form.fields[question.id].disabled for question in questions)


def written(crowd: Simulated) -> list[str]:
    content = b"".join(get(crowd.seminar, crowd.organiser, "report.zip").streaming_content)
    table = zipfile.ZipFile(io.BytesIO(content)).read("evaluation.csv").decode("utf-8-sig")
    return [cells[1] for cells in csv.reader(io.StringIO(table)) if "should the organisers" in cells[0]]


def test_nobody_is_told_by_the_sums_that_change_with_them(crowd: Simulated) -> None:
    """The table of attendees says who has answered: so answers are added in fives."""
    first = [f"Word {number}" for number in range(5)]
    say(crowd, *first)
    before = report(crowd.seminar, "en")
    say(crowd, *first, "What the sixth says", "What the seventh says")
    made = report(crowd.seminar, "en")
    assert before and made and made.evaluation == before.evaluation
    assert (made.evaluated, made.summed) == (7, 5)
    page = get(crowd.seminar, crowd.organiser).content.decode()
    assert "5 of 7" in page and "Word 4" in page and "the sixth" not in page
    assert sorted(written(crowd)) == first
    say(crowd, *first, *(f"More {number}" for number in range(5)))
    assert len(written(crowd)) == 10 and "10 answered" in get(crowd.seminar, crowd.organiser).content.decode()


def test_words_of_no_language_are_left_out(crowd: Simulated) -> None:
    latin = [f"Latin {number}" for number in range(50)]
    say(crowd, *latin, *(f"كلمة {number}" for number in range(5)))
    assert sorted(written(crowd)) == sorted([*latin, *(f"كلمة {number}" for number in range(5))])
    page = get(crowd.seminar, crowd.organiser).content.decode()
    assert "50 of 55" in page
    assert page.count("كلمة") > 0 and page.count("كلمة") + page.count("Latin ") == 50


def test_for_the_organiser_alone(crowd: Simulated) -> None:
    stranger, attendee = make_cast().stranger, crowd.people[0][0]
    moderator = member(crowd.seminar, Role.MODERATOR)
    for what in ("report", "report.pdf", "report.zip"):
        assert get(crowd.seminar, None, what).status_code == 302
        assert get(crowd.seminar, stranger, what).status_code == 404
        assert get(crowd.seminar, attendee, what).status_code == 403
        assert get(crowd.seminar, moderator, what).status_code == 403
        assert get(crowd.seminar, crowd.organiser, what).status_code == 200
        assert as_(crowd.organiser).post(f"/seminars/{crowd.seminar.slug}/{what}").status_code == 405
        assert as_(crowd.organiser).get(f"/seminars/none/{what}").status_code == 404


def test_before_it_began_there_is_nothing() -> None:
    cast = make_cast(Seminar.Status.PUBLISHED)
    organiser = member(cast.seminar, Role.ORGANISER)
    Seminar.objects.filter(pk=cast.seminar.pk).update(started_at=None)
    assert "begins with the seminar" in get(cast.seminar, organiser).content.decode()
    assert get(cast.seminar, organiser, "report.zip").status_code == 404
    assert get(cast.seminar, organiser, "report.pdf").status_code == 404


def test_a_live_seminar_nobody_came_to() -> None:
    cast = make_cast(Seminar.Status.LIVE, started_at=timezone.now() - timedelta(minutes=9))
    organiser = member(cast.seminar, Role.ORGANISER)
    made = report(cast.seminar, "en")
    assert made and (made.attended, made.median, made.peak.present) == (0, 0, 0)
    assert get(cast.seminar, organiser).status_code == 200
    assert get(cast.seminar, organiser, "report.zip").status_code == 200


def test_the_pack(crowd: Simulated) -> None:
    hostile = crowd.people[1][0].person
    Person.objects.filter(pk=hostile.pk).update(name='=cmd|"/c calc"!A1\n@x', institution_name="+1")
    Registration.objects.filter(person=hostile).update(institution="-2+3", specialty="@SUM(A1)")
    answer = get(crowd.seminar, crowd.organiser, "report.zip")
    content = b"".join(answer.streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == ["report.pdf", "attendees.csv", "checks.csv", "evaluation.csv"]
    raw = archive.read("attendees.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert all(len(row) == len(head) for row in rows)
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)
    assert any(row[0] == '\'=cmd|"/c calc"!A1 @x' and row[2] == "'-2+3" for row in rows)
    assert "@example" not in raw.decode()  # no addresses
    present = [one for one in queries.attendances(crowd.seminar).values() if time_present(one)]
    assert len(rows) == len(present)
    met = head.index("nmo: met")
    row = next(row for row in queries.requirements(crowd.seminar) if row.rule_set.slug == "nmo")
    awarded = [queries.judge(row, one).awarded for one in present]
    assert sum(cells[met] == "yes" for cells in rows) == sum(awarded)
    checks = list(csv.reader(io.StringIO(archive.read("checks.csv").decode("utf-8-sig"))))
    assert len(checks) == 1 + len(crowd.known.calls)


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "hi", "ur", "ar"])
def test_the_paper(crowd: Simulated, language: str) -> None:
    ask(crowd, "Какая доза? 剂量 कितनी ؟ 🎉 " + "x" * 900, "open")
    pdf = report_pack.paper(crowd.seminar, language, UTC)
    assert pdf
    document = pypdfium2.PdfDocument(pdf)
    assert 1 < len(document) < 8
    document.close()


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        (" \t=1", "'=1"),
        ("'=1", "''=1"),
        ("@x", "'@x"),
        ("a=b", "a=b"),
        ("Иванов-Петров", "Иванов-Петров"),
        ("a\r\nb\x00", "a b"),
        ("12.5", "12.5"),
        ("", ""),
    ],
)
def test_cells_are_harmless(cell: str, kept: str) -> None:
    assert report_pack.harmless(cell) == kept


def test_the_page_asks_few_questions_of_the_database(
    crowd: Simulated, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40):
        assert report(crowd.seminar, "en")


def test_a_seminar_whose_agenda_nobody_kept() -> None:
    """No contribution was ever begun: the whole of it counts."""
    assert spans.parts_of([], 60_000) == ()
    course = spans.Course(0, 60_000)
    assert spans.countable(course, only_contributions=True) == ((0, 60_000),)


def test_the_pack_reckons_attendance_once(crowd: Simulated) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert report_pack.pack(crowd.seminar, "en", UTC)
    stays = [one["sql"] for one in asked if f'FROM "{Presence._meta.db_table}"' in one["sql"]]
    assert len(stays) == 1
