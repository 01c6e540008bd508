"""Persons in the administration: made, given another address, and not shown to outsiders."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.test import Client
from django.urls import reverse

from consilium.accounts.models import Person
from tests.accounts.test_sign_in import sign_in, signed_in
from tests.support.factories import PersonFactory

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:accounts_person_add"), reverse("admin:accounts_person_changelist")


def change(person: Person) -> str:
    return reverse("admin:accounts_person_change", args=[person.pk])


def fields(**given: str) -> dict[str, str]:
    return {"languages_spoken": "[]", "languages_read": "[]", "is_active": "on", **given}


@pytest.fixture
def office() -> Client:
    made = Client()
    made.force_login(Person.objects.create_superuser("office@example.org"))
    return made


def addresses(person: Person) -> list[Any]:
    return list(EmailAddress.objects.filter(user=person).order_by("pk").values_list("email", "primary"))


def test_a_person_is_made_and_listed(office: Client) -> None:
    assert office.post(ADD, fields(email="New@Example.org", name="New")).status_code == 302
    made = Person.objects.get(email="new@example.org")
    assert addresses(made) == [("new@example.org", True)] and not made.has_usable_password()
    assert b"new@example.org" in office.get(LIST).content and office.get(change(made)).status_code == 200


def test_another_address_signs_in_and_the_old_one_does_no_longer(office: Client) -> None:
    person = PersonFactory.create(email="old@example.org")
    assert office.post(change(person), fields(email="New@Example.org", name="A")).status_code == 302
    person.refresh_from_db()
    assert person.email == "new@example.org" and addresses(person) == [("new@example.org", True)]
    assert not filter_users_by_email("old@example.org")
    browser = Client()
    sign_in(browser, "new@example.org")
    assert signed_in(browser) and browser.session["_auth_user_id"] == person.id


def test_an_address_of_their_own_becomes_the_first_and_others_stay(office: Client) -> None:
    person = PersonFactory.create(email="first@example.org")
    for email in ("second@example.org", "third@example.org"):
        EmailAddress.objects.create(user=person, email=email, verified=True)
    assert office.post(change(person), fields(email="second@example.org", name="A")).status_code == 302
    assert addresses(person) == [("second@example.org", True), ("third@example.org", False)]
    assert office.post(change(person), fields(email="second@example.org", name="B")).status_code == 302
    assert addresses(person) == [("second@example.org", True), ("third@example.org", False)]


def test_an_address_of_somebody_else_is_refused(office: Client) -> None:
    person, other = PersonFactory.create(), PersonFactory.create(email="other@example.org")
    EmailAddress.objects.create(user=other, email="second@example.org", verified=True)
    kept = addresses(person)
    for email in ("Other@example.org", "Second@example.org", "x", ""):
        page = office.post(change(person), fields(email=email, name="A"))
        assert page.status_code == 200 and page.context["adminform"].form.errors["email"]
    assert addresses(person) == kept


def test_outsiders_and_persons_of_no_rank_see_nobody(client: Client) -> None:
    person = PersonFactory.create(email="kept@example.org")
    for _ in range(2):
        for path in (ADD, LIST, change(person)):
            for answer in (client.get(path), client.post(path, fields(email="taken@example.org"))):
                assert answer.status_code in (302, 403) and b"kept@example.org" not in answer.content
        client.force_login(person)
    assert not Person.objects.filter(email="taken@example.org").exists()
    assert addresses(person) == [("kept@example.org", True)]
