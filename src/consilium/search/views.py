"""The page on which everything that was said, shown, asked and answered is found."""

from typing import cast

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consilium.accounts.queries import time_zone_of
from consilium.search import pages


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`q` and filters are query parameters; every answer has an address that can be shared."""
    if request.GET.get("q") and (limited := _limited(request)):
        return limited
    page = pages.results(pages.asked(request.GET), pages.reader_of(request), time_zone_of(request))
    return render(request, "search/search.html", {"page": page})


def _limited(request: HttpRequest) -> HttpResponse | None:
    """The refusal for who asks too often. A hospital shares one address: who is known is counted alone."""
    action = "search_signed_in" if request.user.is_authenticated else "search"
    return cast("HttpResponse | None", consume_or_429(request, action=action, limit_get=True))
