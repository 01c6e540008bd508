"""A person's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from consilium.accounts import actions, queries
from consilium.accounts.forms import ProfileForm, TimeZoneForm
from consilium.accounts.language import speak_to, speaks
from consilium.accounts.models import Person


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)  # noqa: S101  login_required
    # a copy: a refused form must not leave its values on the person of this request
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        actions.save_profile(person, form.cleaned_data)
        language = form.cleaned_data["interface_language"]
        with translation.override(language if speaks(language) else get_language()):
            messages.success(request, _("Your profile is saved."))
        return speak_to(person, redirect("accounts:profile"))
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Anybody's interface language: a cookie, and the profile of whoever is signed in, for the mails."""
    response: HttpResponse = set_language(request)
    language = request.POST.get("language", "")
    if isinstance(request.user, Person) and speaks(language):
        actions.save_profile(request.user, {"interface_language": language})
    return response


@require_POST
def choose_time_zone(request: HttpRequest) -> HttpResponse:
    """Anybody's zone: kept in a cookie, and in the profile of whoever is signed in."""
    back = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if here else "/")
    form = TimeZoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That time zone is not known."))
        return response
    zone = form.cleaned_data["time_zone"]
    if isinstance(request.user, Person):
        actions.save_profile(request.user, {"time_zone": zone})
    response.set_cookie(
        queries.TIME_ZONE_COOKIE, zone, max_age=31536000, samesite="Lax", secure=request.is_secure()
    )
    return response
