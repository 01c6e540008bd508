"""Views of media, found by an address that we gave out."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.views.decorators.http import require_safe

from consilium.recordings.signatures import of_address

PLAYLIST = "application/vnd.apple.mpegurl"


def addressed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """With the take in place of its id; whoever has no address that we gave out finds nothing.

    A CDN or another page of the organisation may play it: the address is the secret, no cookie is.
    """

    @wraps(view)
    def found(request: HttpRequest, signature: str, take: str, **rest: str) -> HttpResponseBase:
        row = of_address(signature, take)
        answer = view(request, row, **rest) if row else HttpResponseNotFound()
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return require_safe(found)
