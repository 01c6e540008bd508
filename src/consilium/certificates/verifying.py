"""Whether a certificate is good: by its number, or by the file itself."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import QuerySet

from consilium.certificates import papers
from consilium.certificates.models import Certificate
from consilium.certificates.paper import inspecting
from consilium.certificates.paper.inspecting import Finding
from consilium.kernel.ids import is_id


class Standing(Enum):
    """GOOD; REVOKED; UNKNOWN: no such number here; CHANGED: signed by us, then changed; FOREIGN: not signed
    by us, or no longer; REPLACED: signed by us, but not the file that is valid now.
    """

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    FOREIGN = "foreign"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Answer:
    """`certificate` only where the standing is of one that exists."""

    standing: Standing
    certificate: Certificate | None = None


def by_number(number: str) -> Answer:
    """What is known of a number; only whoever was given the certificate has it."""
    row = _rows().filter(pk=number).first() if is_id(number) else None
    return Answer(_standing(row), row) if row else Answer(Standing.UNKNOWN)


def by_file(file: bytes) -> Answer:
    """What is known of a file: the very file, to the last bit, or else why not."""
    finding = inspecting.inspect(file, papers.key_place().known())
    if finding is not Finding.INTACT:
        return Answer(Standing.CHANGED if finding is Finding.CHANGED else Standing.FOREIGN)
    number = inspecting.number(file)
    row = _rows().filter(pk=number).first() if is_id(number) else None
    if row is None:
        return Answer(Standing.UNKNOWN)
    if row.sha256 != inspecting.digest(file):
        return Answer(Standing.REPLACED)  # what is valid now is not told to whoever has something else
    return Answer(_standing(row), row)


def _standing(row: Certificate) -> Standing:
    return Standing.REVOKED if row.revoked_at else Standing.GOOD


def _rows() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("seminar__working_group", "rule_set")
