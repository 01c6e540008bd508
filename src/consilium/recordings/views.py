"""What a player asks for: playlists from the rows, files from the storage. The signature is the admission."""

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from consilium.recordings import files, playlists, queries, rules
from consilium.recordings.models import Take

PLAYLIST = "application/vnd.apple.mpegurl"
FOR_EVER = "public, max-age=31536000, immutable"
GROWING = "public, max-age=1"
LED = f"public, max-age={(files.ENDS - files.SAME) // 2}"  # well before the address that it names has ended


def signed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """With the take in place of its id; whoever has no address that we gave out finds nothing."""

    @wraps(view)
    def found(request: HttpRequest, signature: str, take: str, name: str) -> HttpResponseBase:
        row = queries.of_address(signature, take)
        if row is None:
            return _open(HttpResponseNotFound())
        return _open(view(request, row, name))

    return require_safe(found)


@signed
def playlist(request: HttpRequest, take: Take, name: str) -> HttpResponse:
    """ "kk.m3u8": the segments of one rendition. What names them all knows captions: see archive/views.py."""
    rendition = name.removesuffix(".m3u8")
    over = take.status == Take.Status.OVER
    if rules.is_rendition(rendition) and (parts := queries.parts(take, rendition)):
        text = playlists.media(parts, over=over)
    else:
        return HttpResponseNotFound()
    return HttpResponse(text, content_type=PLAYLIST, headers={"Cache-Control": GROWING})


@signed
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
    response["Cache-Control"] = FOR_EVER
    return response


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """A CDN or another page of the organisation may play it: the address is the secret, no cookie is."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
