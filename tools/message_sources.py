"""Interface texts as they stand in Python, Django templates and TypeScript."""

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

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


def collect(root: Path) -> list[Found]:
    """Every interface text under `root` with the file it stands in, in the order of the files."""
    found: list[Found] = []
    for path in sorted((root / "src").rglob("*.py")):
        if "migrations" not in path.parts:
            found += located(root, path, from_code(path))
    for path in sorted((root / "src").rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            found += located(root, path, from_template(path))
    options = {"jsx": "yes", "parse_template_string": "yes"}
    for path in sorted((root / "web" / "src").rglob("*.ts*")):
        if ".test." not in path.name and "generated" not in path.parts:
            found += located(root, path, from_code(path, "javascript", WEB_KEYWORDS, options))
    return found


def located(root: Path, path: Path, texts: Iterable[tuple[Text, str | None]]) -> list[Found]:
    place = path.relative_to(root).as_posix()
    return [(place, text, context) for text, context in texts]


def from_code(
    path: Path,
    method: str = "python",
    keywords: dict[str, Any] = PYTHON_KEYWORDS,
    options: dict[str, Any] | None = None,
) -> Iterator[tuple[Text, str | None]]:
    source = BytesIO(path.read_bytes())
    for _line, text, _comments, context in extract(method, source, keywords=keywords, options=options or {}):
        yield text if isinstance(text, str) else (text[0], text[1]), context


def from_template(path: Path) -> Iterator[tuple[Text, str | None]]:
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
