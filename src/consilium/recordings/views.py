"""What a player asks for: playlists from the rows, files from the storage. The signature is the admission."""

from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
)
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consilium.kernel.ids import is_id
from consilium.recordings import downloads, files, makers, playlists, queries, ranges, rules, signatures
from consilium.recordings.addressed import PLAYLIST, addressed
from consilium.recordings.models import Download, Take
from consilium.seminars.queries import member_for, seminar_by_slug

#: A cache asks nobody whether an address is still good: what it may keep longer outlives a leaked link.
SIGNED = f"public, max-age={signatures.LIFE}, immutable"
GROWING = "public, max-age=1"
LED = f"public, max-age={(files.ENDS - files.SAME) // 2}"  # well before the address that it names has ended


@addressed
def playlist(request: HttpRequest, take: Take, name: str) -> HttpResponse:
    """ "kk.m3u8": the segments of one rendition, "live-kk.m3u8" the last of them, "live.m3u8" names those.

    What names all of a take knows captions: see archive/views.py.
    """
    text = _live(take, name) or _media(take, name.removesuffix(".m3u8"))
    if not text:
        return HttpResponseNotFound()
    return HttpResponse(text, content_type=PLAYLIST, headers={"Cache-Control": GROWING})


def _live(take: Take, name: str) -> str:
    """What names the live playlists, with and without the picture; "" for another name, and too early."""
    if name not in (signatures.LIVE, signatures.LIVE_SOUND) or not queries.is_ready(take):
        return ""
    streams = queries.streams(take)
    if name == signatures.LIVE_SOUND:
        streams = [stream for stream in streams if stream.name != rules.VIDEO]
    return playlists.master(streams, [], playlists.LIVE)


def _media(take: Take, name: str) -> str:
    """The playlist of one rendition; "" when there is no such one."""
    rendition = name.removeprefix(playlists.LIVE)
    if not rules.is_listed(rendition):
        return ""
    over = queries.is_whole(take)  # asked first: what is waited for until then must be in what says so
    if rendition != name:
        end = queries.tail(take, rendition, playlists.WINDOW)
        return playlists.live(end.parts, gone=end.gone, breaks=end.breaks, over=over) if end.parts else ""
    parts = queries.parts(take, rendition)
    return playlists.media(parts, over=over) if parts else ""


@addressed
def file(request: HttpRequest, take: Take, name: str) -> HttpResponseBase:
    """A segment or what begins one; of a bucket, the way to it: our processes carry no media then."""
    if not rules.is_file(name) or not queries.is_played(take, name):
        return HttpResponseNotFound()
    response: HttpResponseBase
    if not files.is_local():
        response = redirect(files.address(take, name))
        response["Cache-Control"] = LED
        return response
    try:
        response = FileResponse(files.opened(take, name), content_type=rules.media_type(name))
    except FileNotFoundError:
        return HttpResponseNotFound()
    response["Cache-Control"] = SIGNED
    return response


@require_safe
@never_cache
def download(request: HttpRequest, slug: str, download: str) -> HttpResponseBase:
    """A file that was made, for members who may take it along; broken off, it is gone on with by Range."""
    seminar = seminar_by_slug(slug)
    member = member_for(request, seminar) if seminar else None
    if member is None or not downloads.may_download(member):
        raise Http404
    rows = Download.objects.select_related("take__seminar").filter(take__seminar=member.seminar)
    row = rows.filter(pk=download).first() if is_id(download) else None
    if row is None or downloads.state_of(row, makers.Stock(row.take)) != Download.Status.READY:
        raise Http404
    maker = makers.of(row.kind)
    if maker is None:
        raise Http404
    name = f"{member.seminar.slug}-{row.take_id[-6:]}-{row.rendition}.{maker.ending}"
    if not isinstance(storages["default"], FileSystemStorage):
        return redirect(files.attachment(row.file, name))
    try:
        file = default_storage.open(row.file, "rb")
    except FileNotFoundError:
        raise Http404 from None
    return ranges.serve(request, file, row.bytes, kind=maker.media_type, tag=row.segments[:32], name=name)
