"""Theme and language: anybody's choice, kept in a cookie, safe against hostile input."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

HOSTILE = [
    "",
    "DARK",
    "blue",
    '"><script>alert(1)</script>',
    "x" * 100_000,
    "dark; Domain=evil.example",
    "\x00",
]


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_theme_is_kept_and_rendered(client: Client, theme: str) -> None:
    answer = client.post("/theme/", {"theme": theme, "next": "/accounts/login/"})
    assert (answer.status_code, answer["location"]) == (302, "/accounts/login/")
    cookie = answer.cookies["theme"]
    assert (cookie.value, cookie["samesite"]) == (theme, "Lax")
    assert f'data-theme="{theme}"' in client.get("/accounts/login/").content.decode()


def test_without_a_choice_the_device_decides(client: Client) -> None:
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("theme", HOSTILE)
def test_nonsense_changes_nothing(client: Client, theme: str) -> None:
    assert "theme" not in client.post("/theme/", {"theme": theme}).cookies
    client.cookies["theme"] = theme[:1000].replace("\x00", "")
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


def test_a_doubled_value_is_one_choice(client: Client) -> None:
    assert client.post("/theme/", {"theme": ["dark", "light"]}).cookies["theme"].value == "light"


def test_theme_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get("/theme/?theme=dark").status_code == 405


def test_theme_needs_the_form_of_our_page() -> None:
    assert Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}).status_code == 403


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "x" * 9000],
)
@pytest.mark.parametrize("address", ["/theme/", "/language/"])
def test_no_choice_leads_to_another_host(client: Client, address: str, there: str) -> None:
    answer = client.post(address, {"theme": "dark", "language": "ru", "next": there})
    assert answer.status_code == 302
    assert "evil" not in answer["location"]
    assert not answer["location"].startswith("javascript")


def test_language_is_kept_and_rendered(client: Client) -> None:
    client.post("/language/", {"language": "ru", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="ru" dir="ltr"' in page
    assert "Войти" in page


@pytest.mark.parametrize("language", ["", "xx", "../../etc/passwd", "ru\r\nSet-Cookie: a=b", "r" * 10_000])
def test_an_unknown_language_changes_nothing(client: Client, language: str) -> None:
    client.post("/language/", {"language": language})
    assert '<html lang="en" dir="ltr"' in client.get("/accounts/login/").content.decode()
