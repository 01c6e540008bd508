"""The pages: for whom they are, what they say, and that bad input keeps what was typed."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consilium.accounts.models import Person
from consilium.certificates import actions, knowledge
from consilium.certificates.models import Certificate, Evaluation, Requirement, RuleSet
from consilium.certificates.vocabulary import BadRules
from consilium.kernel.roles import Role
from consilium.room.models import Presence
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from tests.certificates.conftest import NEEDED, Hall
from tests.certificates.test_vocabulary import LEAST
from tests.support.factories import PersonFactory, member


def browser(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(who: Member | Person | None, path: str, body: Any = None) -> Any:
    client = browser(who.person if isinstance(who, Member) else who)
    return client.get(path) if body is None else client.post(path, body)


def at(hall: Hall, name: str, *more: str) -> str:
    return reverse(f"certificates:{name}", args=[hall.seminar.slug, *more])


def words(answer: Any) -> str:
    """What is read on the page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


PAGES = ("mine", "evaluation", "desk", "issued")


@pytest.mark.parametrize("name", PAGES)
def test_outsiders_find_nothing(hall: Hall, stranger: Member, name: str) -> None:
    assert page(stranger, at(hall, name)).status_code == 404
    answer = page(None, at(hall, name))
    assert answer.status_code == 302 and "/accounts/login" in answer["Location"]
    assert page(stranger, reverse(f"certificates:{name}", args=["no-such-seminar"])).status_code == 404


@pytest.mark.parametrize("name", ["award", "drop"])
def test_outsiders_change_nothing(hall: Hall, stranger: Member, name: str) -> None:
    path = at(hall, name, hall.requirement("plain").id)
    assert page(stranger, path, {"holder_name": "A", "language": "en"}).status_code == 404
    assert page(None, path, {}).status_code == 302
    assert page(hall.faithful, path).status_code == 405
    assert Requirement.objects.filter(seminar=hall.seminar).count() == 2
    assert not Certificate.objects.exists()


def test_the_desk_is_the_organisers(hall: Hall) -> None:
    for who in (hall.faithful, member(hall.seminar, Role.CHAIR)):
        for name in ("desk", "issued"):
            assert page(who, at(hall, name)).status_code == 403
        assert page(who, at(hall, "desk"), {"rule_set": hall.rules["plain"].id}).status_code == 403
        assert page(who, at(hall, "drop", hall.requirement("plain").id), {}).status_code == 403


def test_what_counted_and_what_is_missing(hall: Hall) -> None:
    said = words(page(hall.faithful, at(hall, "mine")))
    assert "Time that counts , done : 55 min, 30 needed" in said
    assert "Evaluation , missing : not given yet Please tell the organisers" in said
    assert "Share of the seminar , done : 100 %, 50 % needed" in said
    assert "Four steps 55 min 55 min" in said
    absent = words(page(hall.absent, at(hall, "mine")))
    assert "0 min, 15 needed 15 minutes are missing." in absent
    assert "Issue my certificate" not in absent


def test_from_the_evaluation_to_the_certificate(hall: Hall) -> None:
    answer = page(hall.faithful, at(hall, "evaluation"), NEEDED | {"words": "Спасибо"})
    assert answer.status_code == 302 and answer["Location"] == at(hall, "mine")
    assert Evaluation.objects.get().answers == NEEDED | {"words": "Спасибо"}
    path = at(hall, "award", hall.requirement("eaccme").id)
    for _ in range(2):
        assert page(hall.faithful, path, {"holder_name": "Айгүл", "language": "ky"}).status_code == 302
    row = Certificate.objects.get()
    assert (row.holder_name, row.language) == ("Айгүл", "ky")
    said = words(page(hall.faithful, at(hall, "mine")))
    assert "The file is being made" in said and row.id in said
    actions.attach_pdf(row.id, b"%PDF", "a" * 64)
    assert "Download the PDF" in words(page(hall.faithful, at(hall, "mine")))
    actions.revoke(hall.organiser, row.id, reason="By <mistake>")
    revoked = page(hall.faithful, at(hall, "mine")).content.decode()
    assert "no longer valid" in revoked and "By &lt;mistake&gt;" in revoked


def test_the_evaluation_says_which_answers_stay(hall: Hall) -> None:
    page(hall.faithful, at(hall, "evaluation"), NEEDED)
    assert "Answers in grey" not in words(page(hall.faithful, at(hall, "evaluation")))
    hall.award(hall.faithful, "eaccme")
    answer = page(hall.faithful, at(hall, "evaluation"))
    assert "Answers in grey" in words(answer)
    assert answer.content.decode().count("disabled") >= len(NEEDED)


