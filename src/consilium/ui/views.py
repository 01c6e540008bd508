"""The choices that any visitor has, kept in cookies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from consilium.ui import reviews
from consilium.ui.context import THEME_COOKIE
from consilium.ui.forms import ThemeForm

YEAR = 365 * 24 * 3600


@require_safe
def about_languages(request: HttpRequest) -> HttpResponse:
    """How far each translation of the interface is, and how to help."""
    return render(request, "ui/languages.html", {"catalogues": reviews.catalogues()})


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device prefers. Back to the page it was chosen on; nonsense changes nothing."""
    response = redirect(_back(request))
    form = ThemeForm(request.POST)
    if form.is_valid():
        response.set_cookie(
            THEME_COOKIE, form.cleaned_data["theme"], max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def _back(request: HttpRequest) -> str:
    """The local address to return to: never another host."""
    there = request.POST.get("next") or request.headers.get("referer", "")
    here = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if here else "/"
