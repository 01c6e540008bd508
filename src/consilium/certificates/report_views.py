"""The organiser's report: a page, a paper, and everything an accreditor asks for in one file."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilium.accounts.queries import time_zone_of
from consilium.certificates import report_pack, report_page
from consilium.certificates.report import report
from consilium.seminars.queries import Member, member_for, seminar_by_slug


def organised(
    view: Callable[[HttpRequest, Member], HttpResponseBase],
) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """For the organiser of the seminar in the path. Outsiders are asked to sign in, strangers see nothing."""

    @never_cache
    @require_safe
    @wraps(view)
    def page(request: HttpRequest, slug: str) -> HttpResponseBase:
        found = seminar_by_slug(slug)
        member = member_for(request, found) if found else None
        if member and member.may_organise:
            return view(request, member)
        if member:
            raise PermissionDenied
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())

    return page


@organised
def report_of(request: HttpRequest, member: Member) -> HttpResponse:
    """How the seminar was; while it is live, how it is so far."""
    language, seminar = get_language() or "en", member.seminar
    made = report(seminar, language)
    context: dict[str, object] = {"seminar": seminar}
    if made:
        context |= {
            "report": made,
            "page": report_page.page(made, language, time_zone_of(request)),
            "words": report_page.headings(),
        }
    return render(request, "certificates/report.html", context)


@organised
def paper(request: HttpRequest, member: Member) -> HttpResponse:
    """The report as PDF, in the language of the page."""
    language = get_language() or "en"
    pdf = report_pack.paper(member.seminar, language, time_zone_of(request))
    if pdf is None:
        raise Http404
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="report-{member.seminar.slug}.pdf"'
    return answer


@organised
def pack(request: HttpRequest, member: Member) -> FileResponse:
    """Report and tables in one zip."""
    made = report_pack.pack(member.seminar, get_language() or "en", time_zone_of(request))
    if made is None:
        raise Http404
    return FileResponse(
        made,
        as_attachment=True,
        filename=f"accreditor-{member.seminar.slug}.zip",
        content_type="application/zip",
    )