def test_an_issued_certificate_is_shown_with_what_was_met_then(hall: Hall) -> None:
    """Rows of who was there when may come or go afterwards, and rules may change."""
    hall.award(hall.faithful, "plain")
    Presence.objects.filter(person=hall.faithful.person).delete()
    said = words(page(hall.faithful, at(hall, "mine")))
    assert "Issued" in said and "Share of the seminar , done : 100 %, 50 % needed" in said


def test_a_bad_evaluation_keeps_what_was_typed(hall: Hall) -> None:
    answer = page(hall.faithful, at(hall, "evaluation"), {"useful": "4", "words": "Long <b> words"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Long &lt;b&gt; words" in text
    assert re.search(r'name="useful" value="4"[^>]*checked', text)
    assert not Evaluation.objects.exists()
    assert page(hall.faithful, at(hall, "evaluation"), NEEDED | {"words": "a\0b"}).status_code == 422


def test_a_bad_name_keeps_what_was_typed(hall: Hall) -> None:
    path = at(hall, "award", hall.requirement("plain").id)
    for name in ("", "x" * 121, "a\0b", "\u202e"):
        answer = page(hall.faithful, path, {"holder_name": name, "language": "tg"})
        assert answer.status_code == 422, repr(name)
        assert '<option value="tg" selected' in answer.content.decode()
    assert page(hall.faithful, path, {"holder_name": "A", "language": "xx"}).status_code == 422
    assert not Certificate.objects.exists()
    assert (
        page(hall.faithful, at(hall, "award", "0" * 26), {"holder_name": "A", "language": "en"}).status_code
        == 302
    )


def test_before_and_without(hall: Hall) -> None:
    hall.becomes(Seminar.Status.LIVE)
    said = words(page(hall.faithful, at(hall, "mine")))
    assert "when the seminar has ended" in said and "Issue my certificate" not in said
    Requirement.objects.all().delete()
    assert "issues no certificates" in words(page(hall.faithful, at(hall, "mine")))
    assert page(hall.faithful, at(hall, "evaluation")).status_code == 302
    Seminar.objects.filter(pk=hall.seminar.pk).update(started_at=None)
    assert "has not begun" in words(page(hall.faithful, at(hall, "mine")))


def test_the_test_is_taken_whole(hall: Hall) -> None:
    hall.rules["mine"] = actions.import_rule_set(json.dumps(LEAST | {"require": {"test_percent": 50}}))
    body = {"rule_set": hall.rules["mine"].id, "test": "One?\n*a\nb\n\nTwo?\na\n*b", "credits": "1.5"}
    bad = page(hall.organiser, at(hall, "desk"), body | {"test": "One?"})
    assert bad.status_code == 422 and "Question 1: write 2 to 8 options, one a line." in words(bad)
    assert page(hall.organiser, at(hall, "desk"), body).status_code == 302
    half = page(hall.faithful, at(hall, "evaluation"), NEEDED | {"test.0": "0"})
    assert half.status_code == 422 and "every question of the test" in words(half)
    assert (
        page(hall.faithful, at(hall, "evaluation"), NEEDED | {"test.0": "0", "test.1": "0"}).status_code
        == 302
    )
    row = Evaluation.objects.get()
    assert (row.right, row.asked, row.attempts) == (1, 2, 1)


def test_no_question_of_the_evaluation_is_taken_for_one_of_the_test(hall: Hall) -> None:
    asked = [{"id": f"test{mark}0", "kind": "text", "text": {"en": "Why?"}} for mark in ("-", "_", "")]
    rules = LEAST | {"slug": "twin", "require": {"test_percent": 50}, "evaluation": asked}
    hall.rules["twin"] = actions.import_rule_set(json.dumps(rules))
    hall.require("twin", test=knowledge.parse("One?\n*a\nb"))
    for place in ("test.0", "Test-0", "-0"):
        with pytest.raises(BadRules):
            actions.check_rule_set(json.dumps(rules | {"evaluation": [asked[0] | {"id": place}]}))
    sent = NEEDED | {"test-0": "A", "test_0": "B", "test0": "C", "test.0": "0"}
    assert page(hall.faithful, at(hall, "evaluation"), sent).status_code == 302
    row = Evaluation.objects.get()
    assert (row.answers, row.right) == (NEEDED | {"test-0": "A", "test_0": "B", "test0": "C"}, 1)


def test_the_organisers_desk(hall: Hall) -> None:
    body = {"rule_set": hall.rules["plain"].id, "credits": "1.25", "accreditor": "Ministry", "reference": "7"}
    assert page(hall.organiser, at(hall, "desk"), body).status_code == 302
    said = words(page(hall.organiser, at(hall, "desk")))
    assert "1.25 hours" in said and "Ministry, 7" in said
    late = page(hall.organiser, at(hall, "desk"), body | {"rule_set": hall.rules["nmo"].id})
    assert late.status_code == 422 and "before the seminar begins" in words(late)
    assert 'value="Ministry"' in late.content.decode()
    for bad in ({"credits": "0"}, {"credits": "lots"}, {"rule_set": "0" * 26}, {"rule_set": "a\0"}):
        assert page(hall.organiser, at(hall, "desk"), body | bad).status_code == 422, bad
    assert page(hall.organiser, at(hall, "drop", hall.requirement("plain").id), {}).status_code == 302
    assert Requirement.objects.filter(seminar=hall.seminar).count() == 1


def test_why_a_test_is_refused_is_said_in_the_language_of_the_page(hall: Hall) -> None:
    client = browser(hall.organiser.person)
    client.cookies["django_language"] = "kk"
    for text in ("One?", "One?\n*a\n*b", "One?\n*a\na", "One?\n*a\nb\0", "\n\n".join(["One?\n*a\nb"] * 31)):
        body = {"rule_set": hall.rules["plain"].id, "test": text}
        errors = client.post(at(hall, "desk"), body).context["form"].errors["test"]
        assert errors and not re.search("[A-Za-z]{3}", " ".join(errors)), errors


def test_the_desk_holds_what_is_in_force(hall: Hall) -> None:
    mine = LEAST | {"require": {"test_percent": 50}}
    hall.rules["mine"] = actions.import_rule_set(json.dumps(mine))
    test = "One?\n* a\nb"
    row = hall.require("mine", accreditor="Ministry", reference="7", test=knowledge.parse(test))
    hall.rules["newer"] = actions.import_rule_set(json.dumps(mine | {"version": 4}))
    form = page(hall.organiser, f"{at(hall, 'desk')}?rules={row.id}").context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert (sent["rule_set"], sent["accreditor"], sent["test"]) == (hall.rules["mine"].id, "Ministry", test)
    assert page(hall.organiser, at(hall, "desk"), sent | {"reference": "8"}).status_code == 302
    row.refresh_from_db()
    assert (row.reference, row.accreditor, len(row.test)) == ("8", "Ministry", 1)
    first = page(hall.organiser, at(hall, "desk")).context["form"]
    assert first["rule_set"].value() == hall.requirement("eaccme").rule_set_id
    for empty in ("", "0" * 26):
        form = page(hall.organiser, f"{at(hall, 'desk')}?rules={empty}").context["form"]
        assert not form["accreditor"].value() and not form["test"].value()
    offered = dict(form.fields["rule_set"].choices)
    assert {hall.rules["mine"].id, hall.rules["newer"].id} <= {str(key) for key in offered}
    assert sum(name.endswith(" (3)") for name in offered.values()) == 1  # the older one says so


def test_the_step_of_setting_a_seminar_up(hall: Hall) -> None:
    said = words(page(hall.organiser, reverse("seminars:certificates", args=[hall.seminar.slug])))
    assert "European CME credits (EACCME) 2 credits" in said and "Readiness" in said
    assert page(hall.faithful, reverse("seminars:certificates", args=[hall.seminar.slug])).status_code == 403


def test_the_list_of_what_was_issued(hall: Hall) -> None:
    assert "No certificates are issued yet" in words(page(hall.organiser, at(hall, "issued")))
    number = hall.award(hall.faithful, "plain", name="Aigul <i>")
    text = page(hall.organiser, at(hall, "issued")).content.decode()
    assert number in text and "Aigul &lt;i&gt;" in text and "1 hour" in text


def test_the_seminars_page_leads_there(hall: Hall) -> None:
    home = reverse("seminars:seminar", args=[hall.seminar.slug])
    assert at(hall, "mine") in page(hall.faithful, home).content.decode()
    assert at(hall, "mine") not in page(PersonFactory.create(), home).content.decode()


def test_administrators_import_rules(hall: Hall) -> None:
    admin = PersonFactory.create(is_staff=True, is_superuser=True)
    path = reverse("admin:certificates_ruleset_add")
    assert page(None, path).status_code == 302
    assert page(hall.organiser, path).status_code in (302, 403)
    bad = page(admin, path, {"text": json.dumps(LEAST | {"unit": "points"})})
    assert bad.status_code == 200 and "unit: must be one of credits, hours" in words(bad)
    for text in ("", "{", "[" * 90_000, "a\0"):
        assert page(admin, path, {"text": text}).status_code == 200
    assert page(admin, path, {"text": json.dumps(LEAST)}).status_code == 302
    row = RuleSet.objects.get(slug="mine")
    change = reverse("admin:certificates_ruleset_change", args=[row.id])
    assert page(admin, change).status_code == 200
    assert page(admin, change, {"name": "x"}).status_code == 403
    assert (
        page(admin, reverse("admin:certificates_ruleset_delete", args=[row.id]), {"post": "yes"}).status_code
        == 403
    )
