"""Template words of the design: icons, languages by their own names, numbers that the style sheet understands."""

import re
from collections.abc import Iterable
from datetime import datetime

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_gmt
from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from consilium.kernel import languages

register = template.Library()

# A language pill says in words, for screen readers, what its shape shows.
PILLS = {"floor": "floor", "interpreter": "voice", "voice": "voice", "captions": "ai", "ai": "ai", "": ""}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon of the set in web/src/styles/icons.css; `extra` may be "flip" for one with a direction."""
    return format_html('<span class="icon i-{}{}" aria-hidden="true"></span>', name, f" {extra}" if extra else "")


@register.simple_tag
def page_lang() -> str:
    """The interface language as BCP 47 for <html lang>: zh-hans is written zh-Hans."""
    tag = get_language() or "en"
    return "-".join(part if i == 0 else part.title() for i, part in enumerate(tag.split("-")))


@register.simple_tag
def page_dir() -> str:
    return languages.direction(get_language() or "en")


@register.filter
def endonym(tag: str) -> SafeString:
    """A language by its own name, marked with its language for screen readers."""
    return format_html('<span lang="{}">{}</span>', tag, languages.endonym(tag))


@register.simple_tag
def language_pill(tag: str, mode: str = "") -> SafeString:
    """`mode` is how the language is served: "floor", "interpreter" or "captions" (by machine)."""
    said = {
        "floor": gettext("floor language"),
        "interpreter": gettext("interpreted"),
        "captions": gettext("machine captions"),
    }.get(mode, "")
    words = format_html('<span class="vh">, {}</span>', said) if said else ""
    kind = PILLS.get(mode, "")
    return format_html('<span class="lang{}">{}{}</span>', f" {kind}" if kind else "", endonym(tag), words)


@register.filter
def initials(name: str) -> str:
    """One or two letters for an avatar; "" when there is no name."""
    words = [word for word in name.split() if word[0].isalpha()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


def locale() -> Locale:
    """CLDR for the interface language: Django's own formats lack five of the twelve. English is written as in
    the organisation's papers, day before month.
    """
    tag = get_language() or "en"
    return Locale.parse("en_GB" if tag == "en" else tag.replace("-", "_"), sep="_")


@register.filter
def day(when: datetime) -> str:
    """Weekday, day and month, with the year when it is not this one, in the current time zone."""
    local, cldr = timezone.localtime(when), locale()
    if local.year != timezone.localtime().year:
        text = format_date(local, "full", cldr)
    else:
        # CLDR gives the order for short names ("EEE, d MMM"); the long ones stand in the same places.
        short = str(cldr.datetime_skeletons["MMMEd"].pattern)
        text = format_date(local, re.sub("M{3,}", "MMMM", re.sub("E+", "EEEE", short)), cldr)
    return text[:1].upper() + text[1:]


@register.filter
def clock(when: datetime) -> str:
    """Hours and minutes in the current time zone."""
    return format_time(timezone.localtime(when), "HH:mm", locale=locale())


@register.simple_tag
def utc_offset(when: datetime | None = None) -> str:
    """The current time zone at that moment (now, if none) as UTC+5."""
    text = get_timezone_gmt(timezone.localtime(when or timezone.now()), "iso8601")
    if text == "Z":
        return "UTC"
    sign, hours, minutes = text[0], text[1:3].lstrip("0") or "0", text[-2:]
    return f"UTC{'−' if sign == '-' else '+'}{hours}{'' if minutes == '00' else ':' + minutes}"


@register.filter
def minutes(count: int) -> str:
    return ngettext("%(count)s min", "%(count)s min", count) % {"count": count}


@register.filter
def file_size(size: int) -> str:
    """Bytes as kB or MB, as on a road sign: no false precision."""
    if size < 1_000_000:
        return gettext("%(count)s kB") % {"count": max(1, round(size / 1000))}
    return gettext("%(count)s MB") % {"count": round(size / 1_000_000)}


@register.filter
def joined(parts: Iterable[object]) -> SafeString:
    """The non-empty parts with a middle dot between them."""
    return format_html_join(" · ", "{}", ((part,) for part in parts if part))


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int) -> str:
    """The address of this page with another `page=` and all else kept."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[object]) -> list[int | str]:
    """Page numbers around the current one, with … where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
