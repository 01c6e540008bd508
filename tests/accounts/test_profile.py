"""The profile and the time zone: as their owner, as an outsider, with nonsense."""

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from consilium.accounts import queries
from consilium.accounts.actions import person_by_email
from consilium.accounts.language import speak_to
from consilium.accounts.models import Person
from tests.support.factories import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Доктор Один",
    "title": "Prof.",
    "specialty": "Surgery",
    "state": "TJ",
    "languages_spoken": ["tg", "ru"],
    "languages_read": ["tg", "ru", "fa"],
    "time_zone": "Asia/Dushanbe",
    "interface_language": "ru",
}


def test_a_person_saves_their_profile(client: Client) -> None:
    person = PersonFactory.create()
    client.force_login(person)
    page = client.get("/profile/")
    assert page.status_code == 200 and b"-----" not in page.content  # a dash means none, not nine
    institution = InstitutionFactory.create()
    assert client.post("/profile/", {**FORM, "institution": institution.id}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.state, person.languages_read) == ("Доктор Один", "TJ", ["tg", "ru", "fa"])
    assert person.institution == institution and person.time_zone == "Asia/Dushanbe"
    assert not person.answer_mails and not person.certificate_mails  # neither box was ticked


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "n" * 121},
        {"state": "Tajikistan"},
        {"languages_spoken": ["klingon"]},
        {"time_zone": "../../etc/passwd"},
        {"interface_language": "xx"},
        {"institution": "none"},
        {"specialty": "a\x00b"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_broken_profiles_are_refused_and_change_nothing(client: Client, wrong: dict[str, object]) -> None:
    person = PersonFactory.create(name="Before")
    client.force_login(person)
    response = client.post("/profile/", {**FORM, **wrong})
    assert response.status_code == 422 and response.context["form"].errors
    person.refresh_from_db()
    assert person.name == "Before"


def test_a_profile_form_cannot_raise_its_owner(client: Client) -> None:
    person = PersonFactory.create()
    client.force_login(person)
    client.post("/profile/", {**FORM, "is_staff": "on", "is_superuser": "on", "email": "chief@example.org"})
    fresh = Person.objects.get(pk=person.pk)
    assert not fresh.is_staff and not fresh.is_superuser and fresh.email == person.email


def test_hostile_names_are_shown_as_text(client: Client) -> None:
    client.force_login(PersonFactory.create(name="<script>alert(1)</script>"))
    assert b"<script>alert" not in client.get("/profile/").content


def test_a_time_zone_is_kept_in_a_cookie_and_in_the_profile(client: Client) -> None:
    response = client.post("/time-zone/", {"time_zone": "Asia/Almaty", "next": "/?topic=x"})
    assert response["Location"] == "/?topic=x" and client.cookies["tz"].value == "Asia/Almaty"
    person = PersonFactory.create()
    client.force_login(person)
    client.post("/time-zone/", {"time_zone": "Asia/Tehran"})
    person.refresh_from_db()
    assert person.time_zone == "Asia/Tehran"


@pytest.mark.parametrize("zone", ["", "Mars/Base", "Etc/GMT+5", "\x00"])
def test_unknown_zones_and_other_hosts_are_refused(client: Client, zone: str) -> None:
    response = client.post("/time-zone/", {"time_zone": zone, "next": "https://evil.example/"})
    assert response["Location"] == "/" and "tz" not in client.cookies
    assert client.get("/time-zone/").status_code == 405


def test_a_browsers_old_spelling_of_a_zone_is_taken_and_stays_choosable(client: Client) -> None:
    person = PersonFactory.create()
    client.force_login(person)
    client.post("/time-zone/", {"time_zone": "Asia/Calcutta"})
    assert client.get("/?tz=Asia/Calcutta").context["programme"].offset == "UTC+5:30"
    assert b'value="Asia/Calcutta" selected' in client.get("/profile/").content


def test_one_person_per_address_whatever_the_case() -> None:
    first = person_by_email(" Guest@Example.org ", name="Guest")
    assert person_by_email("guest@example.ORG", name="Other") == first and first.name == "Guest"


def test_who_confirmed_an_address_beside_their_first_is_found_by_it() -> None:
    person = PersonFactory.create()
    EmailAddress.objects.create(user=person, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=person, email="third@example.org")
    assert person_by_email(" Second@Example.org ") == person
    assert person_by_email("third@example.org") != person, "anybody may write down any address"


def test_every_state_has_a_name_in_the_interface_language() -> None:
    named = dict(queries.state_choices())
    assert named["TJ"] == "Tajikistan" and "EU" not in named and len(named) > 240
    assert queries.state_name("KG") == "Kyrgyzstan" and queries.state_name("??") == "??"


def test_the_language_of_the_profile_becomes_that_of_the_pages(client: Client) -> None:
    client.force_login(PersonFactory.create())
    client.post("/profile/", FORM)
    assert '<html lang="ru"' in client.get("/profile/").content.decode()


def test_a_language_chosen_on_a_page_is_kept_in_the_profile(client: Client) -> None:
    person = PersonFactory.create()
    client.force_login(person)
    client.post("/language/", {"language": "ru", "next": "/profile/"})
    person.refresh_from_db()
    assert person.interface_language == "ru" and client.cookies["django_language"]["max-age"] == 31_536_000
    client.post("/language/", {"language": "xx"})
    client.post("/language/", {"language": ["en", "x" * 10_000]})
    person.refresh_from_db()
    assert person.interface_language == "ru"


def test_a_browser_speaks_the_language_of_who_signs_in() -> None:
    person = PersonFactory.create(interface_language="ru")
    assert speak_to(person, HttpResponse()).cookies["django_language"].value == "ru"
    assert not speak_to(PersonFactory.create(), HttpResponse()).cookies
    assert not speak_to(PersonFactory.create(interface_language="tlh"), HttpResponse()).cookies
