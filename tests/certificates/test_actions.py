"""Rule sets chosen, evaluations given, certificates issued and revoked: once, and only when it is right."""

import json
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest

from consilium.certificates import actions, knowledge, queries, vocabulary
from consilium.certificates.models import Certificate, Evaluation, Requirement, RuleSet
from consilium.certificates.vocabulary import BadRules
from consilium.checks.models import CheckPlan
from consilium.kernel.refusals import Refused
from consilium.kernel.roles import Role
from consilium.room.models import Presence
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.certificates.conftest import NEEDED, Hall
from tests.certificates.test_vocabulary import GOOD, LEAST
from tests.support.factories import member


def refused(act: Any, *arguments: Any, **values: Any) -> str:
    with pytest.raises(Refused) as found:
        act(*arguments, **values)
    assert str(found.value.message)
    return found.value.code


# Rule sets


@pytest.mark.django_db
def test_what_is_shipped_is_installed_once() -> None:
    first, second = actions.install_shipped(), actions.install_shipped()
    assert [row.slug for row in first] == ["eaccme", "nmo", "plain"]
    assert first == second and RuleSet.objects.count() == 3
    assert all(row.shipped and queries.rules_of(row).slug == row.slug for row in first)


@pytest.mark.django_db
def test_a_version_never_changes() -> None:
    row = actions.import_rule_set(json.dumps(GOOD))
    assert actions.import_rule_set(json.dumps(GOOD, indent=2)) == row
    with pytest.raises(BadRules) as found:
        actions.import_rule_set(json.dumps(GOOD | {"unit": "credits"}))
    assert found.value.path == "version"
    newer = actions.import_rule_set(json.dumps(GOOD | {"version": 4}))
    assert newer != row and not newer.shipped
    assert newer in queries.newest_rule_sets() and row not in queries.newest_rule_sets()
    with pytest.raises(BadRules):
        actions.import_rule_set(json.dumps(GOOD | {"version": 5, "unit": "points"}))
    assert RuleSet.objects.count() == 2


def test_the_catalogues_know_every_shipped_text() -> None:
    from consilium.certificates.pages import SHIPPED

    folder = resources.files("consilium.certificates") / "rule_sets"
    found: set[str] = set()
    for file in folder.iterdir():
        rules = vocabulary.parse(vocabulary.read(file.read_text(encoding="utf-8")))
        found |= {rules.name["en"], rules.about["en"]}
        for question in rules.evaluation:
            found |= {question.text["en"], *(option["en"] for option in question.options)}
    assert found == set(SHIPPED)


# What a seminar requires


def test_choosing_again_changes_what_was_said(hall: Hall) -> None:
    row = hall.require("plain", accreditor="Ministry")
    assert hall.requirement("plain") == row and row.accreditor == "Ministry"
    assert Requirement.objects.filter(seminar=hall.seminar).count() == 2


def test_only_the_organiser_chooses(hall: Hall, stranger: Member) -> None:
    chair = member(hall.seminar, Role.CHAIR)
    row = hall.requirement("plain")
    for who in (hall.faithful, chair):
        assert refused(actions.choose_rule_set, who, row.rule_set_id) == "organiser"
        assert refused(actions.drop_requirement, who, row.id) == "organiser"
    actions.drop_requirement(stranger, row.id)  # the organiser of another seminar
    assert Requirement.objects.filter(pk=row.pk).exists()
    for nothing in ("0" * 26, "", "\0", "x" * 500):
        assert refused(actions.choose_rule_set, hall.organiser, nothing) == "rule_set"
        actions.drop_requirement(hall.organiser, nothing)


def test_rules_that_watch_are_chosen_before_the_start(hall: Hall) -> None:
    for status in (Seminar.Status.LIVE, Seminar.Status.ENDED):
        hall.becomes(status)
        assert refused(hall.require, "nmo") == "too_late"
        assert hall.require("plain")
    hall.becomes(Seminar.Status.PUBLISHED)
    nmo = hall.require("nmo")
    plan = CheckPlan.objects.get(seminar=hall.seminar)
    assert (plan.shortest, plan.longest, plan.answer, plan.tab) == (600, 1200, 60, True)
    hall.becomes(Seminar.Status.LIVE)
    assert hall.require("nmo", reference="N-1") == nmo  # it was chosen in time
    actions.drop_requirement(hall.organiser, nmo.id)
    assert not CheckPlan.objects.exists()


def test_the_strictest_rules_say_how_presence_is_watched(hall: Hall) -> None:
    hall.becomes(Seminar.Status.PUBLISHED)
    checks = {"every_minutes": [5, 30], "answer_seconds": 90}
    hall.rules["mine"] = actions.import_rule_set(json.dumps(LEAST | {"checks": checks}))
    hall.require("mine")
    plan = CheckPlan.objects.get(seminar=hall.seminar)
    assert (plan.shortest, plan.longest, plan.answer, plan.tab) == (300, 1800, 90, False)
    hall.require("nmo")
    plan.refresh_from_db()
    assert (plan.shortest, plan.longest, plan.answer, plan.tab) == (300, 1200, 60, True)


