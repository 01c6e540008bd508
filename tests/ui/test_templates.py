"""The base templates: every page of signing in has our look, and none needs what its policy forbids."""

import re

import pytest
from django.core.paginator import Paginator
from django.forms import (
    BooleanField,
    CharField,
    ChoiceField,
    Form,
    MultipleChoiceField,
    RadioSelect,
    Textarea,
)
from django.forms import CheckboxSelectMultiple as Boxes
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from consilium.accounts.models import Person

SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>")
HANDLER = re.compile(r"<[^>]+\son[a-z]+=")

OUTSIDERS = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/inactive/"]
MEMBERS = [
    "/profile/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/3rdparty/",
]


def assert_ours(page: str) -> None:
    assert 'class="site-head"' in page
    assert re.search(r'<link rel="stylesheet" href="/static/assets/style-[\w-]+\.css">', page)
    assert '<html lang="' in page
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert "<style" not in page
    assert not SCRIPT.search(page)
    assert not HANDLER.search(page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", page):
        if not re.search(r'type="(?:hidden|checkbox|radio)"', field):
            assert 'class="input"' in field, field


@pytest.mark.django_db
@pytest.mark.parametrize("address", OUTSIDERS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_of_an_outsider(client: Client, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language}, follow=True)
    assert answer.status_code == 200
    assert_ours(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", MEMBERS)
def test_pages_of_a_signed_in_person(client: Client, address: str) -> None:
    client.force_login(Person.objects.create_user("doctor@example.org", name="<b>Doctor</b> One"))
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert_ours(page)
    assert "<b>Doctor" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", MEMBERS[:2] + MEMBERS[3:])
def test_an_outsider_is_asked_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_error_pages_stand_alone(name: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{name}.html")
    assert_ours(page)
    assert name[:3] in page


@pytest.mark.django_db
def test_an_unknown_address_has_our_page(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert_ours(answer.content.decode())


class Answers(Form):
    name = CharField(help_text="As on your licence.", max_length=5)
    words = CharField(widget=Textarea, required=False)
    state = ChoiceField(choices=[("KZ", "Kazakhstan"), ("<b>", "<b>")])
    languages = MultipleChoiceField(choices=[("ru", "Русский"), ("kk", "Қазақша")], widget=Boxes)
    form_of = ChoiceField(choices=[("a", "A"), ("b", "B")], widget=RadioSelect)
    agreed = BooleanField()


def test_a_field_says_its_label_hint_and_error() -> None:
    page = Answers({"name": '"><script>'}).as_div()
    assert '<label for="id_name">' in page
    assert 'class="hint" id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page
    assert "<b>" not in page
    assert page.count("<legend>") == 2
    assert '<label class="check" for="id_agreed">' in page


def test_a_refusal_of_the_whole_form_is_announced() -> None:
    form = Answers({})
    form.add_error(None, "Taken <already>.")
    page = form.as_div()
    assert 'role="alert"' in page
    assert "Taken &lt;already&gt;." in page


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ""),
        ("  ", ""),
        ("Dilnoza", "D"),
        ("Dilnoza A. Karimova", "DK"),
        ("李文", "李"),
        ("<b> x", "X"),
        ("7 9", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert rendered("{{ name|initials }}", name=name) == expected


def test_a_language_pill_says_what_its_shape_shows() -> None:
    page = rendered("{% language_pill tag mode %}", tag="kk", mode="captions")
    assert 'class="lang ai"' in page
    assert '<span lang="kk">Қазақша</span>' in page
    assert "machine captions" in page


def test_a_hostile_language_is_only_text() -> None:
    page = rendered("{% language_pill tag mode %}", tag='"><script>', mode='"><script>')
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("tag", "expected"), [("ur", "ur rtl"), ("zh-hans", "zh-Hans ltr"), ("en", "en ltr")]
)
def test_language_and_direction_of_the_page(tag: str, expected: str) -> None:
    with translation.override(tag):
        assert rendered("{% page_lang %} {% page_dir %}") == expected


def test_pagination_keeps_the_other_choices() -> None:
    request = RequestFactory().get("/?topic=imaging&page=2")
    page = Paginator(range(95), 5).get_page(2)
    shown = render_to_string("ui/pagination.html", {"page": page, "request": request})
    assert 'href="?topic=imaging&amp;page=3"' in shown
    assert shown.count('aria-current="page"') == 1
    assert "…" in shown


def test_one_page_needs_no_pagination() -> None:
    page = Paginator([1], 5).get_page(1)
    assert render_to_string("ui/pagination.html", {"page": page}).strip() == ""
