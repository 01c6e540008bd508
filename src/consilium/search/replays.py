"""Where a moment stands in the replay of a seminar: what was recorded, take after take, without pauses.

What is hidden counts too: an address means the same moment before it was hidden and after.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F, Max, Min
from django.urls import reverse
from django.utils.http import urlencode

from consilium.recordings.models import Segment
from consilium.search.models import Passage
from consilium.search.rules import PUBLIC, Kind

Spans = Sequence[tuple[int, int]]


def spans(seminars: Collection[str]) -> Mapping[str, Spans]:
    """By seminar: the first and last moment of each take (milliseconds since 1970), in their order."""
    takes = (
        Segment.objects.filter(rendition__take__seminar__in=seminars)
        .values_list("rendition__take__seminar", "rendition__take")
        .annotate(first=Min("at"), last=Max(F("at") + F("duration")))
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for seminar, _take, first, last in takes:
        found.setdefault(seminar, []).append((first, last))
    return {seminar: sorted(each) for seminar, each in found.items()}


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
