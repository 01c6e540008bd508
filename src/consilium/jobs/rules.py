"""When a lease holds. Pure."""

from datetime import datetime, timedelta

#: A worker says every BEAT that it is there; its work may be taken over LIFE after the last word.
BEAT = timedelta(seconds=1)
LIFE = timedelta(seconds=10)

KINDS = ("scribe", "recorder")


def is_free(*, holder: str, seen_at: datetime, asker: str, now: datetime) -> bool:
    """Whether `asker` may have a lease that `holder` ("" for none) was last heard about at `seen_at`.

    A worker that was killed and is back under its own name need not wait for its own lease to lapse.
    """
    return not holder or holder == asker or seen_at + LIFE <= now
