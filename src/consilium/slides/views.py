"""Pages of slides: the list with its form, the look through one deck, progress, and the pictures."""

from collections.abc import Callable
from typing import IO, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consilium.kernel.ids import is_id
from consilium.kernel.refusals import NotAllowed, Refused, Unknown
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for, seminar_by_slug
from consilium.slides import actions, queries, rules, shrinking, tasks
from consilium.slides.forms import DeckForm
from consilium.slides.models import Slide
from consilium.slides.templatetags.slides import step_context

_FORM_FIELDS = 1024 * 1024  # what the other fields of the form may add to the file
_YEAR = 31_536_000


@csrf_exempt  # checked in _deck_list: before that, Django's check would read a body of any size from anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deck_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All decks that the organiser or speaker may see, and the form for one more."""
    member = _member(request, seminar_by_slug(slug))
    if member is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if not rules.may_upload(member.roles):
        raise PermissionDenied
    if request.method == "POST" and _length(request) > actions.LARGEST + _FORM_FIELDS:
        answer = HttpResponse(_("The file is larger than 100 MB."), status=413, content_type="text/plain")
        answer["Connection"] = "close"
        return answer
    return cast(HttpResponseBase, _deck_list(request, member))


@csrf_protect
def _deck_list(request: HttpRequest, member: Member) -> HttpResponse:
    form = DeckForm(request.POST or None, request.FILES or None, seminar=member.seminar)
    status = 200
    if request.method == "POST":
        status = _upload(request, member, form)
        if status == 302:
            return _back(request, member.seminar)
    context = step_context(member, form)
    return render(request, "slides/decks.html", context, status=status)


def _upload(request: HttpRequest, member: Member, form: DeckForm) -> int:
    """Upload what a valid form holds; return the status of the answer, 302 when it is done."""
    if not form.is_valid():
        return 422
    try:
        actions.upload_deck(
            by=member,
            file=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            contribution=form.cleaned_data["contribution"],
            start=tasks.start,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal.message))
        return refusal.status
    messages.success(request, _("The file is here and is being converted. You may leave this page."))
    return 302


@require_safe
@never_cache
def deck_page(request: HttpRequest, slug: str, deck_id: str) -> HttpResponse:
    """Every page of a deck with its text: to approve it, or to look through it."""
    member = _member_or_404(request, seminar_by_slug(slug))
    deck = queries.visible_deck(member, deck_id)
    if deck is None:
        raise Http404
    pages = [
        (slide, queries.slide_url(member.seminar.id, deck.id, slide.number)) for slide in deck.slides.all()
    ]
    managed = queries.managed_deck(member, deck.id) is not None
    context = {"seminar": member.seminar, "deck": deck, "pages": pages, "managed": managed}
    return render(request, "slides/deck.html", context)


@require_safe
@never_cache
def progress(request: HttpRequest, slug: str, deck_id: str) -> HttpResponse:
    """How far a conversion is; `busy` is false once it has ended, one way or the other."""
    member = _member_or_404(request, seminar_by_slug(slug))
    deck = queries.managed_deck(member, deck_id)
    if deck is None:
        raise Http404
    line = queries.deck_line(member, deck, timezone.now())
    values = {"status": deck.status, "busy": line.busy, "pages": deck.pages, "done": deck.pages_done}
    return JsonResponse({**values, "text": line.progress})


@require_POST
def change(request: HttpRequest, slug: str, deck_id: str, what: str) -> HttpResponse:
    """Approve, withdraw or convert again, by a button of a page."""
    member = _member_or_404(request, seminar_by_slug(slug))
    act = _CHANGES.get(what)
    if act is None:
        raise Http404
    try:
        messages.success(request, act(deck_id, member))
    except Unknown:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return _back(request, member.seminar)


def _approve(deck_id: str, member: Member) -> str:
    actions.approve_deck(deck_id, by=member)
    return _("The slides are ready to be shown.")


def _withdraw(deck_id: str, member: Member) -> str:
    actions.withdraw_deck(deck_id, by=member)
    return _("The slides are withdrawn and their files deleted.")


def _again(deck_id: str, member: Member) -> str:
    actions.convert_again(deck_id, by=member, start=tasks.start)
    return _("The conversion begins again.")


_CHANGES: dict[str, Callable[[str, Member], str]] = {
    "approve": _approve,
    "withdraw": _withdraw,
    "again": _again,
}


@require_safe
def image(request: HttpRequest, seminar_id: str, deck_id: str, number: int) -> FileResponse:
    """One page's picture, for members. A page never changes, so it is fetched once."""
    return _picture(request, seminar_id, deck_id, number, lambda slide: slide.image.open("rb"))


@require_safe
def small(request: HttpRequest, seminar_id: str, deck_id: str, number: int) -> FileResponse:
    """The same in a small size, for a weak line."""
    return _picture(
        request, seminar_id, deck_id, number, lambda slide: default_storage.open(shrinking.small(slide))
    )


def _picture(
    request: HttpRequest, seminar_id: str, deck_id: str, number: int, opened: Callable[[Slide], IO[bytes]]
) -> FileResponse:
    seminar = Seminar.objects.filter(pk=seminar_id).first() if is_id(seminar_id) else None
    deck = queries.visible_deck(_member_or_404(request, seminar), deck_id)
    slide = queries.slide(deck, number) if deck else None
    if slide is None:
        raise Http404
    try:
        answer = FileResponse(opened(slide), content_type="image/webp")
    except FileNotFoundError:  # withdrawn this moment
        raise Http404 from None
    answer["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return answer


def _member(request: HttpRequest, seminar: Seminar | None) -> Member | None:
    return member_for(request, seminar) if seminar else None


def _member_or_404(request: HttpRequest, seminar: Seminar | None) -> Member:
    member = _member(request, seminar)
    if member is None:
        raise Http404
    return member


def _length(request: HttpRequest) -> int:
    """Bytes of the body as announced; Django reads no more than that."""
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdecimal() else actions.LARGEST * 2


def _back(request: HttpRequest, seminar: Seminar) -> HttpResponse:
    """To the page the form stood on, when it is one of ours; else to the list of decks."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    return redirect("slides:decks", seminar.slug)
