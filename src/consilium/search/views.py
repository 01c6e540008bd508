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
    limited = consume_or_429(request, action="search", limit_get=True) if request.GET.get("q") else None
    if limited:
        return cast(HttpResponse, limited)
    page = pages.results(pages.asked(request.GET), pages.reader_of(request), time_zone_of(request))
    return render(request, "search/search.html", {"page": page})
