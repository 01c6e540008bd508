"""The attendee's pages: what counted, the evaluation, the certificate; and the organiser's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.certificates import actions, pages, queries, tasks
from consilium.certificates.forms import AwardForm, EvaluationForm, RequirementForm
from consilium.kernel.refusals import Refused
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for, seminar_by_slug

PER_PAGE = 50


@never_cache
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What counted for me, what is missing and why, and my certificates."""
    found = _member(request, slug)
    return _mine(request, found) if isinstance(found, Member) else found


def _mine(request: HttpRequest, member: Member, *, bad: tuple[str, AwardForm] | None = None) -> HttpResponse:
    cards = pages.cards(member, bad=bad)
    for card in cards:
        if card.certificate:
            tasks.start_again(card.certificate)  # if its job failed; nothing while it waits or is done
    given = queries.evaluation_of(member.seminar, member.person)
    context = {
        "seminar": member.seminar,
        "member": member,
        "cards": cards,
        "over": member.seminar.status == Seminar.Status.ENDED,
        "asks": bool(queries.questions(member.seminar) or queries.test_of(member.seminar)),
        "given": given,
        "issued": any(card.certificate for card in cards),
    }
    return render(request, "certificates/mine.html", context, status=422 if bad else 200)


@never_cache
@require_POST
def award(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Issue my certificate by one of the rule sets."""
    found = _member(request, slug)
    if not isinstance(found, Member):
        return found
    form = AwardForm(request.POST)
    if not form.is_valid():
        return _mine(request, found, bad=(pk, form))
    try:
        actions.award(found, pk, start=tasks.start, **form.cleaned_data)
    except Refused as refusal:
        if refusal.status == 422:
            form.add_error(None, str(refusal.message))
            return _mine(request, found, bad=(pk, form))
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Your certificate is issued. Its file is ready in a moment."))
    return redirect("certificates:mine", slug=slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the member thinks of the seminar. What was typed stays when something is missing."""
    found = _member(request, slug)
    if not isinstance(found, Member):
        return found
    given = queries.evaluation_of(found.seminar, found.person)
    form = EvaluationForm(member=found, given=given, data=request.POST or None)
    if not form.fields:
        return redirect("certificates:mine", slug=slug)
    if request.method == "POST" and form.is_valid():
        try:
            actions.evaluate(found, form.answers(), form.chosen())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Thank you. Your evaluation is saved."))
            return redirect("certificates:mine", slug=slug)
    context = {"seminar": found.seminar, "form": form, "given": given, "most": actions.ATTEMPTS}
    status = 422 if form.errors else 200
    return render(request, "certificates/evaluation.html", context, status=status)


# The organiser


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponseBase:
    """By which rules this seminar issues certificates; posting adds or changes one."""
    found = _organiser(request, slug)
    if not isinstance(found, Member):
        return found
    form = RequirementForm(request.POST, seminar=found.seminar) if request.method == "POST" else None
    if form and form.is_valid() and _chose(request, found, form):
        return redirect("certificates:desk", slug=slug)
    context = desk_context(found, form, asked=request.GET.get("rules"))
    status = 422 if form and form.errors else 200
    return render(request, "certificates/desk.html", context, status=status)


def desk_context(
    member: Member, form: RequirementForm | None = None, *, asked: str | None = None
) -> dict[str, Any]:
    """What certificates/_desk.html wants. Without a `form` that was sent: one that holds what the requirement
    `asked` for says now, or the first, so that a correction loses nothing; empty when that is not there.
    """
    seminar = member.seminar
    rows = queries.requirements(seminar)
    row = next((row for row in rows if asked in (None, row.id)), None)
    return {
        "seminar": seminar,
        "form": form or RequirementForm(seminar=seminar, row=row),
        "chosen": pages.chosen(rows),
        "issued": queries.issued(seminar).count(),
    }


def _chose(request: HttpRequest, member: Member, form: RequirementForm) -> bool:
    values = form.cleaned_data
    try:
        actions.choose_rule_set(
            member,
            values["rule_set"].pk,
            credits=values["credits"],
            accreditor=values["accreditor"],
            reference=values["reference"],
            test=values["test"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
def drop(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    found = _organiser(request, slug)
    if not isinstance(found, Member):
        return found
    try:
        actions.drop_requirement(found, pk)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("certificates:desk", slug=slug)


@never_cache
@require_safe
def issued(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The certificates of the seminar; each leads to its own page, where it is corrected or revoked."""
    found = _organiser(request, slug)
    if not isinstance(found, Member):
        return found
    page = Paginator(queries.issued(found.seminar), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, pages.amount(row.unit, row.credits)) for row in page]
    return render(request, "certificates/issued.html", {"seminar": found.seminar, "page": page, "rows": rows})


def _member(request: HttpRequest, slug: str) -> Member | HttpResponse:
    """The member, or the way in: to sign in. Who has nothing to do with the seminar finds nothing."""
    found = seminar_by_slug(slug)
    member = member_for(request, found) if found else None
    if member is not None:
        return member
    if request.user.is_authenticated:
        raise Http404
    here = request.get_full_path() if request.method != "POST" else reverse("certificates:mine", args=[slug])
    return redirect_to_login(here)


def _organiser(request: HttpRequest, slug: str) -> Member | HttpResponse:
    member = _member(request, slug)
    if isinstance(member, Member) and not member.may_organise:
        raise PermissionDenied
    return member
