"""Words about a file: why it cannot be shown and what to do, by the codes of a conversion."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAILURES: dict[str, str | Promise] = {
    "not_pdf": _("This is not a PDF file. Export your slides as PDF and upload that file."),
    "not_office": _("This is not a PowerPoint or OpenDocument presentation. Export your slides as PDF."),
    "broken": _(
        "The file is damaged or empty. Export it as PDF again, open it once yourself, and upload it."
    ),
    "encrypted": _("The file asks for a password. Save it without a password and upload it again."),
    "no_pages": _("The file has no pages."),
    "too_many_pages": _("The file has more than 300 pages. Split it into several files."),
    "page_size": _(
        "A page is far too large, too small, or too narrow. Set a usual page size, such as 16:9 or A4."
    ),
    "too_heavy": _(
        "The pages are too complex to draw. Flatten or shrink the pictures and export as PDF again."
    ),
    "too_slow": _("Drawing the pages took too long. Flatten or shrink the pictures and export as PDF again."),
    "no_office": _("This server takes PDF only. Export your slides as PDF and upload that file."),
    "office_failed": _(
        "The presentation could not be converted. Export it as PDF yourself and upload that file."
    ),
    "internal": _("The file could not be converted because of a fault on the server. Upload it again later."),
}


def failure(code: str) -> str:
    """One or two sentences on what went wrong and what to do."""
    return str(FAILURES.get(code, FAILURES["internal"]))
