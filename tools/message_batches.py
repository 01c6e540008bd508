"""Work for a translator: what is to do in small JSON files, and the answers back into the catalogue.

`batch` writes build/messages/<language>/NN.json, each a list of

    {"id": "3f9a…", "source": "…", "plural": "…", "context": "…", "forms": ["1, 21, …", "2, 3, …", "0, 5, …"],
     "ru": "…", "where": "…", "text": ""}

with only the keys that apply. `fill` reads such a file with "text" filled in (for a plural a list of as many
strings as `forms`), or a plain {"id": text}, in any number of files. What would break a page is refused.
"""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from tools import messages
from tools.message_rules import mistake, served

SIZE = 150
WORK = messages.ROOT / "build" / "messages"


def batch(language: str, size: int = SIZE) -> int:
    path = catalogue(language)
    found = messages.wanted()
    todo = tasks(messages.merged(path, found, borrow=True), messages.read(catalogue("ru")))
    folder = WORK / path.parent.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9].json"):
        if _answers(json.loads(old.read_text())):  # work that `fill` may not have seen
            old.replace(folder / f"answered-{int(time.time())}-{old.name}")
        else:
            old.unlink()
    for number, start in enumerate(range(0, len(todo), size), 1):
        lines = ",\n".join(json.dumps(task, ensure_ascii=False) for task in todo[start : start + size])
        (folder / f"{number:02}.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(todo)} of {len(found)} texts to do, in {folder.relative_to(messages.ROOT)}")
    return 0


def fill(language: str, files: list[Path]) -> int:
    """Takes over what is right, prints what is not; 1 when anything was refused."""
    path = catalogue(language)
    answers: dict[str, Any] = {}
    refused: list[str] = []
    for file in files:
        try:
            answers |= _answers(json.loads(file.read_text()))
        except (ValueError, KeyError, TypeError) as trouble:
            refused.append(f"{file}: not read: {trouble}")
    found = messages.wanted()
    with messages.alone():
        catalog = messages.merged(path, found, borrow=True)
        wrong = take(catalog, answers)
        todo = sum(1 for message in catalog if message.id and messages.trouble(message, catalog.plural_expr))
        messages.save(path, catalog, draft=messages.is_draft(path) and todo > 0)
        messages.compile_one(path)
    said = f"{len(answers) - len(wrong)} taken over, {todo} of {len(found)} texts to do"
    print("\n".join([*refused, *wrong, said]))
    return 1 if refused or wrong else 0


def tasks(catalog: Catalog, reference: Catalog) -> list[dict[str, Any]]:
    """What lacks a translation; texts of one page stand together."""
    todo = [
        _task(m, catalog, reference) for m in catalog if m.id and messages.trouble(m, catalog.plural_expr)
    ]
    return sorted(todo, key=lambda task: (task["where"], task["source"]))


def take(catalog: Catalog, answers: dict[str, Any]) -> list[str]:
    """Puts answers into the catalogue; those that are refused come back with the reason."""
    known = {identity(message): message for message in catalog if message.id}
    tried = ((key, answer, _take(catalog, known.get(key), answer)) for key, answer in answers.items())
    return [f"{key}: {wrong}: {answer!r}" for key, answer, wrong in tried if wrong]


def catalogue(language: str) -> Path:
    for path in messages.languages():
        if language.lower().replace("_", "-") == messages.tag(path):
            return path
    raise SystemExit(f"There is no catalogue for {language!r}.")


def identity(message: Message) -> str:
    """A short name that stays while the text stays."""
    text = "\x04".join(
        [message.context or "", *([message.id] if isinstance(message.id, str) else message.id)]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _task(message: Message, catalog: Catalog, reference: Catalog) -> dict[str, Any]:
    task: dict[str, Any] = {"id": identity(message), "source": messages.source_of(message)}
    if isinstance(message.id, tuple):
        task["plural"] = message.id[1]
        task["forms"] = [
            _some(counts) for counts in served(catalog.plural_expr, catalog.num_plurals).values()
        ]
    if message.context:
        task["context"] = message.context
    if russian := reference.get(message.id, message.context):
        task["ru"] = russian.string
    task["where"] = _where(message)
    task["text"] = [""] * catalog.num_plurals if isinstance(message.id, tuple) else ""
    return task


def _where(message: Message) -> str:
    places = [place for place, _line in message.locations]
    return places[0].removeprefix("src/consilium/").removeprefix("web/src/") if places else ""


def _some(counts: list[int]) -> str:
    return ", ".join(str(count) for count in counts[:4]) + (", …" if len(counts) > 4 else "")


def _answers(content: Any) -> dict[str, Any]:
    """{"id": text} of either shape, without the empty ones."""
    pairs = content.items() if isinstance(content, dict) else ((task["id"], task["text"]) for task in content)
    return {str(key): text for key, text in pairs if text and (isinstance(text, str) or any(text))}


def _take(catalog: Catalog, message: Message | None, answer: Any) -> str:
    """Puts the answer into the catalogue, or says what is wrong with it."""
    if message is None:
        return "no such text"
    forms = [answer] if isinstance(answer, str) else answer
    wanted = catalog.num_plurals if isinstance(message.id, tuple) else 1
    if not isinstance(forms, list) or not all(isinstance(form, str) and form.strip() for form in forms):
        return "not a text"
    if len(forms) != wanted:
        return f"{wanted} forms are needed"
    if wrong := mistake(message.id, forms, catalog.plural_expr):
        return wrong
    message.string = tuple(forms) if isinstance(message.id, tuple) else forms[0]
    return ""
