"""Pages for whoever was handed a certificate: is it good? And its holder's and organiser's buttons there."""

from collections.abc import Callable
from typing import Any, cast

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.accounts.models import Person
from consilium.certificates import actions, correcting, papers, queries, tasks, verifying
from consilium.certificates.models import Certificate
from consilium.certificates.paper import content
from consilium.certificates.paper.inspecting import LARGEST
from consilium.certificates.verifying import Answer, Standing
from consilium.kernel.ids import is_id
from consilium.kernel.refusals import NotAllowed, Refused, Unknown
from consilium.seminars.queries import Member, member_for

_FORM_FIELDS = 10_000  # bytes that the form adds to the file
_STATUS = {Standing.UNKNOWN: 404}


@csrf_exempt  # checked in _checked: before that, Django's check would read a body of any size from anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """By a number that is typed, or by the file. Nothing that is uploaded is kept."""
    if request.method != "POST":
        return cast(HttpResponseBase, _form(request))
    if _length(request) > LARGEST + _FORM_FIELDS:
        answer = HttpResponse(_("The file is larger than 2 MB."), status=413, content_type="text/plain")
        answer["Connection"] = "close"
        return answer
    return _limited(request) or cast(HttpResponseBase, _checked(request))


@csrf_protect  # which also puts the token into the page
def _form(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/check.html")


@csrf_protect
def _checked(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "").strip().lower()
    if number:
        if is_id(number):
            return redirect("certificates:verify", number)
        return _answered(request, Answer(Standing.UNKNOWN))
    file = request.FILES.get("file")
    if file is None:
        words = {"missing": _("Choose a file, or write a number.")}
        return render(request, "certificates/check.html", words, status=422)
    return _answered(request, verifying.by_file(file.read(LARGEST + 1)), of_file=True)


@never_cache
@require_safe
def verify(request: HttpRequest, number: str) -> HttpResponseBase:
    """By the number, as the code on the paper leads here."""
    return _limited(request) or _answered(request, verifying.by_number(number.lower()))


def _answered(request: HttpRequest, answer: Answer, *, of_file: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"answer": answer, "standing": answer.standing.value, "of_file": of_file}
    row = answer.certificate
    if row:
        context |= {"certificate": row, "facts": _facts(row), "mine": _part_of(request, row)}
    status = 200 if of_file else _STATUS.get(answer.standing, 200)
    return render(request, "certificates/verify.html", context, status=status)


def _facts(row: Certificate) -> list[content.Line]:
    """What is on the paper, in the reader's language; the name only where the holder lets it be shown."""
    language = get_language() or "en"
    zone = row.seminar.time_zone
    held = content.local_day(row.seminar.started_at or row.seminar.starts_at, zone)
    unit = _("Hours granted") if row.unit == "hours" else _("Credits granted")
    lines = (
        content.Line(_("Holder"), row.holder_name if row.name_shown else ""),
        content.Line(_("Seminar"), row.seminar.title),
        content.Line(_("Date"), content.day(held, language)),
        content.Line(_("Organised by"), papers.organiser(row, language)),
        content.Line(unit, content.decimal(row.credits, language)),
        content.Line(_("By the rules of"), papers.rules_name(row, language)),
        content.Line(_("Accredited by"), row.accreditor),
        content.Line(_("Accreditor's reference"), row.reference),
        content.Line(_("Issued on"), content.day(content.local_day(row.issued_at, zone), language)),
    )
    return [line for line in lines if line.text]


# The holder's and the organiser's own


@never_cache
@require_safe
def file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The signed file, for its holder and the organiser; 202 while it is being made."""
    _member, row = _own(request, number)
    if not row.sha256:
        tasks.start_again(row)
        return render(request, "certificates/making.html", {"certificate": row}, status=202)
    try:
        opened = row.pdf.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(opened, content_type="application/pdf", filename=f"certificate-{row.id}.pdf")


@require_POST
def change(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Show or hide the name (its holder); correct the name or revoke (the organiser)."""
    act = _CHANGES.get(what)
    if act is None:
        raise Http404
    member, row = _own(request, number)
    try:
        messages.success(request, act(request, member, row.id))
    except Unknown:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("certificates:verify", row.id)


def _show(request: HttpRequest, member: Member, pk: str) -> str:
    correcting.show_name(member, pk, shown=True)
    return _("Your name is shown to whoever verifies this certificate.")


def _hide(request: HttpRequest, member: Member, pk: str) -> str:
    correcting.show_name(member, pk, shown=False)
    return _("Your name is shown here no longer.")


def _correct(request: HttpRequest, member: Member, pk: str) -> str:
    correcting.correct_name(member, pk, holder_name=request.POST.get("name", ""), start=tasks.start)
    return _("The certificate is made anew with this name. The file before is valid no longer.")


def _revoke(request: HttpRequest, member: Member, pk: str) -> str:
    actions.revoke(member, pk, reason=request.POST.get("reason", ""))
    return _("The certificate is revoked.")


_CHANGES: dict[str, Callable[[HttpRequest, Member, str], str]] = {
    "show": _show,
    "hide": _hide,
    "correct": _correct,
    "revoke": _revoke,
}


def _own(request: HttpRequest, number: str) -> tuple[Member, Certificate]:
    """The member and the certificate they may see the file of; a stranger learns nothing."""
    found = verifying.by_number(number.lower()).certificate
    member = _viewer(request, found) if found else None
    row = queries.certificate_of(member, found.id) if member and found else None
    if member is None or row is None:
        raise Http404
    return member, row


def _viewer(request: HttpRequest, row: Certificate) -> Member | None:
    """Who looks at it. It stays its holder's when they have no part in the seminar any longer."""
    member = member_for(request, row.seminar)
    if member and (member.may_organise or member.person.id == row.person_id):
        return member
    if isinstance(request.user, Person) and request.user.id == row.person_id:
        return Member(row.seminar, request.user, frozenset())
    return member


def _part_of(request: HttpRequest, row: Certificate) -> dict[str, bool]:
    """What the viewer may do here."""
    member = _viewer(request, row)
    holder = bool(member and member.person.id == row.person_id)
    organiser = bool(member and member.may_organise)
    return {"holder": holder, "organiser": organiser, "any": holder or organiser}


def _limited(request: HttpRequest) -> HttpResponse | None:
    return cast("HttpResponse | None", consume_or_429(request, action="verify_certificate", limit_get=True))


def _length(request: HttpRequest) -> int:
    """Bytes of the body as announced; Django reads no more than that."""
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdecimal() else LARGEST * 2
