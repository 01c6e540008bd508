"""What a player asks for: playlists from the rows, files from the storage. The signature is the admission."""

from collections.abc import Callable
from functools import wraps

from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from consilium.kernel.ids import is_id
from consilium.recordings import files, playlists, queries, rules, signatures
from consilium.recordings.models import Take

PLAYLIST = "application/vnd.apple.mpegurl"
FOR_EVER = "public, max-age=31536000, immutable"
GROWING = "public, max-age=1"


def signed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """With the take in place of its id; whoever has no address that we gave out finds nothing."""

    @wraps(view)
    def found(request: HttpRequest, signature: str, take: str, name: str) -> HttpResponseBase:
        row = Take.objects.select_related("seminar").filter(pk=take).first() if is_id(take) else None
        if row is None or not signatures.is_signed(signature, take):
            return _open(HttpResponseNotFound())
        return _open(view(request, row, name))

    return require_safe(found)


@signed
def playlist(request: HttpRequest, take: Take, name: str) -> HttpResponse:
    """ "index.m3u8" names the renditions, "kk.m3u8" the segments of one."""
    rendition = name.removesuffix(".m3u8")
    over = take.status == Take.Status.OVER
    if name == signatures.MASTER:
        text = playlists.master(queries.streams(take), [])
    elif rules.is_rendition(rendition) and (parts := queries.parts(take, rendition)):
        text = playlists.media(parts, over=over)
    else:
        return HttpResponseNotFound()
    return HttpResponse(text, content_type=PLAYLIST, headers={"Cache-Control": GROWING})


@signed
def file(request: HttpRequest, take: Take, name: str) -> HttpResponseBase:
    """A segment or what begins one. From a bucket, its own signed address."""
    kept = files.storage()
    if not rules.is_file(name) or not kept.exists(files.path(take, name)):
        return HttpResponseNotFound()
    if not isinstance(kept, FileSystemStorage):
        return redirect(kept.url(files.path(take, name)))
    kind = "video/mp4" if "-video" in name or name.endswith(".mp4") else "audio/mp4"
    response = FileResponse(files.opened(take, name), content_type=kind)
    response["Cache-Control"] = FOR_EVER
    return response


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """A CDN or another page of the organisation may play it: the address is the secret, no cookie is."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
