"""Interface texts: all of them are collected, and the catalogues are complete."""

from pathlib import Path

import pytest
from babel.messages import pofile
from django.conf import settings

from consilium.config import catalogues
from tools import borrowed_messages, message_batches, messages
from tools.message_rules import mistake, served
from tools.message_sources import collect

RUSSIAN = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"

TEMPLATE = """{% load i18n %}<p>{% translate "Stage" %} {% translate "Open" context "verb" %} {{ _("Floor") }}
{% blocktranslate count n=hands trimmed %}
  One hand from {{ state }}{% plural %}{{ n }} hands from {{ state }}
{% endblocktranslate %}{% comment %}don't{% endcomment %}</p>"""
ROOM = """const one = <T,>(x: T): T => x; // don't stop here
export const Bar = (p: { n: number }) => (
  <b title={t("Raise hand")}>it's {tn("{count} hand", "{count} hands", p.n)} {tp("verb", "Close")}
  {p.n > 1 ? t("Long text with {name}", { name: "x" }) : `${t("In a template")}`}</b>);"""
PYTHON = """from django.utils.translation import gettext as _, ngettext, pgettext_lazy
A = _("Two "
      "lines"); B = ngettext("%(n)s seat", "%(n)s seats", 2); C = pgettext_lazy("noun", "Close")"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "src/app/templates/app/page.html": TEMPLATE,
        "src/app/words.py": PYTHON,
        "src/app/migrations/0001.py": '_("Not this")',
        "web/src/ui/bar.tsx": ROOM,
        "web/src/ui/bar.test.tsx": 't("Nor this")',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_text_is_collected(tree: Path) -> None:
    found = {(text, context) for _place, text, context in collect(tree)}
    assert found == {
        ("Stage", None),
        ("Open", "verb"),
        ("Floor", None),
        (("One hand from %(state)s", "%(n)s hands from %(state)s"), None),
        ("Two lines", None),
        (("%(n)s seat", "%(n)s seats"), None),
        ("Close", "noun"),
        ("Raise hand", None),
        (("{count} hand", "{count} hands"), None),
        ("Close", "verb"),
        ("Long text with {name}", None),
        ("In a template", None),
    }


def test_what_is_wrong_is_said(tree: Path) -> None:
    po = tree / "ru" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    texts = {"Raise hand": "Поднять руку", "Long text with {name}": "Текст {имя}", "Gone": "Ушло"}
    po.write_text(head + "".join(f'\nmsgid "{key}"\nmsgstr "{text}"\n' for key, text in texts.items()))
    found = messages.template(collect(tree))
    said = messages.complaints(po, found)
    assert "ru: not translated: 'Stage'" in said
    assert "ru: placeholders differ: 'Long text with {name}'" in said
    assert "ru: no longer used: 'Gone'" in said
    assert not any("Raise hand" in line for line in said)
    merged = messages.merged(po, found)
    assert [m.string for m in merged if m.id == "Raise hand"] == ["Поднять руку"]
    assert '"Raise hand": "Поднять руку"' in messages.room_catalogue(merged)
    assert "Stage" not in messages.room_catalogue(merged)
    again = pofile.read_po(messages.written(merged).decode().splitlines(), locale="ru")
    assert again.num_plurals == 3


def test_the_catalogues_are_complete() -> None:
    found = messages.wanted()
    offered = [path for path in messages.languages() if not messages.is_draft(path)]
    assert [line for path in offered for line in messages.complaints(path, found)] == []


def test_what_django_and_allauth_say_to_our_users_is_ours_to_translate() -> None:
    found = messages.wanted()
    assert found.get("This field is required.") and found.get("Enter Sign-In Code")
    assert not found.get("Forgot your password?")
    assert borrowed_messages.translation("ru", "This field is required.", 3) == ("Обязательное поле.",)
    assert borrowed_messages.translation("kk", "Enter Sign-In Code", 2) == ()


@pytest.mark.parametrize(
    ("source", "forms", "wrong"),
    [
        ("Hello {name}", ["Привет, {имя}"], "placeholders differ"),
        ("Hello %(name)s", ["Привет"], "placeholders differ"),
        ("<b>Now</b>", ["<b>Сейчас<b>"], "HTML tags differ"),
        ("One\ntwo", ["Раз два"], "line breaks differ"),
        (" of two", ["из двух"], "spaces at the start or end differ"),
        (("{count} hand", "{count} hands"), ["рука", "{count} руки", "{count} рук"], "placeholders differ"),
        (("{count} hand", "{count} hands"), ["{count} рука", "{count} руки", "{count} рук"], ""),
    ],
)
def test_a_translation_keeps_what_the_page_needs(
    source: str | tuple[str, str], forms: list[str], wrong: str
) -> None:
    assert mistake(source, forms, RUSSIAN) == wrong


def test_a_form_for_one_number_may_say_it_in_words() -> None:
    rule = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
    forms = ["لا أيدي", "يد واحدة", "يدان", "{count} أيد", "{count} يدًا", "{count} يد"]
    assert mistake(("{count} hand", "{count} hands"), forms, rule) == ""
    assert served(rule, 6)[4][:2] == [11, 12]


def test_a_batch_comes_back_filled(tree: Path) -> None:
    (tree / "locale" / "ru" / "LC_MESSAGES").mkdir(parents=True)
    po = tree / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    po.write_bytes(b'msgid ""\nmsgstr ""\n"Language: ru\\n"\n' + messages.DRAFT + b'"MIME-Version: 1.0\\n"\n')
    found = messages.template(collect(tree))
    catalog = messages.merged(po, found)
    tasks = message_batches.tasks(catalog, catalog)
    assert len(tasks) == len(found)
    hands = next(task for task in tasks if task["source"] == "{count} hand")
    assert hands["forms"] == ["1, 21, 31, 41, …", "2, 3, 4, 22, …", "0, 5, 6, 7, …"]
    answers = {hands["id"]: ["{count} рука", "{count} руки", "{count} рук"], "0badbad0": "?"}
    assert message_batches.take(catalog, answers) == ["0badbad0: no such text: '?'"]
    messages.save(po, catalog, draft=True)
    assert messages.is_draft(po) and not catalogues.is_offered(tree / "locale" / "ru")
    again = messages.read(po).get(("{count} hand", "{count} hands"))
    assert again is not None and again.string == ("{count} рука", "{count} руки", "{count} рук")
    messages.save(po, catalog, draft=False)
    assert catalogues.is_offered(tree / "locale" / "ru")
    assert not catalogues.is_offered(tree / "locale" / "kk")


def test_twelve_languages_are_offered_and_none_is_a_draft() -> None:
    assert not [path for path in messages.languages() if messages.is_draft(path)]
    assert len(settings.LANGUAGES) == 12
