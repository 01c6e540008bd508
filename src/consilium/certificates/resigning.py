"""Papers signed anew by the key of today, as after a theft of the key before.

What has been done is told by the papers themselves: so it may be broken off, and begun again, at any time.
"""

from enum import Enum

from django.db.models import QuerySet

from consilium.certificates import actions, papers, tasks
from consilium.certificates.models import Certificate
from consilium.certificates.paper import inspecting
from consilium.certificates.paper.inspecting import Finding


class Done(Enum):
    """ANEW; KEPT: the key of today had signed it; WAITING: its file is being made, or was changed now."""

    ANEW = "anew"
    KEPT = "kept"
    WAITING = "waiting"


def standing() -> list[str]:
    """The numbers of all certificates that were not revoked."""
    return list(_rows().values_list("id", flat=True))


def sign_anew(number: str) -> Done:
    """Put a paper signed by the key of today in the place of one signed by another. Raises what
    `papers.signed` raises. Nothing is locked meanwhile: a correction that comes between wins.
    """
    row = _rows().filter(pk=number).first()
    if row is None:
        return Done.WAITING
    if not row.sha256:
        tasks.start_again(row)
        return Done.WAITING
    if _is_of_today(row):
        return Done.KEPT
    made = papers.signed(row)
    kept = actions.attach_pdf(row.id, made.pdf, made.sha256, instead_of=row.sha256)
    return Done.ANEW if kept else Done.WAITING


def _is_of_today(row: Certificate) -> bool:
    try:
        with row.pdf.open("rb") as opened:
            file = opened.read()
    except FileNotFoundError:
        return False
    signer = papers.key_place().signer().chain[0]
    return inspecting.digest(file) == row.sha256 and inspecting.inspect(file, [signer]) is Finding.INTACT


def _rows() -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(revoked_at=None).order_by("issued_at", "id")
    return rows.select_related("seminar__working_group", "rule_set")
