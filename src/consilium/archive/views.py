"""The replay's page: the room with the clock turned back; and what players are told beside the media."""

from contextlib import suppress

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
    JsonResponse,
)
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from consilium.archive import blocks, subtitles, webvtt
from consilium.kernel.facts import Json
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.recordings.queries import PLAYLIST, addressed
from consilium.seminars.queries import Member, member_or_way_in
from consilium.slides import queries as slides

#: Seconds that what may still change is kept by caches: while it is recorded, and after it.
GROWING, SETTLED = 1, 60
#: And a block of the log, which holds names: not for ever, should one of them be erased.
WHOLE = 3600


@require_GET
@never_cache
@ensure_csrf_cookie
def replay(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For members, from the first minute on. Others are shown the way in: to sign in, or its page."""
    found = member_or_way_in(request, slug)
    if not isinstance(found, Member):
        return found
    return render(request, "archive/replay.html", {"seminar": found.seminar, "member": found})


@addressed
def log_index(request: HttpRequest, take: Take, language: str) -> HttpResponse:
    """The end of the public log in one language, and how many blocks come before it."""
    return _beside(blocks.index(take.seminar, language), GROWING)


@addressed
def log_block(request: HttpRequest, take: Take, number: str, edition: str, language: str) -> HttpResponse:
    """A part of the public log that does not change any longer."""
    return _beside(blocks.block(take.seminar, language, int(number), edition), WHOLE)


@addressed
def slide(request: HttpRequest, take: Take, deck: str, number: str) -> HttpResponseBase:
    """A page of a deck that everybody in the seminar may see: the pictures are most of what a CDN is for."""
    shown = slides.ready_decks(take.seminar).filter(pk=deck).first()
    page = slides.slide(shown, int(number)) if shown else None
    answer: HttpResponseBase = HttpResponseNotFound()
    if page is not None:
        with suppress(FileNotFoundError):  # withdrawn this moment
            answer = FileResponse(page.image.open("rb"), content_type="image/webp")
            answer["Cache-Control"] = f"public, max-age={WHOLE}, immutable"
    return answer


def _beside(told: Json | None, life: int) -> HttpResponse:
    if told is None:
        return HttpResponseNotFound()
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    answer["Cache-Control"] = f"public, max-age={life}" + (", immutable" if life == WHOLE else "")
    return answer


@addressed
def master(request: HttpRequest, take: Take) -> HttpResponse:
    """What a take is made of: picture, sounds and captions."""
    return _text(take, recordings.master(take, subtitles.renditions(take)), PLAYLIST)


@addressed
def captions(request: HttpRequest, take: Take, language: str) -> HttpResponse:
    """The text segments of one language."""
    return _text(take, subtitles.playlist(take, language), PLAYLIST)


@addressed
def caption(request: HttpRequest, take: Take, number: str, language: str) -> HttpResponse:
    """What is read during one segment, as it is known now."""
    return _text(take, subtitles.segment(take, int(number), language), webvtt.MIME)


def _text(take: Take, text: str | None, kind: str) -> HttpResponse:
    if text is None:
        return HttpResponseNotFound()
    life = SETTLED if take.status == Take.Status.OVER else GROWING
    return HttpResponse(text, kind, headers={"Cache-Control": f"public, max-age={life}"})
