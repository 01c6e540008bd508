"""The public programme, a seminar's page, registration, and the way in by a join link."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.accounts import actions as accounts
from consilium.accounts.models import Person
from consilium.accounts.queries import time_zone_of
from consilium.kernel.ids import is_id
from consilium.kernel.refusals import Refused
from consilium.kernel.roles import Role
from consilium.seminars import actions, calendars, detail, pages, planning, tasks
from consilium.seminars.forms import RegistrationForm
from consilium.seminars.models import Seminar
from consilium.seminars.planning_forms import DescriptionForm
from consilium.seminars.queries import (
    PASSES,
    Member,
    is_living,
    link_by_token,
    member_for,
    seminar_by_slug,
)

FEED_SIZE = 200


def viewer_of(request: HttpRequest) -> pages.Viewer:
    person = request.user if isinstance(request.user, Person) else None
    passes = request.session.get(PASSES)
    held = frozenset(passes) if isinstance(passes, dict) else frozenset()
    return pages.Viewer(person, time_zone_of(request), timezone.now(), held)


def seminar_for(request: HttpRequest, slug: str) -> tuple[Seminar, Member | None]:
    """A seminar that this request may see, or 404: drafts are for their staff."""
    seminar = seminar_by_slug(slug)
    if seminar is None:
        raise Http404
    member = member_for(request, seminar)
    if seminar.status == Seminar.Status.DRAFT and not (member and member.staff):
        raise Http404
    return seminar, member


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Live now, upcoming, past. Filters are query parameters that may repeat; `page` turns the past."""
    chosen = {name: request.GET.getlist(name)[:20] for name in pages.FILTERS}
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    query = urlencode([(name, value) for name, values in chosen.items() for value in values])
    shown = pages.programme(viewer_of(request), chosen, page, query)
    return render(request, "seminars/programme.html", {"programme": shown})


@require_safe
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    found, member = seminar_for(request, slug)
    page = detail.seminar_page(found, viewer_of(request), member)
    return render(request, "seminars/seminar.html", {"page": page, "seminar": found, "member": member})


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    found, _member = seminar_for(request, slug)
    return _ics(calendars.calendar([found]), f"{found.slug}.ics")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar feed: live and coming seminars."""
    open_now = Seminar.objects.filter(status__in=(Seminar.Status.PUBLISHED, Seminar.Status.LIVE))
    rows = open_now.filter(ends_at__gt=timezone.now()).order_by("starts_at")[:FEED_SIZE]
    return _ics(calendars.calendar(rows, name="Consilium"), "consilium.ics")


def _ics(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def document(request: HttpRequest, slug: str, document_id: str) -> HttpResponseBase:
    """A document of the seminar, always as a download: an uploaded page must not run as ours."""
    found, _member = seminar_for(request, slug)
    row = found.documents.filter(pk=document_id).first() if is_id(document_id) else None
    if row is None:
        raise Http404
    try:
        return FileResponse(row.file.open("rb"), as_attachment=True)
    except FileNotFoundError as error:
        raise Http404 from error


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The registration form. Whoever is registered already goes back to the seminar's page."""
    found, member = seminar_for(request, slug)
    person = _person(request)
    if found.registrations.filter(person=person).exclude(status="cancelled").exists():
        return redirect("seminars:seminar", slug)
    form = RegistrationForm(person=person, data=request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "seminar": found,
            "page": detail.seminar_page(found, viewer_of(request), member),
        }
        return render(request, "seminars/register.html", context, status=422 if form.errors else 200)
    try:
        row = actions.register(found, person=person, answers=form.answers())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("seminars:seminar", slug)
    _complete_profile(request, person, form)
    tasks.send_soon()
    messages.success(request, _said(row.status))
    return redirect("seminars:seminar", slug)


def _complete_profile(request: HttpRequest, person: Person, form: RegistrationForm) -> None:
    """What the profile does not say yet is taken from the form and the page; what it says is left alone.

    Mail will speak the language and show the time zone in which the person registered.
    """
    given = {"name": form.cleaned_data["name"], "state": form.cleaned_data["state"]}
    given |= {"specialty": form.cleaned_data["specialty"], "languages_read": form.cleaned_data["languages"]}
    given |= {"interface_language": get_language() or "", "time_zone": time_zone_of(request).key}
    accounts.save_profile(person, {name: value for name, value in given.items() if not getattr(person, name)})


def _said(status: str) -> str:
    return {
        "registered": _("You are registered. An e-mail with your personal link is on its way."),
        "pending": _("Your request is with the organiser. You will get an e-mail."),
        "waiting": _("All places are taken. You are on the waiting list and will get an e-mail."),
    }.get(status, _("Your registration is saved."))


@login_required
@require_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    found, _member = seminar_for(request, slug)
    actions.cancel_registration(found, person=_person(request))
    tasks.send_soon()
    messages.success(request, _("Your registration is cancelled."))
    return redirect("seminars:seminar", slug)


@never_cache
@require_http_methods(["GET", "POST"])
def about_me(request: HttpRequest, slug: str) -> HttpResponse:
    """A speaker's own biography and declared interests, for whoever holds a role in this seminar."""
    found, member = seminar_for(request, slug)
    grants = list(found.grants.filter(person=member.person)) if member else []
    if member is None or not grants:
        if request.user.is_authenticated or member:
            raise Http404
        return redirect_to_login(request.get_full_path())
    form = DescriptionForm(request.POST or None, instance=grants[0])
    if request.method == "POST" and form.is_valid():
        for grant in grants:
            planning.describe_role(found, grant.pk, by=member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("seminars:seminar", slug)
    context = {"form": form, "seminar": found, "member": member}
    return render(request, "seminars/about_me.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a join link: the pass goes into the session and the person into the room, in one click."""
    link = link_by_token(token)
    if link is None:
        return render(request, "seminars/join_failed.html", {"reason": "unknown"}, status=404)
    if not is_living(link, timezone.now()):
        reason = "revoked" if link.revoked_at else "expired"
        return render(
            request, "seminars/join_failed.html", {"reason": reason, "seminar": link.seminar}, status=410
        )
    passes = request.session.get(PASSES)
    request.session.cycle_key()  # nobody planted this session
    request.session[PASSES] = {**(passes if isinstance(passes, dict) else {}), link.seminar_id: link.id}
    actions.use_link(link)
    door = "booth" if link.role == Role.INTERPRETER else "room"
    return redirect(f"/seminars/{link.seminar.slug}/{door}")


@require_POST
def drop_pass(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop being the person of the join link in this browser."""
    passes = request.session.get(PASSES)
    found = seminar_by_slug(slug)
    if found and isinstance(passes, dict) and passes.pop(found.id, None):
        request.session[PASSES] = passes
    return redirect("seminars:seminar", slug)


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
