"""All twelve languages of the interface: their pages, their faces, their menu, the page about them."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from consilium.kernel import languages
from consilium.ui import reviews

pytestmark = pytest.mark.django_db
ALL = [(language.tag, language.endonym) for language in languages.INTERFACE]
PUBLIC = ("/", "/languages/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/nowhere/")


@pytest.mark.parametrize("tag", languages.BY_TAG)
@pytest.mark.parametrize("address", PUBLIC)
@override_settings(LANGUAGES=ALL)
def test_public_pages_in_every_language(client: Client, address: str, tag: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = tag
    page = client.get(address, follow=True).content.decode()
    direction = "rtl" if tag in ("ur", "fa", "ar") else "ltr"
    assert f'<html lang="{tag.replace("hans", "Hans")}" dir="{direction}"' in page
    offered = dict(settings.LANGUAGES)
    assert all(name in page for name in offered.values()) or address == "/nowhere/"


def test_the_page_about_the_translations_is_honest(client: Client) -> None:
    page = client.get("/languages/").content.decode()
    assert "The source of all others" in page and "Not yet reviewed by a native speaker" in page
    assert 'href="/languages/"' in page and page.count('scope="row"') == 12
    assert client.post("/languages/").status_code == 405


def test_reviews_and_drafts_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "reviews.json").write_text(json.dumps({"ru": {"by": "N. N.", "on": "2026-11-24"}}))
    with override_settings(LANGUAGES=[("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]):
        found = {one.tag: one for one in reviews.catalogues(tmp_path)}
    assert (found["ru"].state, found["ru"].by, found["ru"].on) == ("reviewed", "N. N.", "November 24, 2026")
    assert [found[tag].state for tag in ("en", "kk", "ur")] == ["source", "unreviewed", "draft"]
    with translation.override("be"):
        assert reviews.catalogues(tmp_path)[2].name == "кітайская (спрошчаныя іерогліфы)"


def test_the_file_of_reviews_knows_the_languages() -> None:
    kept = json.loads((settings.LOCALE_PATHS[0] / "reviews.json").read_text())
    assert [reviews.SOURCE, *kept] == list(languages.BY_TAG)


SHEETS = {
    "ru": "cyrillic",
    "tg": "cyrillic",
    "ur": "urdu",
    "fa": "arabic",
    "zh-hans": "han",
    "hi": "devanagari",
}


@pytest.mark.parametrize("saving", ["", "off", "on"])
@pytest.mark.parametrize("tag", [*SHEETS, "en", "uz"])
@override_settings(LANGUAGES=ALL)
def test_a_page_links_the_faces_of_its_script_alone(client: Client, tag: str, saving: str) -> None:
    sheet = SHEETS.get(tag) if saving != "on" else None
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = tag
    answer = client.get("/languages/", headers={"save-data": saving} if saving else {})
    assert answer.context["page_faces"] == (f"src/styles/fonts/{sheet}.css" if sheet else "")
    assert answer.content.decode().count("assets/fonts-") <= bool(sheet)
