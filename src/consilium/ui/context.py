"""What the base template needs on every page (a template context processor)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from consilium.kernel import languages

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


FACES = {
    **dict.fromkeys(("ru", "be", "kk", "ky", "tg"), "cyrillic"),
    **dict.fromkeys(("fa", "ar"), "arabic"),
    "ur": "urdu",
    "hi": "devanagari",
    "zh-hans": "han",
}


def faces(request: HttpRequest, tag: str) -> str:
    """The sheet with our own faces for the script of `tag`; "" where none is needed or data is saved."""
    script = FACES.get(tag)
    if not script or request.headers.get("Save-Data", "").strip().lower() == "on":
        return ""
    return f"src/styles/fonts/{script}.css"


def page(request: HttpRequest) -> dict[str, object]:
    """`page_theme` is "" until chosen; `page_languages` are the (tag, endonym) that the site speaks."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    tag = get_language() or settings.LANGUAGE_CODE
    return {
        "page_theme": theme if theme in THEMES else "",
        "page_languages": settings.LANGUAGES,
        "page_language": languages.endonym(tag),
        "page_faces": faces(request, tag),
    }
