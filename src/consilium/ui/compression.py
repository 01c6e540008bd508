"""Pages and answers go out compressed: on 64 kbit/s the programme then comes in one second instead of six.

Django masks the CSRF token anew in every page, and its gzip adds random padding, so that the length of a page
tells nothing about a secret in it (BREACH).
"""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/", "application/json", "application/javascript", "image/svg+xml")


class CompressWords(GZipMiddleware):
    """gzip for what is made of words. Pictures and documents are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(WORDS):
            return response
        return super().process_response(request, response)
