"""Where a moment stands in the replay of a seminar: what was recorded, take after take, without pauses.

What is hidden counts too: an address means the same moment before it was hidden and after.
"""

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.http import urlencode

from consilium.recordings import queries as recordings
from consilium.search.models import Passage
from consilium.search.rules import PUBLIC, Kind

Spans = Sequence[tuple[int, int]]


def spans(seminars: Collection[str]) -> Mapping[str, Spans]:
    """By seminar: the first and last moment of each take (milliseconds since 1970), in their order."""
    return {seminar: sorted(takes.values()) for seminar, takes in recordings.spans(seminars).items()}


def position(spans: Spans, at: int) -> int:
    """Seconds of playing time before the moment `at`."""
    before = reached = 0
    for first, last in spans:
        begin = max(first, reached)  # the same as spansOf and positionOf of web/src/state/replay.ts
        before += max(0, min(at, last) - begin)
        reached = max(reached, last)
    return before // 1000


def address(passage: Passage, recorded: Spans) -> str:
    """The replay at the passage's moment, in the reader's language; else the page of the seminar."""
    page = reverse("seminars:seminar", args=[passage.seminar.slug])
    if passage.at and recorded and Kind(passage.kind) not in PUBLIC:
        return f"{page}/replay?{urlencode({'t': position(recorded, passage.at)})}"
    return page
