"""The organiser's page of a seminar's glossary: the list, import, export, removal."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.kernel.refusals import Refused
from consilium.seminars.queries import Member, member_for, seminar_by_slug
from consilium.translation import glossary, queries, rules
from consilium.translation.forms import ImportForm
from consilium.translation.glossary_files import write_csv


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The terms, and the form for a file of more."""
    found = _member(request, slug)
    if not isinstance(found, Member):
        return found
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _imported(request, found, form):
        return redirect("translation:glossary", slug=slug)
    context = {"seminar": found.seminar, "form": form, "terms": queries.own_terms(found.seminar)}
    return render(request, "translation/glossary.html", context, status=422 if form.errors else 200)


def _imported(request: HttpRequest, member: Member, form: ImportForm) -> bool:
    """Take the good lines over, and say which were not understood. False when it was refused."""
    try:
        count = glossary.import_terms(member, form.parsed.lines)
    except Refused as refusal:
        form.add_error("file", str(refusal.message))
        return False
    messages.success(
        request, ngettext("%(n)s term taken over.", "%(n)s terms taken over.", count) % {"n": count}
    )
    for bad in form.parsed.bad[:20]:
        messages.warning(
            request, _("Line %(line)s: %(why)s") % {"line": bad.line, "why": glossary.why(bad.code)}
        )
    return True


@never_cache
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same terms as a CSV file that can be changed and imported again."""
    found = _member(request, slug)
    if not isinstance(found, Member):
        return found
    rows = [(term.texts, term.keep, term.note) for term in queries.own_terms(found.seminar)]
    answer = StreamingHttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="glossary-{slug}.csv"'
    return answer


@never_cache
@require_POST
def remove(request: HttpRequest, slug: str, term: str) -> HttpResponseBase:
    found = _member(request, slug)
    if not isinstance(found, Member):
        return found
    try:
        glossary.remove_term(found, term)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("translation:glossary", slug=slug)


def _member(request: HttpRequest, slug: str) -> Member | HttpResponse:
    """The organiser behind the request, or the way in. Raises Http404, PermissionDenied."""
    seminar = seminar_by_slug(slug)
    member = member_for(request, seminar) if seminar else None
    if member is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if not rules.may_edit_glossary(member.roles):
        raise PermissionDenied
    return member
