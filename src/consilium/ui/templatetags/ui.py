"""Template words of the design: icons, languages by their own names, page numbers."""

from collections.abc import Iterable

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django_vite.core.exceptions import DjangoViteAssetNotFoundError
from django_vite.templatetags.django_vite import vite_asset_url

from consilium.kernel import languages

register = template.Library()

# A language pill says in words, for screen readers, what its shape shows.
PILLS = {"floor": "floor", "interpreter": "voice", "voice": "voice", "captions": "ai", "ai": "ai", "": ""}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon of the set in icons.css; `extra` may be "flip" for one with a direction."""
    classes = f"{name} {extra}".strip()
    return format_html('<span class="icon i-{}" aria-hidden="true"></span>', classes)


@register.simple_tag
def page_lang() -> str:
    """The interface language as BCP 47 for <html lang>: zh-hans is written zh-Hans."""
    tag = get_language() or "en"
    return "-".join(part if i == 0 else part.title() for i, part in enumerate(tag.split("-")))


@register.simple_tag
def page_dir() -> str:
    return languages.direction(get_language() or "en")


@register.simple_tag
def faces_sheet(path: str) -> str:
    """The address of a sheet of faces, "" when there is none: a page is whole without its own face."""
    try:
        return str(vite_asset_url(path)) if path else ""
    except DjangoViteAssetNotFoundError:
        return ""


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


@register.filter
def minutes(count: int) -> str:
    return ngettext("%(count)s min", "%(count)s min", count) % {"count": count}


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


@register.simple_tag(takes_context=True)
def viewer_zone(context: template.Context) -> str:
    """The IANA name of the viewer's time zone as far as the page knows it: profile, cookie, UTC."""
    saved = getattr(context.get("user"), "time_zone", "")
    return saved or context["request"].COOKIES.get("tz", "") or "UTC"
