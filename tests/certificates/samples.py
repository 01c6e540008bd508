"""Papers in the twelve languages, with words of their own, whatever the catalogues hold yet.

The words are the tests' (nobody's translation): what counts is that every script is set as it is written.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from consilium.certificates.paper import content
from consilium.certificates.paper.content import Line, Paper, Words

#: heading, opening, deed, held on, organised by, credits, minutes, rules, accredited by, reference, issued
#: on, number, verify, signed, holder, seminar, organiser
_SAMPLES: dict[str, list[str]] = json.loads(Path(__file__).with_name("samples.json").read_text())
NUMBER = "01kcb8w2v9xq7m5t0000000001"
LANGUAGES = tuple(_SAMPLES)


def paper(language: str = "en", **changes: object) -> Paper:
    """A paper whose every line is filled."""
    *_, holder, seminar, organiser = _SAMPLES[language]
    values: dict[str, object] = {
        "number": NUMBER,
        "url": f"https://consilium.example.org/certificates/{NUMBER}",
        "language": language,
        "holder": holder,
        "seminar": seminar,
        "held_on": date(2026, 11, 26),
        "issued_on": date(2026, 11, 28),
        "organiser": organiser,
        "unit": "credits",
        "amount": Decimal("2.50"),
        "minutes": 98,
        "rule_set": "EACCME",
        "accreditor": "European Accreditation Council for CME",
        "reference": "LEE-2026-01234",
    }
    return Paper(**(values | changes))  # type: ignore[arg-type]


def words(language: str, made: Paper | None = None) -> Words:
    """The words around it, in that language."""
    made = made or paper(language)
    heading, opening, deed, *rest = _SAMPLES[language]
    labels, (number, verify, signed) = rest[:8], rest[8:11]
    facts = [line.text for line in content.words(made).lines]
    return Words(
        heading=heading,
        opening=opening,
        holder=made.holder,
        deed=deed,
        seminar=made.seminar,
        lines=tuple(Line(label, fact) for label, fact in zip(labels, facts, strict=True)),
        number=Line(number, made.number),
        verify=verify,
        signed=signed,
    )
