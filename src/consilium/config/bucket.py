"""Whether the bucket does what it is for: written to, read by a signed address, by pages of our site."""

import urllib.error
import urllib.request
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

NAME = "consilium-check.txt"
WORDS = b"Consilium can write here."
SECONDS = 10
_REFUSED = {
    "InvalidAccessKeyId": "S3_ACCESS_KEY is none that the object store knows.",
    "XAdminUserNotFound": "S3_ACCESS_KEY is none that the object store knows.",
    "SignatureDoesNotMatch": "S3_SECRET_KEY does not fit S3_ACCESS_KEY.",
    "AccessDenied": "The key of the object store may not write to the bucket, or not delete.",
    "NoSuchBucket": "The object store has no bucket of the name in MEDIA_STORAGE.",
}


def check() -> Iterator[CheckMessage]:
    """Connects, writes and deletes a small file. Nothing where files lie on the disk."""
    kept = storages["media"]
    if isinstance(kept, FileSystemStorage):
        return
    try:
        kept.save(NAME, ContentFile(WORDS))
    except Exception as error:  # whatever botocore raises; it is named, not shown: it may quote addresses
        yield Error(_why(error), hint="See docs/how-to/store-media.md.", id="consilium.E015")
        return
    yield from _reading(kept)
    try:
        kept.delete(NAME)
    except Exception as error:
        yield Error(_why(error), hint="See docs/how-to/store-media.md.", id="consilium.E015")


def _reading(kept: Storage) -> Iterator[CheckMessage]:
    """As a page of the site reads it: another origin, an address with a signature."""
    url = kept.url(NAME)
    if settings.MEDIA_CDN:
        yield Info(
            "Segments are fetched by the CDN in MEDIA_CDN, which is not asked here.", id="consilium.I003"
        )
    request = urllib.request.Request(url, headers={"Origin": settings.SITE_URL})  # noqa: S310 (as set up)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            allowed = answer.headers.get("Access-Control-Allow-Origin", "")
            right = answer.read() == WORDS
    except (OSError, urllib.error.URLError):
        allowed, right = "", False
    if not right:
        yield Error(
            "The bucket takes files, but does not serve them by a signed address.",
            hint="Look at S3_ENDPOINT and S3_ADDRESSING: docs/how-to/store-media.md.",
            id="consilium.E016",
        )
    elif allowed not in ("*", settings.SITE_URL) and not settings.MEDIA_CDN:
        yield Error(
            "The bucket lets no page of SITE_URL read from it, so no recording would play.",
            hint="Allow GET from SITE_URL in its CORS rules: docs/how-to/store-media.md.",
            id="consilium.E017",
        )
    if url.startswith("http://") and settings.SITE_URL.startswith("https://"):
        yield Warning(
            "S3_ENDPOINT is not https://, so pages of a secure site cannot read from it.", id="consilium.W003"
        )


def _why(error: Exception) -> str:
    """One sentence for what the object store said."""
    code = str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))
    if code in _REFUSED:
        return _REFUSED[code]
    said = f" ({code})" if code.isalnum() else ""
    return f"The object store at S3_ENDPOINT does not answer as one{said}: {type(error).__name__}."
