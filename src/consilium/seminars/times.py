"""Moments in words: in the viewer's zone and the interface language, by Babel's CLDR."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from django.utils.translation import gettext as _

from consilium.accounts.queries import locale
from consilium.kernel.languages import without_year

_ENGLISH = Locale("en", "GB")  # an international page: the day before the month


def _locale() -> Locale:
    found = locale()
    return _ENGLISH if found.language == "en" else found


def zone_named(name: str) -> ZoneInfo:
    """The zone of a stored name, UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):  # a folder's name, a path, or simply unknown
        return ZoneInfo("UTC")


def clock(at: datetime, zone: tzinfo) -> str:
    """ "13:05": twenty-four hours in every language."""
    return dates.format_time(at.astimezone(zone), "HH:mm", tzinfo=zone, locale=_locale())


def day(on: date, today: date) -> str:
    """ "Thursday 26 November", with the year when it is not this one."""
    if on.year != today.year:
        return dates.format_date(on, "full", locale=_locale())
    return dates.format_date(on, without_year(_locale().date_formats["full"].pattern), locale=_locale())


def short_day(on: date) -> str:
    """ "24 Dec 2026", for tables. Arabic's own pattern is figures with direction marks; words read better."""
    pattern = "d MMM y" if _locale().language == "ar" else "medium"
    return dates.format_date(on, pattern, locale=_locale())


def day_or_today(on: date, today: date) -> str:
    words = day(on, today)
    if on == today:
        return _("Today, %(day)s") % {"day": words}
    if on == today + timedelta(days=1):
        return _("Tomorrow, %(day)s") % {"day": words}
    return words


def offset(at: datetime, zone: tzinfo) -> str:
    """ "UTC+5", "UTC+5:30", "UTC" at that moment."""
    minutes = round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def in_words(gap: timedelta) -> str:
    """ "in 2 days", "in 40 minutes", rounded to the largest unit."""
    return dates.format_timedelta(gap, add_direction=True, locale=_locale())


def file_size(size: int) -> str:
    if size >= 1_000_000:
        millions = numbers.format_decimal(
            round(size / 1_000_000, 1), locale=_locale(), numbering_system="latn"
        )
        return _("%(count)s MB") % {"count": millions}
    return _("%(count)s kB") % {"count": max(1, round(size / 1000))}
