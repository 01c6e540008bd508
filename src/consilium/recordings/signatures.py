"""Addresses of media: signed, good for some hours, without any cookie, so that a CDN may stand between."""

from django.core import signing
from django.urls import reverse

from consilium.recordings.models import Take

SALT = "consilium.media"
LIFE = 12 * 3600  # seconds: longer than a seminar, shorter than a leaked link is worth
MASTER = "index.m3u8"


def playlist(take: Take) -> str:
    """The path of the take's playlist; all other paths are relative to it."""
    return reverse("recordings:playlist", args=[sign(take.id), take.id, MASTER])


def sign(take: str) -> str:
    return signing.dumps(take, salt=SALT)


def is_signed(signature: str, take: str) -> bool:
    """Whether we have given this address out, not too long ago."""
    try:
        return bool(signing.loads(signature, salt=SALT, max_age=LIFE) == take)
    except signing.BadSignature:
        return False