def test_what_was_issued_by_stays(hall: Hall) -> None:
    hall.award(hall.faithful, "plain")
    assert refused(hall.require, "plain", accreditor="Other") == "issued"
    assert refused(actions.drop_requirement, hall.organiser, hall.requirement("plain").id) == "issued"
    actions.drop_requirement(hall.organiser, hall.requirement("eaccme").id)


# Evaluation and test


def test_an_evaluation_is_kept_once_and_may_be_changed(hall: Hall) -> None:
    actions.evaluate(hall.faithful, NEEDED)
    actions.evaluate(hall.faithful, NEEDED | {"words": "  More cases.\r\n", "bias": ""})
    row = Evaluation.objects.get()
    assert row.answers == {"useful": "4", "objectives": "5", "words": "More cases."}


@pytest.mark.parametrize(
    "answers",
    [
        {"useful": "6"},
        {"useful": "0"},
        {"useful": "٣"},
        {"bias": "maybe"},
        {"level": "1"},
        {"surprise": "1"},
        {"words": "\0"},
        {"words": "x" * 2001},
    ],
)
def test_answers_that_do_not_fit(hall: Hall, answers: dict[str, str]) -> None:
    assert refused(actions.evaluate, hall.faithful, NEEDED | answers) in ("answer", "text")
    assert not Evaluation.objects.exists()


def test_after_a_certificate_answers_are_added_and_not_changed(hall: Hall) -> None:
    hall.award(hall.faithful, "plain")  # which asks for no evaluation
    actions.evaluate(hall.faithful, {"useful": "4"})
    actions.evaluate(hall.faithful, NEEDED | {"useful": "1"})
    assert Evaluation.objects.get().answers == NEEDED
    assert hall.award(hall.faithful, "eaccme")


def test_when_an_evaluation_cannot_be_given(hall: Hall) -> None:
    hall.becomes(Seminar.Status.LIVE)
    assert refused(actions.evaluate, hall.faithful, NEEDED) == "not_ended"
    hall.becomes(Seminar.Status.ENDED)
    actions.evaluate(hall.faithful, NEEDED)
    hall.award(hall.faithful, "eaccme")
    Requirement.objects.all().delete()
    assert refused(actions.evaluate, hall.absent, {}) == "evaluation"


TEST = knowledge.parse("One?\n*a\nb\n\nTwo?\na\n*b\n\nThree?\na\n*b")


def test_the_best_of_three_tests_counts(hall: Hall) -> None:
    rules = LEAST | {"require": {"test_percent": 67}, "unit": "credits"}
    hall.rules["mine"] = actions.import_rule_set(json.dumps(rules))
    assert refused(hall.require, "mine") == "test"
    hall.require("mine", test=TEST)
    assert refused(hall.award, hall.faithful, "mine") == "not_met"
    for chosen, right in (([0, 1, 0], 2), ([1, 0, 0], 2), ([0, 1, 1], 3)):
        assert actions.evaluate(hall.faithful, {}, chosen).right == right
    assert refused(actions.evaluate, hall.faithful, {}, [0, 1, 1]) == "attempts"
    assert actions.evaluate(hall.faithful, NEEDED).right == 3
    hall.award(hall.faithful, "mine")


def test_another_test_is_taken_anew(hall: Hall) -> None:
    """As after a star before the wrong option: who had it right is not left with three failures."""
    rules = LEAST | {"require": {"test_percent": 67}, "unit": "credits"}
    hall.rules["mine"] = actions.import_rule_set(json.dumps(rules))
    hall.require("mine", test=TEST)
    for _ in range(actions.ATTEMPTS):
        actions.evaluate(hall.faithful, NEEDED, [1, 0, 0])
    hall.require("mine", test=TEST, accreditor="Ministry")
    assert refused(actions.evaluate, hall.faithful, {}, [1, 0, 0]) == "attempts"
    hall.require("mine", test=knowledge.parse("One?\na\n*b\n\nTwo?\n*a\nb\n\nThree?\n*a\nb"))
    row = Evaluation.objects.get()
    assert (row.right, row.asked, row.attempts, row.answers) == (0, 0, 0, NEEDED)
    assert actions.evaluate(hall.faithful, NEEDED, [1, 0, 0]).right == 3


