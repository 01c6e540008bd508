"""What a participant may do on the SFU, in our words. What is not granted is refused there."""

from dataclasses import dataclass

CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND = "camera", "microphone", "screen_share", "screen_share_audio"


@dataclass(frozen=True)
class Grant:
    """`sources` may be published; `data` allows reactions and the pointer; `hidden` is for workers."""

    sources: frozenset[str] = frozenset()
    data: bool = True
    hidden: bool = False


LISTENER = Grant()
HIDDEN = Grant(hidden=True)  # our own workers
WITH_FLOOR = Grant(frozenset({MICROPHONE, CAMERA}))
ON_STAGE = Grant(frozenset({CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND}))
