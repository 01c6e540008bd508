"""Signing in by a code, with a second factor; what an outsider can and cannot learn or guess."""

import re
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from consilium.accounts.models import Person
from consilium.config import env
from consilium.seminars.queries import PASSES, link_token
from tests.support.factories import JoinLinkFactory, PersonFactory

pytestmark = pytest.mark.django_db
LOGIN, CODE, SIGNUP = "/accounts/login/", "/accounts/login/code/confirm/", "/accounts/signup/"
VERIFY = "/accounts/confirm-email/"


def code_of(message: str) -> str:
    found = re.search(r"^ *([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message, re.MULTILINE)
    assert found, "the mail holds a code on a line of its own"
    return found[1]


def sign_in(client: Client, email: str, to: str = "") -> Any:
    asked = client.post(LOGIN, {"login": email, "next": to})
    page = client.get(asked["Location"]).content.decode()
    kept = re.search(r'name="code".*?name="next" value="([^"]*)"', page, re.DOTALL)
    code = code_of(str(mail.outbox[-1].body))
    return client.post(CODE, {"code": code, "next": kept[1] if kept and to else ""})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_by_mail_signs_in_and_leads_back(client: Client) -> None:
    person = PersonFactory.create(email="doctor@example.org")
    response = sign_in(client, "Doctor@Example.org", "/seminars/x/register")
    assert response.status_code == 302 and response["Location"] == "/seminars/x/register"
    assert client.session["_auth_user_id"] == person.id


def test_a_new_person_signs_up_with_an_email_alone(client: Client) -> None:
    assert client.post(SIGNUP, {"email": "New@Example.org"}).status_code == 302
    assert not signed_in(client)
    response = client.post(VERIFY, {"code": code_of(str(mail.outbox[-1].body))})
    assert response.status_code == 302 and signed_in(client)
    assert Person.objects.get().email == "new@example.org"


def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    PersonFactory.create(email="known@example.org")
    for path, field in ((LOGIN, "login"), (SIGNUP, "email")):
        answers = []
        for email in ("known@example.org", "unknown@example.org"):
            browser = Client()
            response = browser.post(path, {field: email})
            page = browser.get(response["Location"]).content.decode().replace(email, "")
            answers.append((response.status_code, response["Location"], re.sub(r'value="[^"]*"', "", page)))
        assert answers[0] == answers[1]
    assert len(mail.outbox) == 4


def test_an_invited_guest_later_signs_in_with_the_same_address(client: Client) -> None:
    guest = JoinLinkFactory.create().person
    assert sign_in(client, guest.email).status_code == 302 and signed_in(client)
    assert Person.objects.count() == 1


def test_guessing_codes_ends_after_three(client: Client) -> None:
    PersonFactory.create(email="doctor@example.org")
    client.post(LOGIN, {"login": "doctor@example.org"})
    right = code_of(str(mail.outbox[-1].body))
    for _ in range(3):
        client.post(CODE, {"code": "WRNG-CODE"})
    client.post(CODE, {"code": right})
    assert not signed_in(client)


def test_asking_for_codes_is_limited() -> None:
    PersonFactory.create(email="doctor@example.org")
    for _ in range(6):
        Client().post(LOGIN, {"login": "doctor@example.org"})
    assert len(mail.outbox) == 3, "three a minute for one address"


def test_inactive_persons_stay_out(client: Client) -> None:
    PersonFactory.create(email="gone@example.org", is_active=False)
    client.post(LOGIN, {"login": "gone@example.org"})
    codes = [
        message
        for message in mail.outbox
        if re.search(r"^ *[A-Z0-9]{4}-[A-Z0-9]{4}$", str(message.body), re.M)
    ]
    for message in codes:
        client.post(CODE, {"code": code_of(str(message.body))})
    assert not signed_in(client)


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "x" * 400 + "@example.org", "a\x00@example.org", "<b>@x.org"]
)
def test_broken_addresses_are_refused(client: Client, email: str) -> None:
    for path, field in ((LOGIN, "login"), (SIGNUP, "email")):
        response = client.post(path, {field: email})
        assert response.status_code == 200 and response.context["form"].errors
    assert not mail.outbox


def test_signing_in_leads_to_no_other_host(client: Client) -> None:
    PersonFactory.create(email="doctor@example.org")
    assert sign_in(client, "doctor@example.org", "https://evil.example/")["Location"].startswith("/")


def test_signing_in_ends_the_passes_of_this_browser(client: Client) -> None:
    PersonFactory.create(email="doctor@example.org")
    client.get(f"/join/{link_token(JoinLinkFactory.create())}")
    assert client.session[PASSES]
    sign_in(client, "doctor@example.org")
    assert PASSES not in client.session


def test_a_second_factor_is_asked_for_when_there_is_one(client: Client) -> None:
    person = PersonFactory.create(email="doctor@example.org")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    response = sign_in(client, "doctor@example.org")
    assert response["Location"].startswith("/accounts/2fa/authenticate/") and not signed_in(client)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not signed_in(client)
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert signed_in(client)


def test_a_recovery_code_serves_once(client: Client) -> None:
    person = PersonFactory.create(email="doctor@example.org")
    TOTP.activate(person, get_adapter().encrypt("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    [code, *_] = RecoveryCodes.activate(person).get_unused_codes()
    sign_in(client, "doctor@example.org")
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(client)
    browser = Client()
    sign_in(browser, "doctor@example.org")
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert not signed_in(browser)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(
    "path",
    [
        "/profile/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/sessions/",
        "/accounts/3rdparty/",
        "/admin/login/?next=/admin/",
    ],
)
def test_an_outsider_is_sent_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("path", [LOGIN, SIGNUP, "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"])
def test_account_pages_open_without_inline_script_or_style(client: Client, path: str) -> None:
    if path not in (LOGIN, SIGNUP):
        sign_in(client, PersonFactory.create().email)
    response = client.get(path)
    text = response.content.decode()
    assert response.status_code == 200
    assert " style=" not in text and not re.search(r"<script(?![^>]*(src=|application/json))", text)


def test_a_person_of_no_rank_does_not_enter_the_administration(client: Client) -> None:
    client.force_login(PersonFactory.create())
    assert client.get("/admin/").status_code in (302, 403)
    client.force_login(PersonFactory.create(is_staff=True, is_superuser=True))
    assert client.get("/admin/").status_code == 200


def test_single_sign_on_is_there_only_when_configured() -> None:
    assert env.openid_connect({}) == {}
    values = {"OIDC_SERVER_URL": "https://id.example.org", "OIDC_CLIENT_ID": "consilium", "OIDC_SECRET": "s"}
    [app] = env.openid_connect(values)["openid_connect"]["APPS"]
    assert app["settings"]["server_url"] == "https://id.example.org" and app["provider_id"] == "sso"
