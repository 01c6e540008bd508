"""The organiser's pages: setting a seminar up in steps, people and links, registrations."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.accounts.models import Person
from consilium.accounts.queries import time_zone_of
from consilium.kernel.refusals import Refused
from consilium.seminars import actions, desk, planning, rules, tasks
from consilium.seminars.forms import LinkForm
from consilium.seminars.models import Registration, Seminar
from consilium.seminars.planning_forms import (
    BasicsForm,
    ContributionForm,
    DescriptionForm,
    DocumentForm,
    SessionForm,
)
from consilium.seminars.queries import Member, is_reachable, member_for, seminar_by_slug

P = ParamSpec("P")
PER_PAGE = 50


def organised(
    view: Callable[Concatenate[HttpRequest, Member, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For the organiser of the seminar in the path. Outsiders are asked to sign in, strangers see nothing."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = seminar_by_slug(slug)
        member = member_for(request, found) if found else None
        if member and member.may_organise:
            return view(request, member, *args, **kwargs)
        if member:
            raise PermissionDenied
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())

    return page


def attempt(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do it; say that it is done, or why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return False
    if done:
        messages.success(request, done)
    return True


def step(request: HttpRequest, member: Member, name: str, **context: Any) -> HttpResponse:
    """One step's page, with the list of steps and what is still missing beside it."""
    bad = any(isinstance(form, BaseForm) and form.errors for form in context.values())
    frame = {
        "seminar": member.seminar,
        "member": member,
        "step": name,
        "desk": desk.desk(member.seminar, time_zone_of(request)),
    }
    return render(request, f"seminars/organise/{name}.html", {**frame, **context}, status=422 if bad else 200)


