"""What the base template needs on every page (a template context processor)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from consilium.kernel import languages

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, object]:
    """`page_theme` is "" until chosen; `page_languages` are the (tag, endonym) that the site speaks."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    tag = get_language() or settings.LANGUAGE_CODE
    return {
        "page_theme": theme if theme in THEMES else "",
        "page_languages": settings.LANGUAGES,
        "page_language": languages.endonym(tag),
    }
