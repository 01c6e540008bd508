"""What is printed: the facts of a certificate and the words around them, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consilium.kernel.languages import direction


@dataclass(frozen=True, slots=True)
class Paper:
    """The facts. `number`: the public number; `url`: where it is verified; `language`: BCP 47, of the words.

    `amount` of `unit` ("credits" or "hours"); `minutes` of presence that counted. Empty texts are left out.
    Texts may hold anything: they are made fit for print when they are set.
    """

    number: str
    url: str
    language: str
    holder: str
    seminar: str
    held_on: date
    issued_on: date
    organiser: str
    unit: str
    amount: Decimal
    minutes: int
    rule_set: str = ""
    accreditor: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with its name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is read on the page, top to bottom."""

    heading: str
    opening: str
    holder: str
    deed: str
    seminar: str
    lines: tuple[Line, ...]
    number: Line
    verify: str
    signed: str


def words(paper: Paper) -> Words:
    """The page's words in the language of the paper (English where it has no catalogue)."""
    with translation.override(paper.language):
        return Words(
            heading=_("Certificate of attendance"),
            opening=_("This certifies that"),
            holder=paper.holder,
            deed=_("took part in the seminar"),
            seminar=paper.seminar,
            lines=tuple(line for line in _lines(paper) if line.text),
            number=Line(_("Certificate number"), paper.number),
            verify=_("Verify it here, or with the code beside"),
            signed=_("This file is signed electronically: any change to it is noticed."),
        )


def _lines(paper: Paper) -> tuple[Line, ...]:
    amount = decimal(paper.amount, paper.language)
    granted = _("Hours granted") if paper.unit == "hours" else _("Credits granted")
    return (
        Line(pgettext("a seminar", "Held on"), day(paper.held_on, paper.language)),
        Line(_("Organised by"), paper.organiser),
        Line(granted, amount),
        Line(_("Minutes present"), decimal(Decimal(paper.minutes), paper.language)),
        Line(_("By the rules of"), paper.rule_set),
        Line(_("Accredited by"), paper.accreditor),
        Line(_("Accreditor's reference"), paper.reference),
        Line(_("Issued on"), day(paper.issued_on, paper.language)),
    )


def locale(language: str) -> Locale:
    """CLDR's rules for a tag; English by day and month where it has none."""
    try:
        found = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en", "GB")
    return Locale("en", "GB") if found.language == "en" else found


def day(on: date, language: str) -> str:
    """ "26 November 2026", in words in every language: figures alone are read in two ways."""
    return dates.format_date(on, "long", locale=locale(language))


def in_language(texts: Mapping[str, str], language: str = "") -> str:
    """A text of a rule set in a language, or the interface's; those of the program are in the catalogues."""
    language = language or translation.get_language() or "en"
    with translation.override(language):
        return texts.get(language) or _(texts["en"])


def local_day(at: datetime, zone: str) -> date:
    """The day at that moment in a zone of tzdata; UTC's for one that this machine does not know."""
    try:
        return at.astimezone(ZoneInfo(zone or "UTC")).date()
    except (OSError, ValueError, KeyError):
        return at.astimezone(UTC).date()


def decimal(value: Decimal, language: str) -> str:
    return numbers.format_decimal(value, locale=locale(language), numbering_system="latn")


def is_right_to_left(language: str) -> bool:
    return direction(language) == "rtl"


def state(code: str, language: str) -> str:
    """The name of a state by its ISO 3166-1 code; "" without one."""
    return str(locale(language).territories.get(code.upper(), code)) if code else ""
