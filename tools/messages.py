"""Interface texts: collect them, compile the catalogues, check that no translation is missing.

    python -m tools.messages          collect from Python, templates and web/src; compile
    python -m tools.messages compile  only compile .po to .mo and to web/src/i18n/generated
    python -m tools.messages check    change nothing; fail where a text is missing or stale
    python -m tools.messages batch LANGUAGE [SIZE]    write what is to do into small files for a translator
    python -m tools.messages fill LANGUAGE FILE...    take the answers over; say which are refused, and why

English is the source, so it has no catalogue. One .po per language serves Django and the room: the room gets
a JSON with only the texts that occur in web/src. Nothing here needs the gettext programs.
"""

import fcntl
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message

from tools import borrowed_messages
from tools.message_formats import formats
from tools.message_rules import mistake
from tools.message_sources import Found, collect

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
GENERATED = ROOT / "web" / "src" / "i18n" / "generated"
LOCK = ROOT / "build" / "messages" / ".lock"
CONTEXT_END = "\x04"  # gettext's own separator between context and text
DRAFT = b'"X-Consilium-Status: draft\\n"\n'  # in the head of a catalogue that pages may not offer yet
PLURALS = {  # where gettext's or CLDR's custom differs from what Babel writes
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
    "fa": "nplurals=2; plural=(n > 1);",
    "hi": "nplurals=2; plural=(n > 1);",
}


def wanted() -> Catalog:
    """What every language must have: our own texts, and those of Django and allauth that our users see."""
    return template([*collect(ROOT), *borrowed_messages.collect()])


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


# 0 to 9 in every language, also where it has figures of its own: a dose must look the same
_ROWS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९")
_FIGURES = {ord(figure): str(value) for row in _ROWS for value, figure in enumerate(row)}


@contextmanager
def alone() -> Iterator[None]:
    """One writer of catalogues at a time: several people fill them beside each other."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def languages() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name)


def is_draft(path: Path) -> bool:
    return DRAFT in path.read_bytes()[:2000]


def save(path: Path, catalog: Catalog, *, draft: bool) -> None:
    content = written(catalog)
    if draft:
        content = content.replace(b'"MIME-Version', DRAFT + b'"MIME-Version', 1)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def written(catalog: Catalog) -> bytes:
    """The .po file. Dates and addresses are left out: they would make every run a change."""
    out = BytesIO()
    pofile.write_po(out, catalog, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return re.sub(rb'(?m)^"(POT|PO|Last|Language-Team|Report)\b.*\n', b"", out.getvalue())


def merged(path: Path, found: Catalog, *, borrow: bool = False) -> Catalog:
    """The language's catalogue with exactly the texts in `found`; translations are kept, none is guessed.

    `borrow`: where ours is empty, a text of Django's or allauth's is taken with their translation.
    """
    old = read(path)
    name = old.locale.english_name if old.locale else ""
    new = Catalog(
        locale=old.locale, project="Consilium", version="1", fuzzy=False, header_comment=f"# {name}"
    )
    if custom := PLURALS.get(path.parent.parent.name):
        new.mime_headers = [("Plural-Forms", custom)]
    for message in found:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        forms = forms_of(known) if known else ()
        if (
            borrow
            and _is_borrowed(message)
            and (not any(forms) or mistake(message.id, forms, new.plural_expr))
        ):
            forms = borrowed_messages.translation(path.parent.parent.name, message.id, new.num_plurals)
            forms = () if forms and mistake(message.id, forms, new.plural_expr) else forms
        text: str | tuple[str, ...] = forms[0] if forms else ""
        if isinstance(message.id, tuple):
            text = forms if len(forms) == new.num_plurals else ("",) * new.num_plurals
        if isinstance(text, str):
            text = text.translate(_FIGURES)
        else:
            text = tuple(form.translate(_FIGURES) for form in text)
        added = new.add(message.id, text, locations=message.locations, context=message.context)
        added.flags.discard("python-format")
    return new


def _is_borrowed(message: Message) -> bool:
    return all(place.startswith(borrowed_messages.PLACES) for place, _ in message.locations)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translated forms of a text: one, or as many as the language has plurals."""
    string = message.string
    return (string or "",) if isinstance(string, str | None) else tuple(str(form) for form in string)


def complaints(path: Path, found: Catalog) -> list[str]:
    """What keeps this language from being complete, one sentence each."""
    catalog, language = read(path), path.parent.parent.name
    faults = [
        f"{language}: {wrong}: {source_of(message)!r}"
        for message in merged(path, found)
        if message.id and (wrong := trouble(message, catalog.plural_expr))
    ]
    stale = [m for m in catalog if m.id and not found.get(m.id, m.context)]
    return faults + [f"{language}: no longer used: {source_of(message)!r}" for message in stale]


def source_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)


def trouble(message: Message, rule: str) -> str:
    forms = forms_of(message)
    if not all(forms):
        return "not translated"
    return mistake(message.id, forms, rule)


def room_catalogue(catalog: Catalog) -> str:
    """JSON for the browser: plural rule and date words as data, and the texts that web/src uses."""
    messages = {}
    for message in catalog:
        if message.id and message.string and any(place.startswith("web/") for place, _ in message.locations):
            key = (f"{message.context}{CONTEXT_END}" if message.context else "") + source_of(message)
            messages[key] = message.string
    content = {
        "plural": catalog.plural_forms,
        "formats": formats(catalog.locale) if catalog.locale else None,
        "messages": dict(sorted(messages.items())),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def compile_all() -> None:
    GENERATED.mkdir(parents=True, exist_ok=True)
    for path in languages():
        compile_one(path)


def compile_one(path: Path) -> None:
    catalog = read(path)
    with path.with_suffix(".mo").open("wb") as file:
        mofile.write_mo(file, catalog)
    (GENERATED / f"{tag(path)}.json").write_text(room_catalogue(catalog))


def tag(path: Path) -> str:
    """The language tag in lower case, as Django's LANGUAGES has it: zh_Hans -> zh-hans."""
    return path.parent.parent.name.replace("_", "-").lower()


def update() -> None:
    found = wanted()
    with alone():
        for path in languages():
            save(path, merged(path, found, borrow=True), draft=is_draft(path))
            missing = len(complaints(path, found))
            print(f"{path.relative_to(ROOT)}: {len(found)} texts, {missing} to do{_note(path)}")
    compile_all()


def _note(path: Path) -> str:
    return " (a draft, not offered)" if is_draft(path) else ""


def check() -> int:
    """Drafts may lack texts; they are counted. A catalogue that is offered may not."""
    found = wanted()
    drafts = [path for path in languages() if is_draft(path)]
    for path in drafts:
        print(f"{tag(path)}: {len(complaints(path, found))} to do{_note(path)}")
    wrong = [line for path in languages() if path not in drafts for line in complaints(path, found)]
    for path in languages():
        target = GENERATED / f"{tag(path)}.json"
        if path in drafts:
            continue
        if not target.exists() or target.read_text() != room_catalogue(merged(path, found)):
            wrong.append(f"{target.relative_to(ROOT)} is stale: run `make messages`")
    print("\n".join(wrong) or "Every interface text is translated.")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    from tools import message_batches  # which stands on this module

    match arguments:
        case ["check"]:
            return check()
        case ["compile"]:
            compile_all()
        case ["batch", language, *size]:
            return message_batches.batch(language, int(size[0]) if size else message_batches.SIZE)
        case ["fill", language, *files] if files:
            return message_batches.fill(language, [Path(file) for file in files])
        case []:
            update()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
