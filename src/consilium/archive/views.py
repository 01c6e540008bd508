"""The replay's page: the room with the clock turned back; and what players are told beside the media."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_safe

from consilium.archive import blocks, subtitles, webvtt
from consilium.kernel.facts import Json
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.seminars.models import Seminar
from consilium.seminars.queries import member_for
from consilium.slides import queries as slides

PLAYLIST = "application/vnd.apple.mpegurl"
#: Seconds that what may still change is kept by caches: while it is recorded, and after it.
GROWING, SETTLED = 1, 60
#: And a block of the log, which holds names: not for ever, should one of them be erased.
WHOLE = 3600


@require_GET
@never_cache
@ensure_csrf_cookie
def replay(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For members, from the first minute on. Others are shown the way in: to sign in, or its page."""
    seminar = get_object_or_404(Seminar.objects.exclude(status=Seminar.Status.DRAFT), slug=slug)
    member = member_for(request, seminar)
    if member is None and not request.user.is_authenticated:
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    if member is None:
        return redirect("seminars:seminar", slug=slug)
    return render(request, "archive/replay.html", {"seminar": seminar, "member": member})


@require_safe
def log_index(request: HttpRequest, signature: str, take: str, language: str) -> HttpResponseBase:
    """The end of the public log in one language, and how many blocks come before it."""
    row = recordings.of_address(signature, take)
    return _beside(blocks.index(row.seminar, language) if row else None, GROWING)


@require_safe
def log_block(
    request: HttpRequest, signature: str, take: str, number: str, edition: str, language: str
) -> HttpResponseBase:
    """A part of the public log that does not change any longer."""
    row = recordings.of_address(signature, take)
    return _beside(blocks.block(row.seminar, language, int(number), edition) if row else None, WHOLE)


@require_safe
def slide(request: HttpRequest, signature: str, take: str, deck: str, number: str) -> HttpResponseBase:
    """A page of a deck that everybody in the seminar may see: the pictures are most of what a CDN is for."""
    row = recordings.of_address(signature, take)
    shown = slides.ready_decks(row.seminar).filter(pk=deck).first() if row else None
    page = slides.slide(shown, int(number)) if shown else None
    answer: HttpResponseBase = HttpResponseNotFound()
    if page is not None:
        with suppress(FileNotFoundError):  # withdrawn this moment
            answer = FileResponse(page.image.open("rb"), content_type="image/webp")
            answer["Cache-Control"] = f"public, max-age={WHOLE}, immutable"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _beside(told: Json | None, life: int) -> HttpResponse:
    answer: HttpResponse = HttpResponseNotFound()
    if told is not None:
        immutable = ", immutable" if life == WHOLE else ""
        answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
        answer["Cache-Control"] = f"public, max-age={life}{immutable}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def signed(view: Callable[..., str | None]) -> Callable[..., HttpResponseBase]:
    """With the take in place of its id, for an address that we gave out: it is the secret, no cookie is."""

    @wraps(view)
    def found(request: HttpRequest, signature: str, take: str, **rest: str) -> HttpResponseBase:
        row = recordings.of_address(signature, take)
        text = view(request, row, **rest) if row else None
        if row is None or text is None:
            answer: HttpResponse = HttpResponseNotFound()
        else:
            kind = webvtt.MIME if request.path.endswith(".vtt") else PLAYLIST
            life = SETTLED if row.status == Take.Status.OVER else GROWING
            answer = HttpResponse(text, kind, headers={"Cache-Control": f"public, max-age={life}"})
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return require_safe(found)


@signed
def master(request: HttpRequest, take: Take) -> str:
    """What a take is made of: picture, sounds and captions."""
    return recordings.master(take, subtitles.renditions(take))


@signed
def captions(request: HttpRequest, take: Take, language: str) -> str:
    """The text segments of one language."""
    return subtitles.playlist(take, language)


@signed
def caption(request: HttpRequest, take: Take, number: str, language: str) -> str | None:
    """What is read during one segment, as it is known now."""
    return subtitles.segment(take, int(number), language)
