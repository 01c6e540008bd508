"""Papers set by Typst: data in, PDF out. Texts are handed over as data and never read as markup."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import segno
from typst import Compiler

from consilium.certificates.paper import faces
from consilium.certificates.paper.content import Paper, Words, is_right_to_left, words
from consilium.certificates.paper.texts import printable

STANDARDS = ["a-2a", "ua-1"]  # lasts, and can be read aloud
_ONE_AT_A_TIME = Lock()
_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = {"holder": 120, "seminar": 200, "text": 200}  # characters; 300 of any other


def certificate(paper: Paper, said: Words | None = None, **how: Any) -> bytes:
    """The page of a certificate as PDF, not signed yet. The same paper gives the same bytes.

    `said` instead of the words of the catalogue; `how`: what `Compiler.compile` takes besides.
    """
    said = said or words(paper)
    data = fit(asdict(said)) | {"qr": qr(paper.url), "url": paper.url, "raw_number": paper.number}
    at = datetime(paper.issued_on.year, paper.issued_on.month, paper.issued_on.day, tzinfo=UTC)
    return typeset("certificate.typ", data, paper.language, at, **how)


def typeset(template: str, data: dict[str, Any], language: str, at: datetime, **how: Any) -> bytes:
    """A template of ours with `data`; `at`: the moment written into the file."""
    frame = {
        "language": language.split("-")[0],
        "rtl": is_right_to_left(language),
        "faces": faces.families(language),
        "title_faces": faces.families(language, title=True),
    }
    inputs = {"data": json.dumps(data | frame, ensure_ascii=False)}
    options = {"format": "pdf", "pdf_standards": STANDARDS} | how
    with _ONE_AT_A_TIME:  # a compiler that is asked twice at once refuses
        compiled = _compiler(template).compile(sys_inputs=inputs, timestamp=at, **options)
    if not isinstance(compiled, bytes):
        raise TypeError(f"{template} gave more than one page of pictures")
    return compiled


@cache
def _compiler(template: str) -> Compiler:
    """Kept: a second paper takes a tenth of the first one's time."""
    return Compiler(str(_TEMPLATES / template), root=str(_TEMPLATES), font_paths=faces.fonts())


def qr(url: str) -> str:
    """A code of an address as SVG; M: readable with a seventh of it lost."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def fit(value: Any, key: str = "") -> Any:
    """Every text in it made fit for print."""
    if isinstance(value, str):
        return printable(value, _LONGEST.get(key, 300))
    if isinstance(value, dict):
        return {name: fit(inner, name) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [fit(inner, key) for inner in value]
    return value