@never_cache
@login_required
@require_safe
def organiser(request: HttpRequest) -> HttpResponse:
    """The seminars this person organises."""
    person = _person(request)
    mine = Seminar.objects.filter(grants__person=person, grants__role="organiser").distinct()
    page = Paginator(mine.order_by("-starts_at", "id"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": desk.rows(page.object_list, time_zone_of(request))}
    return render(request, "seminars/organise/list.html", context | {"may_create": _may_create(person)})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    if not _may_create(person):
        raise PermissionDenied
    form = BasicsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = planning.create_seminar(by=person, values=form.values())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The draft is saved. Next: the agenda."))
            return redirect("seminars:agenda", made.slug)
    return render(request, "seminars/organise/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@organised
def basics(request: HttpRequest, member: Member) -> HttpResponse:
    form = BasicsForm(request.POST or None, instance=Seminar.objects.get(pk=member.seminar.pk))
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            lambda: planning.edit_seminar(member.seminar, by=member, values=form.values()),
            _("Saved."),
        )
        tasks.send_soon()
        if saved:
            return redirect("seminars:basics", member.seminar.slug)
    return step(request, member, "basics", form=form)


# Agenda


@require_http_methods(["GET", "POST"])
@organised
def agenda(request: HttpRequest, member: Member) -> HttpResponse:
    """Sessions and contributions; posting adds a session."""
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values(member.seminar)
        attempt(request, lambda: planning.add_session(member.seminar, by=member, **values))
        return redirect("seminars:agenda", member.seminar.slug)
    return _agenda(request, member, form=form)


def _agenda(request: HttpRequest, member: Member, **context: Any) -> HttpResponse:
    sessions = desk.sessions(member.seminar)
    context.setdefault("form", SessionForm())
    context.setdefault("talk", ContributionForm(seminar=member.seminar))
    return step(request, member, "agenda", sessions=sessions, **context)


@require_http_methods(["GET", "POST"])
@organised
def session(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    row = desk.session(member.seminar, pk)
    if row is None:
        raise Http404
    given = {"title": row.title, "clock": desk.local(member.seminar, row.starts_at).time()}
    form = SessionForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        values = form.values(member.seminar)
        attempt(request, lambda: planning.edit_session(member.seminar, pk, by=member, values=values))
        return redirect("seminars:agenda", member.seminar.slug)
    return step(request, member, "session", form=form, row=row)


@require_POST
@organised
def remove_session(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    attempt(request, lambda: planning.remove_session(member.seminar, pk, by=member))
    return redirect("seminars:agenda", member.seminar.slug)


@require_POST
@organised
def add_contribution(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    form = ContributionForm(request.POST, seminar=member.seminar)
    if not form.is_valid():
        return _agenda(request, member, talk=form, open_session=pk)
    attempt(
        request,
        lambda: planning.add_contribution(
            member.seminar, pk, by=member, values=form.values(), speakers=form.cleaned_data["speakers"]
        ),
    )
    return redirect("seminars:agenda", member.seminar.slug)


@require_http_methods(["GET", "POST"])
@organised
def contribution(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    row = desk.contribution(member.seminar, pk)
    if row is None:
        raise Http404
    form = ContributionForm(request.POST or None, seminar=member.seminar, instance=row)
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            lambda: planning.edit_contribution(
                member.seminar, pk, by=member, values=form.values(), speakers=form.cleaned_data["speakers"]
            ),
        )
        return redirect("seminars:agenda", member.seminar.slug)
    return step(request, member, "contribution", form=form, row=row)


@require_POST
@organised
def move_contribution(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    earlier = request.POST.get("to") == "earlier"
    attempt(request, lambda: planning.move_contribution(member.seminar, pk, by=member, earlier=earlier))
    return redirect("seminars:agenda", member.seminar.slug)


@require_POST
@organised
def remove_contribution(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    attempt(request, lambda: planning.remove_contribution(member.seminar, pk, by=member))
    return redirect("seminars:agenda", member.seminar.slug)


# People


@require_http_methods(["GET", "POST"])
@organised
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """Roles and personal links; posting invites somebody."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(request, lambda: _invite(request, member, form))
        tasks.send_soon()
        return redirect("seminars:people", member.seminar.slug)
    links = Paginator(desk.links(member.seminar, time_zone_of(request)), PER_PAGE)
    shown = links.get_page(request.GET.get("page"))
    return step(request, member, "people", form=form, grants=desk.grants(member.seminar), links=shown)


def _invite(request: HttpRequest, member: Member, form: LinkForm) -> None:
    link = actions.invite(member.seminar, by=member, **form.values())
    mailed = _("The invitation is on its way. You may also copy the personal link below.")
    messages.success(request, mailed if is_reachable(link.person) else _("Saved."))


@require_POST
@organised
def revoke_link(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    withdrawn = _("The link is withdrawn. It works no more.")
    attempt(request, lambda: actions.revoke_link(member.seminar, pk, by=member), withdrawn)
    return redirect("seminars:people", member.seminar.slug)


@require_http_methods(["GET", "POST"])
@organised
def role(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    """Biography and declared interests of one person in one role."""
    row = desk.grant(member.seminar, pk)
    if row is None:
        raise Http404
    form = DescriptionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        attempt(
            request,
            lambda: planning.describe_role(member.seminar, pk, by=member, **form.cleaned_data),
            _("Saved."),
        )
        return redirect("seminars:people", member.seminar.slug)
    return step(request, member, "role", form=form, row=row)


@require_POST
@organised
def remove_role(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    attempt(
        request, lambda: planning.remove_role(member.seminar, pk, by=member), _("The role is taken back.")
    )
    return redirect("seminars:people", member.seminar.slug)


# Registrations and documents


@require_safe
@organised
def registrations(request: HttpRequest, member: Member) -> HttpResponse:
    rows = desk.registrations(member.seminar, request.GET.get("status", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return step(request, member, "registrations", page=page, counts=desk.counts(member.seminar))


@require_POST
@organised
def decide(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    attempt(request, lambda: _decide(request, member, pk))
    tasks.send_soon()
    return redirect("seminars:registrations", member.seminar.slug)


def _decide(request: HttpRequest, member: Member, pk: str) -> None:
    """Say what has become of it: who is accepted into a full seminar is put on the waiting list."""
    accept = request.POST.get("decision") == "accept"
    row = actions.decide_registration(member.seminar, pk, by=member, accept=accept)
    status = Registration.Status(row.status)
    said = {status.REGISTERED: _("Accepted."), status.DECLINED: _("Declined.")}
    messages.success(request, said.get(status, str(status.label)))


@require_http_methods(["GET", "POST"])
@organised
def documents(request: HttpRequest, member: Member) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        title, file = form.cleaned_data["title"], form.cleaned_data["file"]
        attempt(request, lambda: planning.add_document(member.seminar, by=member, title=title, file=file))
        return redirect("seminars:documents", member.seminar.slug)
    return step(request, member, "documents", form=form, documents=member.seminar.documents.all())


@require_POST
@organised
def remove_document(request: HttpRequest, member: Member, pk: str) -> HttpResponse:
    attempt(request, lambda: planning.remove_document(member.seminar, pk, by=member))
    return redirect("seminars:documents", member.seminar.slug)


# The seminar as a whole


@require_safe
@organised
def slides(request: HttpRequest, member: Member) -> HttpResponse:
    """The step whose content the app `slides` brings by its template tag."""
    return step(request, member, "slides")


@require_safe
@organised
def certificates(request: HttpRequest, member: Member) -> HttpResponse:
    """The step whose content the app `certificates` brings by its template tag."""
    return step(request, member, "certificates")


@require_POST
@organised
def publish(request: HttpRequest, member: Member) -> HttpResponse:
    published = _("Published. The seminar is in the programme.")
    attempt(request, lambda: planning.publish_seminar(member.seminar, by=member), published)
    tasks.send_soon()
    return redirect("seminars:basics", member.seminar.slug)


@require_POST
@organised
def withdraw(request: HttpRequest, member: Member) -> HttpResponse:
    attempt(request, lambda: planning.withdraw_seminar(member.seminar, by=member), _("It is a draft again."))
    return redirect("seminars:basics", member.seminar.slug)


@require_POST
@organised
def duplicate(request: HttpRequest, member: Member) -> HttpResponse:
    copy = planning.duplicate_seminar(member.seminar, by=member)
    messages.success(request, _("This is the copy, one week later. Check its time."))
    return redirect("seminars:basics", copy.slug)


def _may_create(person: Person) -> bool:
    return rules.may_create(administrator=person.is_staff, organises=planning.organises(person))


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