def test_a_seminar_has_one_knowledge_test(hall: Hall) -> None:
    """Of two only the first would be asked, and the second certificate issued on a test never taken."""
    for slug in ("mine", "other"):
        rules = LEAST | {"slug": slug, "require": {"test_percent": 67}, "unit": "credits"}
        hall.rules[slug] = actions.import_rule_set(json.dumps(rules))
    hall.require("mine", test=TEST)
    other = knowledge.parse("Four?\n*a\nb")
    for slug in ("other", "plain"):
        assert refused(hall.require, slug, test=other) == "another_test"
    hall.require("other", test=TEST)
    assert refused(hall.require, "mine", test=other) == "another_test"
    actions.drop_requirement(hall.organiser, hall.requirement("other").id)
    hall.require("mine", test=other)
    assert queries.test_of(hall.seminar) == other


# Certificates


def test_a_certificate_is_issued_once_with_what_is_printed(hall: Hall) -> None:
    actions.evaluate(hall.faithful, NEEDED)
    queued: list[str] = []
    number = hall.award(hall.faithful, "eaccme", queued, "  Айгүл   Бекова ")
    assert hall.award(hall.faithful, "eaccme", queued, "Somebody Else") == number
    assert queued == [number]
    row = Certificate.objects.get()
    assert (row.holder_name, row.unit, row.credits, row.minutes) == (
        "Айгүл Бекова",
        "credits",
        Decimal("0.5"),
        55,
    )
    assert (row.accreditor, row.reference) == ("UEMS", "LEE-26-1")
    assert {finding["code"] for finding in row.verdict} == {"minutes", "evaluation"}
    assert hall.award(hall.faithful, "plain") != number
    assert Certificate.objects.get(rule_set__slug="plain").credits == 1


def test_what_is_not_met_is_not_issued(hall: Hall) -> None:
    assert refused(hall.award, hall.faithful, "eaccme") == "not_met"  # no evaluation
    assert refused(hall.award, hall.absent, "plain") == "not_met"
    hall.was_there(hall.absent, start=10, end=39)
    assert refused(hall.award, hall.absent, "plain") == "not_met"  # 29 of 60 minutes
    hall.was_there(hall.absent, start=39.5, end=41)
    assert hall.award(hall.absent, "plain")
    actions.evaluate(hall.absent, {"useful": "4", "bias": "yes"})
    assert refused(hall.award, hall.absent, "eaccme") == "not_met"  # one answer is missing


def test_bad_wishes(hall: Hall) -> None:
    row = hall.requirement("plain")
    good = {"holder_name": "A", "language": "en", "start": str}
    for id in ("0" * 26, "", "\0", hall.seminar.id):
        assert refused(actions.award, hall.faithful, id, **good) == "requirement"
    assert refused(actions.award, hall.faithful, row.id, **good | {"language": "xx"}) == "language"
    for name in ("", " ", "\0", "x" * 121, "\u202e"):
        assert refused(actions.award, hall.faithful, row.id, **good | {"holder_name": name}) == "text"
    hall.becomes(Seminar.Status.LIVE)
    assert refused(actions.award, hall.faithful, row.id, **good) == "not_ended"
    assert not Certificate.objects.exists()


def test_a_requirement_of_another_seminar(hall: Hall, stranger: Member) -> None:
    other = Requirement.objects.create(seminar=stranger.seminar, rule_set=hall.rules["plain"])
    good = {"holder_name": "A", "language": "en", "start": str}
    assert refused(actions.award, hall.faithful, other.id, **good) == "requirement"


def test_revoking_keeps_its_first_reason(hall: Hall, stranger: Member) -> None:
    number = hall.award(hall.faithful, "plain")
    assert refused(actions.revoke, hall.faithful, number, reason="x") == "organiser"
    assert refused(actions.revoke, stranger, number, reason="x") == "certificate"
    assert refused(actions.revoke, hall.organiser, "\0", reason="x") == "certificate"
    assert refused(actions.revoke, hall.organiser, number, reason=" ") == "text"
    first = actions.revoke(hall.organiser, number, reason="Issued by mistake")
    again = actions.revoke(hall.organiser, number, reason="Another")
    assert again.revoked_reason == "Issued by mistake" and again.revoked_at == first.revoked_at
    assert hall.award(hall.faithful, "plain") == number  # not a second one


def test_an_open_stay_ends_when_it_was_last_told_of(hall: Hall) -> None:
    """A killed live process leaves rows open; one that lives renews them every 30 seconds."""
    Presence.objects.create(
        seminar=hall.seminar, person=hall.absent.person, opened_at=hall.at(0), seen_at=hall.at(20)
    )
    spans = queries.attendances(hall.seminar)[hall.absent.person.id].present["room"]
    assert [end - start for start, end in spans] == [20 * 60_000 + 30_000]


def test_a_file_is_attached_once(hall: Hall) -> None:
    number = hall.award(hall.faithful, "plain")
    assert actions.attach_pdf(number, b"one", "a" * 64)
    assert not actions.attach_pdf(number, b"two", "b" * 64)
    assert Certificate.objects.get().pdf.read() == b"one"
