"""What becomes of a certificate after it was issued: its name is put right, or shown to others.

Each is one transaction and may be repeated. Revoking is in `actions`.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from consilium.certificates import queries
from consilium.certificates.models import Certificate
from consilium.certificates.paper.texts import unprintable
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.texts import Unfit, clean_line
from consilium.seminars.queries import Member

LONGEST_NAME = 120


def printable_name(text: str) -> str:
    """A holder's name as it can be kept and printed. Raises Invalid."""
    try:
        name = clean_line(text, LONGEST_NAME)
    except Unfit:
        raise Invalid("text", _("Please write the name as it is to be printed.")) from None
    if letters := unprintable(name):
        raise Invalid("letters", _("These letters cannot be printed: %(letters)s") % {"letters": letters})
    return name


@transaction.atomic
def correct_name(
    member: Member, certificate_id: str, *, holder_name: str, start: Callable[[str], object]
) -> Certificate:
    """Print another name under the same number; the organiser does, and the file before is valid no longer.

    `start` is called with the certificate's id, to have its PDF made. Raises NotAllowed, Unknown, Invalid,
    Conflict when it was revoked.
    """
    if not member.may_organise:
        raise NotAllowed("organiser", _("Only the organiser may do this."))
    row = _locked(member, certificate_id)
    if row.revoked_at:
        raise Conflict("revoked", _("This certificate was revoked: it cannot be corrected."))
    name = printable_name(holder_name)
    if name != row.holder_name:
        storage, before = row.pdf.storage, row.pdf.name
        row.holder_name, row.sha256, row.pdf = name, "", ""
        row.save(update_fields=["holder_name", "sha256", "pdf"])
        if before:  # nobody is shown the paper with the wrong name again
            transaction.on_commit(lambda: storage.delete(before))
        start(row.id)
    return row


@transaction.atomic
def show_name(member: Member, certificate_id: str, *, shown: bool) -> Certificate:
    """Let whoever verifies the certificate see the holder's name, or no longer: its holder alone decides."""
    row = _locked(member, certificate_id)
    if row.person_id != member.person.id:
        raise NotAllowed("holder", _("Only its holder may do this."))
    if row.name_shown != shown:
        row.name_shown = shown
        row.save(update_fields=["name_shown"])
    return row


def _locked(member: Member, certificate_id: str) -> Certificate:
    found = queries.certificate_of(member, certificate_id)
    if found is None:
        raise Unknown("certificate", _("There is no such certificate."))
    return Certificate.objects.select_for_update().get(pk=found.pk)
