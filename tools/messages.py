"""Interface texts: collect them, compile the catalogues, check that no translation is missing.

    python -m tools.messages          collect from Python, templates and web/src; compile
    python -m tools.messages compile  only compile .po to .mo and to web/src/i18n/generated
    python -m tools.messages check    change nothing; fail where a text is missing or stale

English is the source, so it has no catalogue. One .po per language serves Django and the room: the room gets
a JSON with only the texts that occur in web/src. Nothing here needs the gettext programs.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
GENERATED = ROOT / "web" / "src" / "i18n" / "generated"
CONTEXT_END = "\x04"  # gettext's own separator between context and text

SINGULAR = ("gettext", "gettext_lazy", "gettext_noop", "_")
PLURAL = ("ngettext", "ngettext_lazy")
PYTHON_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(SINGULAR, None),
    **dict.fromkeys(PLURAL, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
WEB_KEYWORDS: dict[str, Any] = {
    "t": None,
    "tn": (1, 2),
    "tp": ((1, "c"), 2),
}

Text = str | tuple[str, str]
Found = tuple[str, Text, str | None]  # the place, the text or its singular and plural, the context

_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def collect(root: Path = ROOT) -> list[Found]:
    """Every interface text under `root` with the file it stands in, in the order of the files."""
    found: list[Found] = []
    for path in sorted((root / "src").rglob("*.py")):
        if "migrations" not in path.parts:
            found += _located(root, path, _from_code(path, "python", PYTHON_KEYWORDS, {}))
    for path in sorted((root / "src").rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            found += _located(root, path, _from_template(path))
    options = {"jsx": "yes", "parse_template_string": "yes"}
    for path in sorted((root / "web" / "src").rglob("*.ts*")):
        if ".test." not in path.name and "generated" not in path.parts:
            found += _located(root, path, _from_code(path, "javascript", WEB_KEYWORDS, options))
    return found


def _located(root: Path, path: Path, texts: Iterable[tuple[Text, str | None]]) -> list[Found]:
    place = path.relative_to(root).as_posix()
    return [(place, text, context) for text, context in texts]


def _from_code(
    path: Path, method: str, keywords: dict[str, Any], options: dict[str, Any]
) -> Iterator[tuple[Text, str | None]]:
    source = BytesIO(path.read_bytes())
    for _line, text, _comments, context in extract(method, source, keywords=keywords, options=options):
        yield text if isinstance(text, str) else (text[0], text[1]), context


def _from_template(path: Path) -> Iterator[tuple[Text, str | None]]:
    """Django turns a template into gettext calls among noise; only the calls are read."""
    source = templatize(path.read_text(), origin=str(path))
    for call in _CALL.finditer(source):
        arguments = _literals(source[call.start() :])
        match call[1], arguments:
            case (("_" | "gettext"), [text, *_]):
                yield text, None
            case "ngettext", [text, plural, *_]:
                yield (text, plural), None
            case "pgettext", [context, text, *_]:
                yield text, context
            case "npgettext", [context, text, plural, *_]:
                yield (text, plural), context


def _literals(source: str) -> list[str]:
    """The string arguments of the call that `source` begins with."""
    for end in (match.end() for match in re.finditer(r"\)", source)):
        try:
            call = ast.parse(source[:end].strip(), mode="eval").body
        except (SyntaxError, ValueError):
            continue
        if isinstance(call, ast.Call):
            return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return []


def template(found: Iterable[Found]) -> Catalog:
    """A catalogue without translations; each text with the files it stands in."""
    catalog = Catalog(project="Consilium", fuzzy=False)
    for place, text, context in found:
        if isinstance(text, tuple):
            # The singular may stand alone elsewhere; a plural entry then serves both.
            catalog.add(text, locations=[(place, 0)], context=context)
        elif text:
            catalog.add(text, locations=[(place, 0)], context=context)
    for message in catalog:
        message.locations = sorted(set(message.locations))
        message.flags.discard("python-format")
    return catalog


def languages() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name)


def written(catalog: Catalog) -> bytes:
    """The .po file. Dates and addresses are left out: they would make every run a change."""
    out = BytesIO()
    pofile.write_po(out, catalog, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return re.sub(rb'(?m)^"(POT|PO|Last|Language-Team|Report)\b.*\n', b"", out.getvalue())


def merged(path: Path, found: Catalog) -> Catalog:
    """The language's catalogue with exactly the texts in `found`; translations are kept, none is guessed."""
    old = read(path)
    name = old.locale.english_name if old.locale else ""
    new = Catalog(
        locale=old.locale, project="Consilium", version="1", fuzzy=False, header_comment=f"# {name}"
    )
    for message in found:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        forms = _forms(known) if known else ()
        text: str | tuple[str, ...] = forms[0] if forms else ""
        if isinstance(message.id, tuple):
            text = forms if len(forms) == new.num_plurals else ("",) * new.num_plurals
        added = new.add(message.id, text, locations=message.locations, context=message.context)
        added.flags.discard("python-format")
    return new


