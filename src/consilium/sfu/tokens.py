"""Tokens with which a browser or a worker joins one room of the SFU as one person."""

from datetime import timedelta

from django.conf import settings
from livekit import api

from consilium.sfu.grants import Grant


def join_token(
    room: str, identity: str, grant: Grant, *, way: str = "", life: timedelta | None = None
) -> str:
    """A signed token for one room and one identity; no name or other personal data in it.

    `way`: what `Participant.way` will say of who joins with it; not theirs to change.
    `life` is how long it opens the door, not how long one may stay: the SFU renews it for who is connected.
    """
    return (
        api.AccessToken(settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET)
        .with_identity(identity)
        .with_metadata(way)
        .with_ttl(life or settings.SFU_TOKEN_LIFE)
        .with_grants(
            api.VideoGrants(
                room_join=True,
                room=room,
                can_subscribe=True,
                can_publish=bool(grant.sources),
                can_publish_sources=sorted(grant.sources),
                can_publish_data=grant.data,
                can_update_own_metadata=False,
                hidden=grant.hidden,
            )
        )
        .to_jwt()
    )
