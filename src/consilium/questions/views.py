"""What one asked, and answering in writing what a seminar left open. The room itself speaks through `api`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consilium.accounts.models import Person
from consilium.kernel.refusals import Refused
from consilium.questions import actions, pages, rules
from consilium.questions.forms import AnswerForm
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for, seminar_by_slug


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own questions with their answers, in every seminar."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101  login_required
    page, rows = pages.mine(person, request.GET.get("page", "1"))
    return render(request, "questions/mine.html", {"page": page, "rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """For those who spoke or led, after the end: what is unanswered, each with a form for an answer."""
    seminar = seminar_by_slug(slug)
    member = member_for(request, seminar) if seminar else None
    if seminar is None or member is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if not rules.may_write_later(member.roles):
        raise PermissionDenied
    if seminar.status != Seminar.Status.ENDED:
        return redirect("seminars:seminar", slug)
    form = AnswerForm(request.POST) if request.method == "POST" else None
    if form is not None and _write(request, member, form):
        return redirect("questions:desk", slug)
    page, rows = pages.waiting(seminar, request.GET.get("page", "1"))
    context = {"seminar": seminar, "member": member, "page": page, "rows": rows, "form": form}
    context["done"] = pages.done(seminar)
    return render(request, "questions/desk.html", context, status=422 if form is not None else 200)


def _write(request: HttpRequest, member: Member, form: AnswerForm) -> bool:
    if not form.is_valid():
        wrong = form.errors.get("text") or [_("There is no such question in this seminar.")]
        messages.error(request, str(wrong[0]))
        return False
    values = form.cleaned_data
    try:
        actions.write_answer(member, values["question"], key=values["key"], text=values["text"])
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return False
    messages.success(request, _("Your answer is published."))
    return True