def _forms(message: Message) -> tuple[str, ...]:
    """The translated forms of a text: one, or as many as the language has plurals."""
    string = message.string
    return (string or "",) if isinstance(string, str | None) else tuple(str(form) for form in string)


def complaints(path: Path, found: Catalog) -> list[str]:
    """What keeps this language from being complete, one sentence each."""
    catalog, language = read(path), path.parent.parent.name
    wrong = [
        f"{language}: {trouble}: {_source(message)!r}"
        for message in merged(path, found)
        if message.id and (trouble := _trouble(message))
    ]
    stale = [m for m in catalog if m.id and not found.get(m.id, m.context)]
    return wrong + [f"{language}: no longer used: {_source(message)!r}" for message in stale]


def _source(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def _trouble(message: Message) -> str:
    forms = _forms(message)
    if not all(forms):
        return "not translated"
    source = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(_PLACEHOLDER.findall(str(source)))
    strange = any(set(_PLACEHOLDER.findall(form)) - wanted for form in forms)
    # A form for exactly one may leave the number out; the last form may not.
    lost = wanted - set(_PLACEHOLDER.findall(forms[-1]))
    return "placeholders differ" if strange or lost else ""


def room_catalogue(catalog: Catalog) -> str:
    """JSON for the browser: the plural rule as data, and the translated texts that web/src uses."""
    messages = {}
    for message in catalog:
        if message.id and message.string and any(place.startswith("web/") for place, _ in message.locations):
            key = (f"{message.context}{CONTEXT_END}" if message.context else "") + _source(message)
            messages[key] = message.string
    content = {"plural": catalog.plural_forms, "messages": dict(sorted(messages.items()))}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def compile_all() -> None:
    GENERATED.mkdir(parents=True, exist_ok=True)
    for path in languages():
        catalog = read(path)
        with path.with_suffix(".mo").open("wb") as file:
            mofile.write_mo(file, catalog)
        (GENERATED / f"{_tag(path)}.json").write_text(room_catalogue(catalog))


def _tag(path: Path) -> str:
    """The language tag in lower case, as Django's LANGUAGES has it: zh_Hans -> zh-hans."""
    return path.parent.parent.name.replace("_", "-").lower()


def update() -> None:
    found = template(collect())
    for path in languages():
        path.write_bytes(written(merged(path, found)))
        missing = sum(1 for line in complaints(path, found))
        print(f"{path.relative_to(ROOT)}: {len(found)} texts, {missing} to do")
    compile_all()


def check() -> int:
    found = template(collect())
    wrong = [line for path in languages() for line in complaints(path, found)]
    for path in languages():
        target = GENERATED / f"{_tag(path)}.json"
        if not target.exists() or target.read_text() != room_catalogue(merged(path, found)):
            wrong.append(f"{target.relative_to(ROOT)} is stale: run `make messages`")
    print("\n".join(wrong) or "Every interface text is translated.")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check"]:
            return check()
        case ["compile"]:
            compile_all()
        case []:
            update()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
