"""The room's page, and the SFU's notices."""

import logging
import os

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from consilium.kernel.roles import Role
from consilium.room import actions
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, member_for, member_or_way_in
from consilium.sfu.webhooks import Forged, receive

log = logging.getLogger(__name__)
WEBHOOK_LIMIT = 256_000  # bytes; LiveKit's notices are a few kB
LINE_TEST = 64 * 1024  # bytes: 8 s on the slowest line we serve, a blink on a good one
_SEEN = 3600  # seconds a notice's id is remembered: it repeats for a quarter of a minute, not for hours


@require_GET
@never_cache
@ensure_csrf_cookie
def room(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The live room. Who is not a member is shown the way in: to sign in, or to the seminar's page."""
    found = member_or_way_in(request, slug)
    if not isinstance(found, Member):
        return found
    return render(request, "room/room.html", {"seminar": found.seminar, "member": found})


@require_GET
@never_cache
@ensure_csrf_cookie
def booth(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The interpreters' page. Members who interpret nothing are led into the room."""
    found = member_or_way_in(request, slug)
    if not isinstance(found, Member):
        return found
    if Role.INTERPRETER not in found.roles:
        return redirect("room:room", slug=slug)
    return render(request, "room/booth.html", {"seminar": found.seminar, "member": found})


@require_GET
@never_cache
def line_test(request: HttpRequest, slug: str) -> HttpResponse:
    """Bytes that cannot be compressed, for a member's browser to time. 404 for everyone else."""
    seminar = get_object_or_404(Seminar, slug=slug)
    if member_for(request, seminar) is None:
        raise Http404
    return HttpResponse(os.urandom(LINE_TEST), content_type="application/octet-stream")


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """A notice of the SFU: signed, perhaps repeated, perhaps late. It repeats what is answered with 503."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > WEBHOOK_LIMIT:
        return HttpResponse(status=413)
    try:
        notice = receive(request.body, request.headers.get("Authorization", ""))
    except Forged:
        log.warning("sfu.webhook_refused")
        return HttpResponse(status=401)
    seen = f"sfu:{notice.id}"
    if notice.kind in ("participant_joined", "track_published") and cache.add(seen, 1, _SEEN):
        seminar = Seminar.objects.filter(pk=notice.room).first()
        if seminar and not actions.sync_stage(seminar):
            cache.delete(seen)
            return HttpResponse(status=503)
    gone = notice.kind in ("participant_left", "participant_connection_aborted")
    if gone and not actions.left(notice.room, notice.identity):
        return HttpResponse(status=503)
    return HttpResponse(status=204)
