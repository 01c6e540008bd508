"""Interface texts: all of them are collected, and the catalogues are complete."""

from pathlib import Path

import pytest
from babel.messages import pofile

from tools import messages

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
    found = {(text, context) for _place, text, context in messages.collect(tree)}
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
    found = messages.template(messages.collect(tree))
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
    found = messages.template(messages.collect())
    offered = [path for path in messages.languages() if not messages.is_draft(path)]
    assert [line for path in offered for line in messages.complaints(path, found)] == []
