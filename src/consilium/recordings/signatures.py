"""Addresses of media: signed, good for some hours, without any cookie, so that a CDN may stand between."""

import time

from django.core import signing
from django.urls import reverse

from consilium.kernel.ids import is_id
from consilium.recordings.models import Take

SALT = "consilium.media"
LIFE = 12 * 3600  # seconds: longer than a seminar, shorter than a leaked link is worth
#: Seconds in which everybody is given the same address: a CDN keeps one copy, not one for each viewer.
SHARED = 3600
MASTER, LIVE, LIVE_SOUND = "index.m3u8", "live.m3u8", "live-sound.m3u8"


class _Signer(signing.TimestampSigner):
    """Dated to the hour that has begun."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) // SHARED * SHARED)


def playlist(take: Take, name: str = MASTER) -> str:
    """The path of the take's playlist; all other paths are relative to it."""
    return reverse("recordings:playlist", args=[sign(take.id), take.id, name])


def sign(take: str) -> str:
    return _Signer(salt=SALT).sign_object(take)


def of_address(signature: str, take: str) -> Take | None:
    """The take of an address that we have given out, not too long ago."""
    row = Take.objects.select_related("seminar").filter(pk=take).first() if is_id(take) else None
    return row if row and _is_signed(signature, take) else None


def _is_signed(signature: str, take: str) -> bool:
    try:
        return bool(signing.loads(signature, salt=SALT, max_age=LIFE) == take)
    except signing.BadSignature:
        return False
