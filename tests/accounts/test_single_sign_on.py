"""Single sign-on with a real provider over HTTP: who gets in, and who must not take over an account."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.config import env
from tests.support.factories import PersonFactory
from tests.support.identity import Provider

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/sso/login/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with Provider() as running:
        settings.SOCIALACCOUNT_PROVIDERS = env.openid_connect(running.environment())
        yield running


def sign_in(client: Client, provider: Provider) -> None:
    there = client.post(LOGIN)["Location"]
    assert there.startswith(f"{provider.url}/authorize?") and "code_challenge=" in there
    back = urlsplit(provider.approve(there))
    client.get(f"{back.path}?{back.query}", follow=True)


def test_a_newcomer_gets_an_account_with_their_name(client: Client, provider: Provider) -> None:
    provider.claims = {
        "sub": "1",
        "email": "Doctor@Example.org",
        "email_verified": True,
        "given_name": "Aigul",
        "family_name": "Asanova",
    }
    sign_in(client, provider)
    person = Person.objects.get()
    assert client.session["_auth_user_id"] == person.id
    assert (person.email, person.name) == ("doctor@example.org", "Aigul Asanova")
    again = Client()
    sign_in(again, provider)
    assert again.session["_auth_user_id"] == person.id and Person.objects.count() == 1


def test_a_verified_address_leads_into_the_account_that_has_it(client: Client, provider: Provider) -> None:
    person = PersonFactory.create(email="doctor@example.org", name="As before")
    provider.claims = {"sub": "2", "email": "doctor@example.org", "email_verified": True, "name": "Other"}
    sign_in(client, provider)
    assert client.session["_auth_user_id"] == person.id
    person.refresh_from_db()
    assert person.name == "As before"


def test_an_unverified_address_takes_over_nobody(client: Client, provider: Provider) -> None:
    PersonFactory.create(email="chief@example.org", is_staff=True, is_superuser=True)
    provider.claims = {"sub": "3", "email": "chief@example.org", "email_verified": False}
    sign_in(client, provider)
    assert "_auth_user_id" not in client.session and Person.objects.count() == 1


def test_a_forged_return_is_refused(client: Client, provider: Provider) -> None:
    provider.claims = {"sub": "4", "email": "x@example.org", "email_verified": True}
    there = client.post(LOGIN)["Location"]
    back = urlsplit(provider.approve(there))
    for query in (
        "",
        "code=stolen&state=wrong",
        back.query.replace("code=", "code=0"),
        "error=access_denied",
    ):
        Client().get(f"{back.path}?{query}")
        client.get(f"{back.path}?{query}")
    stranger = Client()
    stranger.get(f"{back.path}?{back.query}")
    assert "_auth_user_id" not in client.session and "_auth_user_id" not in stranger.session
    assert not Person.objects.exists()


def test_there_is_no_such_door_when_it_is_not_configured(client: Client) -> None:
    assert client.post(LOGIN).status_code == 404
    assert "oidc" not in client.get("/accounts/login/").content.decode()
