"""What the SFU tells us, verified: a notice signed with our secret over its own body."""

from dataclasses import dataclass

from django.conf import settings
from livekit import api


class Forged(Exception):
    """The notice is not signed with our secret, or its body was changed."""


@dataclass(frozen=True)
class Notice:
    """`kind` in LiveKit's words: participant_joined, track_published, ...; `id` for idempotence."""

    id: str
    kind: str
    room: str
    identity: str


def receive(body: bytes, authorization: str) -> Notice:
    """Verify and read one webhook. Raises Forged on a wrong signature, a changed body, or no webhook."""
    verifier = api.TokenVerifier(settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET)
    try:
        event = api.WebhookReceiver(verifier).receive(body.decode(), authorization)
    except Exception as error:  # the receiver raises bare Exception for each of its reasons
        raise Forged(type(error).__name__) from None
    return Notice(event.id, event.event, event.room.name, event.participant.identity)
