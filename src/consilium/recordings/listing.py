"""Which segments the playlist of a rendition lists, in their order.

A sound goes with the floor: it has the floor's numbers and its breaks, and where it has no segment of a
number (its channel was not open) the floor's stands there, as its listeners heard it. So all renditions of a
take are counted alike, and players, which align them by that, find each at every moment of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consilium.kernel.timecode import milliseconds
from consilium.recordings import rules
from consilium.recordings.models import Segment, Take
from consilium.recordings.playlists import Part


class _Row(NamedTuple):
    """Of a segment, what a playlist needs."""

    n: int
    name: str
    init: str
    at: int
    duration: int
    discontinuity: bool


@dataclass(frozen=True)
class Tail:
    """The end of a rendition: its last parts, how many come before them, and how many breaks have gone with
    those: see playlists.live.
    """

    parts: list[Part]
    gone: int
    breaks: int


def parts(take: Take, rendition: str, *, alone: bool = False) -> list[Part]:
    """The segments of one rendition that are shown, up to the first that has not come yet. `alone`: without
    those of the floor in the place of what a sound lacks.
    """
    places = rules.places(rendition)
    known = _read(take, places)
    own = {row.name for row in known.get(rendition, ())}
    listed = _listed(take, *_merged(take, known, places)) if own else ()
    return [part for part in listed if not alone or part.name in own]


def tail(take: Take, rendition: str, count: int) -> Tail:
    """The last `count` of `parts`, with what is hidden as gaps: what a player has counted once keeps its
    number when something is hidden meanwhile. What comes before them is not read, only counted.
    """
    places = rules.places(rendition)
    there = Exists(Segment.objects.filter(rendition=OuterRef("pk")))
    keys = dict(take.renditions.filter(there, name__in=places).values_list("name", "pk"))
    if rendition not in keys:
        return Tail([], 0, 0)
    spine = Segment.objects.filter(rendition=keys.get(places[-1], keys[rendition]))
    listed, all_there_is = _newest(take, spine, places, count)
    gone = max(0, len(listed) - count)
    if all_there_is:
        return Tail(listed[gone:], gone, sum(part.discontinuity for part in listed[1 : gone + 1]))
    return Tail(listed[gone:], *_counted(spine, int(listed[gone].name[:6])))


def _newest(
    take: Take, spine: QuerySet[Segment], places: Sequence[str], count: int
) -> tuple[list[Part], bool]:
    """The parts from some number on: more than `count`, and all that is waited for; and whether it is all."""
    size = count * 3
    while True:
        first = spine.order_by("-n").values_list("n", "at")[size - 1 : size].first()
        known = _read(take, places, since=first[0] if first else 0)
        listed = list(_listed(take, *_merged(take, known, places), gaps=True))
        if first is None or (len(listed) > count and first[1] <= _given_up()):
            return listed, first is None
        size *= 4


def _counted(spine: QuerySet[Segment], upto: int) -> tuple[int, int]:
    """How many segments come before this number; and how many of them, the very first left out, and of that
    one begin anew.
    """
    first = spine.order_by("n").values_list("n", flat=True)[:1].get()
    later = spine.filter(n__gt=first, n__lte=upto)
    told = later.aggregate(all=Count("pk"), breaks=Count("pk", filter=Q(discontinuity=True)))
    breaks = told["breaks"]
    if told["all"] != upto - first:  # something never came
        before = spine.filter(n=OuterRef("n") - 1)
        breaks += later.filter(~Exists(before), discontinuity=False).count()
    return told["all"], breaks


def is_whole(take: Take) -> bool:
    """Whether a player need not look for more. The last segments come a little after the take was stopped:
    who was told of the end before them would never play them.
    """
    return take.stopped_at is not None and timezone.now() > take.stopped_at + timedelta(seconds=rules.SETTLED)


def _read(take: Take, names: Sequence[str], since: int = 0) -> dict[str, list[_Row]]:
    """By rendition, the segments of those that the take has, from number `since` on."""
    rows = Segment.objects.filter(rendition__take=take, rendition__name__in=names, n__gte=since)
    known: dict[str, list[_Row]] = {}
    for name, *values in rows.order_by("n").values_list("rendition__name", *_Row._fields):
        known.setdefault(name, []).append(_Row(*values))
    return known


def _merged(
    take: Take, known: Mapping[str, list[_Row]], places: Sequence[str]
) -> tuple[list[_Row], dict[int, _Row]]:
    """What the numbers and breaks are taken from, and by number what stands there.

    A recorder brings what it has in its order: what a sound lacks will not come once there is more of the
    floor, so only the newest number is waited for. A playlist must never change where it was read.
    """
    spine = known.get(places[-1]) or known[places[0]]
    found = {row.n: row for name in reversed(places) for row in known.get(name, ())}
    last = spine[-1]
    lacking = found[last.n] is last and spine is not known.get(places[0])
    if lacking and last.at > _given_up() and not is_whole(take):
        spine = spine[:-1]
    return spine, found


def _listed(
    take: Take, spine: Iterable[_Row], found: Mapping[int, _Row], *, gaps: bool = False
) -> Iterator[Part]:
    """A segment that is still under way holds back those after it: a playlist only grows at its end. What has
    not come for a while never will: its recorder's machine is gone. What is cut out is a gap with `gaps`,
    else it is not there, and what follows it begins anew, with the clock.
    """
    given_up, expected, anew = _given_up(), None, False
    for row in spine:
        gap = expected not in (None, row.n)
        if gap and row.at > given_up:
            return
        expected = row.n + 1
        anew = anew or gap or row.discontinuity
        cut = rules.is_cut(take.cut, row.n)
        if cut and not gaps:
            anew = True
            continue
        there = found[row.n]
        yield Part(there.name, there.init, there.at, there.duration, anew, cut)
        anew = False


def _given_up() -> int:
    return milliseconds(timezone.now()) - rules.WAITED_FOR
