"""The recording from the rows: its state, and the takes with what they hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Count, Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.jobs.queries import heard_since
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json
from consilium.kernel.ids import is_id
from consilium.kernel.languages import endonym
from consilium.kernel.refusals import Unknown
from consilium.kernel.timecode import milliseconds
from consilium.recordings import playlists, rules, signatures
from consilium.recordings.addressed import PLAYLIST as PLAYLIST  # for apps above, with files of their own
from consilium.recordings.addressed import addressed as addressed
from consilium.recordings.listing import is_whole as is_whole
from consilium.recordings.listing import parts as parts
from consilium.recordings.listing import tail as tail
from consilium.recordings.models import Acknowledged, Rendition, Segment, Take
from consilium.recordings.playlists import Stream
from consilium.recordings.state import RecordingsState
from consilium.recordings.state import Take as KnownTake
from consilium.seminars.models import Seminar


def snapshot(seminar: Seminar, reader: Reader) -> RecordingsState:
    """Everybody may know that they are recorded, and were."""
    return RecordingsState(tuple(known(row) for row in Take.objects.filter(seminar=seminar)))


def known(row: Take) -> KnownTake:
    stopped = milliseconds(row.stopped_at) if row.stopped_at else 0
    hidden = tuple(tuple(stretch) for stretch in row.hidden)
    return KnownTake(row.id, row.status, milliseconds(row.started_at), stopped, hidden)


def open_take(seminar: Seminar) -> Take | None:
    return Take.objects.filter(seminar=seminar).exclude(status=Take.Status.OVER).first()


def abandoned(seminars: Sequence[str]) -> list[str]:
    """Which of these seminars have a take that no recorder works on, and nobody was told yet: there is
    none, or its whole machine is gone.
    """
    since = timezone.now() - timedelta(seconds=rules.ABANDONED)
    told = (Take.Status.BROKEN, Take.Status.OVER)
    takes = Take.objects.filter(seminar__in=seminars, started_at__lt=since).exclude(status__in=told)
    waiting = set(takes.values_list("seminar", flat=True))
    return sorted(waiting - heard_since("recorder", waiting, since)) if waiting else []


def has_acknowledged(seminar: Seminar, person: Person) -> bool:
    return Acknowledged.objects.filter(seminar=seminar, person=person).exists()


@dataclass(frozen=True)
class Resume:
    """Where a recorder goes on: the first moment of the take in milliseconds, its next number."""

    zero: int
    next: int


def resume(take: Take) -> Resume:
    last = Segment.objects.filter(rendition__take=take).order_by("-n").values_list("n", flat=True).first()
    return Resume(milliseconds(take.started_at), 0 if last is None else last + 1)


def renditions(take: Take) -> list[Rendition]:
    """Those that have something to play: the picture, the floor, then the channels as they came."""
    there = Exists(Segment.objects.filter(rendition=OuterRef("pk")))
    rows = take.renditions.filter(there).exclude(name__startswith=rules.LIGHT)
    first = {rules.VIDEO: 0, rules.FLOOR: 1}
    return sorted(rows, key=lambda row: (first.get(row.name, 2), row.id))


def is_light(take: Take, rendition: str) -> bool:
    """Whether there is a form of it for weak lines, with all that has come."""
    return not not_light(take, rendition)


def not_light(take: Take, rendition: str) -> list[Segment]:
    """The segments that have no form for weak lines: all, or those that came after it was made."""
    rows = Segment.objects.filter(rendition__take=take)
    made = rows.filter(rendition__name=rules.LIGHT + rendition).values("n")
    return list(rows.filter(rendition__name=rendition).exclude(n__in=made).order_by("n"))


def not_done_with(late: datetime) -> list[str]:
    """The takes that go on, were stopped after `late`, or have a sound that is not measured, or not light."""
    fresh = Take.objects.filter(Q(stopped_at=None) | Q(stopped_at__gt=late)).values_list("pk", flat=True)
    rows = Rendition.objects.exclude(name=rules.VIDEO).annotate(count=Count("segments")).filter(count__gt=0)
    counts = {(take, name): count for take, name, count in rows.values_list("take", "name", "count")}
    unmeasured = rows.filter(loudness=None).exclude(name__startswith=rules.LIGHT)
    dark = {
        take
        for (take, name), count in counts.items()
        if not name.startswith(rules.LIGHT) and counts.get((take, rules.LIGHT + name), 0) < count
    }
    return sorted({*fresh, *unmeasured.values_list("take", flat=True), *dark})


def sounds(take: Take) -> list[Json]:
    """The sounds that can be chosen, the floor first. `light`: there is a form of it for weak lines."""
    floor = take.seminar.floor_language
    made = set(take.renditions.filter(name__startswith=rules.LIGHT).values_list("name", flat=True))
    return [
        {
            "rendition": row.name,
            "name": _title(row.name, floor),
            "language": floor if row.name == rules.FLOOR else row.name,
            "light": rules.LIGHT + row.name in made,
        }
        for row in renditions(take)
        if row.name != rules.VIDEO
    ]


def take_of(seminar: Seminar, take: str) -> Take:
    """Raises Unknown."""
    found = Take.objects.filter(seminar=seminar, pk=take).first() if is_id(take) else None
    if found is None:
        raise Unknown("no_such_take", _("There is no such recording in this seminar."))
    return found


def address(take: Take) -> str:
    """Where the take is played from, for some hours."""
    return signatures.playlist(take)


def master(take: Take, captions: Sequence[tuple[str, str]]) -> str | None:
    """The take's own playlist. `captions`: (language, name) of what is shown beside the media. None while
    `is_ready` says no.
    """
    return playlists.master(streams(take), captions) if is_ready(take) else None


def is_ready(take: Take) -> bool:
    """Whether a player may be told what a take is made of, which it reads once, at its start. A recorder
    brings the first segments one after another: too early one would be given no sound, or no channel.
    """
    if take.status == Take.Status.ON:
        return True
    rows = Segment.objects.filter(rendition__take=take)
    first = rows.order_by("n", "id").first()
    if first is None or take.stopped_at is not None:
        return first is not None
    begun = _begun(take)
    if begun.get(rules.FLOOR) and all(begun.values()):
        return True
    waited = milliseconds(timezone.now()) - first.at - first.duration > rules.ANNOUNCED
    return waited or rows.filter(n__gt=first.n + 1).exists()


def _begun(take: Take) -> dict[str, bool]:
    """By rendition that a recorder has announced: whether there is anything of it."""
    there = Exists(Segment.objects.filter(rendition=OuterRef("pk")))
    rows = take.renditions.exclude(name__startswith=rules.LIGHT).annotate(there=there)
    return dict(rows.values_list("name", "there"))


def companion(take: Take, suffix: str, *, behind: int) -> str:
    """The playlist of files that go with the media, "000017-<suffix>" beside the segment 17; cut like it, so
    that a player counts the same discontinuities. Listed is what ended `behind` milliseconds ago.
    """
    known = parts(take, leading(take))
    until = milliseconds(timezone.now()) - behind
    listed = [part for part in known if part.at + part.duration <= until]
    over = is_whole(take) and len(listed) == len(known)
    named = [replace(part, name=f"{part.name[:6]}-{suffix}", init="") for part in listed]
    return playlists.media(named, over=over)


def span(take: Take, n: int) -> tuple[int, int] | None:
    """From when to when a segment goes, in milliseconds since 1970; None when there is none to be played."""
    if rules.is_cut(take.cut, n):
        return None
    row = Segment.objects.filter(rendition__take=take, rendition__name=leading(take), n=n).first()
    return (row.at, row.at + row.duration) if row else None


def is_played(take: Take, name: str) -> bool:
    """Whether a file belongs to what players are told of: what was cut out does not."""
    number = rules.number_of(name)
    return (number is None or not rules.is_cut(take.cut, number)) and is_told(take, name)


def is_told(take: Take, name: str) -> bool:
    """Whether a segment is in that file, or is decoded by it."""
    rows = Segment.objects.filter(rendition__take=take)
    return rows.filter(init=name).exists() if name.startswith("init-") else rows.filter(name=name).exists()


def leading(take: Take) -> str:
    """The rendition that the others go with: every segment has one of it."""
    found = renditions(take)
    return next((row.name for row in found if row.name == rules.FLOOR), found[0].name if found else "")


def streams(take: Take) -> list[Stream]:
    """The renditions as the take's playlist lists them."""
    floor = take.seminar.floor_language
    return [
        Stream(
            name=row.name,
            language="" if row.name == rules.VIDEO else floor if row.name == rules.FLOOR else row.name,
            title=_title(row.name, floor),
            codec=row.codec,
            width=row.width,
            height=row.height,
            bits=_most_bits(row),
        )
        for row in renditions(take)
    ]


def gains(takes: Iterable[Take]) -> dict[str, dict[str, float]]:
    """By take and rendition, how many decibels louder it is played; what was not measured is left out."""
    measured: dict[str, dict[str, tuple[float, float]]] = {}
    rows = Rendition.objects.filter(take__in=takes, loudness__isnull=False, peak__isnull=False)
    for take, name, loudness, peak in rows.values_list("take", "name", "loudness", "peak"):
        measured.setdefault(take, {})[name] = (loudness or 0.0, peak or 0.0)
    return {take: rules.gains(found) for take, found in measured.items()}


def touched(take: Take, start: int, end: int) -> list[int]:
    """The numbers of the segments that have any part of [start, end) in any rendition, in their order."""
    rows = Segment.objects.filter(rendition__take=take, at__lt=end, at__gt=start - rules.LONGEST)
    numbers = rows.filter(at__gt=start - F("duration")).order_by().values_list("n", flat=True)
    return sorted(set(numbers))


def with_parts(take: Take) -> set[str]:
    """The renditions of which anything is shown, without reading their segments."""
    rows = Segment.objects.filter(rendition=OuterRef("pk"))
    for first, last in take.cut:
        rows = rows.exclude(n__gte=first, n__lte=last)
    return set(take.renditions.filter(Exists(rows)).values_list("name", flat=True))


def moments_of(take: Take, first: int, last: int) -> tuple[int, int]:
    """When the segments of these numbers begin and end, in milliseconds since 1970."""
    rows = Segment.objects.filter(rendition__take=take, n__gte=first, n__lte=last)
    found = rows.aggregate(begin=Min("at"), end=Max(F("at") + F("duration")))
    return found["begin"], found["end"]


def spans(seminars: Collection[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """By seminar and take: from when to when there is anything of it, in milliseconds since 1970. What is
    hidden counts.
    """
    rows = Segment.objects.filter(rendition__take__seminar__in=seminars)
    each = rows.values_list("rendition__take__seminar", "rendition__take").order_by()
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for seminar, take, first, last in each.annotate(first=Min("at"), last=Max(F("at") + F("duration"))):
        found.setdefault(seminar, {})[take] = (first, last)
    return found


def hidden(seminar: Seminar) -> list[tuple[int, int]]:
    """The stretches of a seminar's recording that are not shown: [from, to) in milliseconds since 1970."""
    rows = Take.objects.filter(seminar=seminar).values_list("hidden", flat=True)
    return sorted((begin, end) for stretches in rows for begin, end in stretches)


def withheld(seminar: Seminar) -> list[tuple[int, int]]:
    """`hidden`, and the times that are to be hidden though nothing of the recording has come there yet."""
    rows = Take.objects.filter(seminar=seminar).values_list("spans", flat=True)
    return sorted({*hidden(seminar), *((begin, end) for spans in rows for begin, end in spans)})


def _title(name: str, floor: str) -> str:
    """Own names need no translation: each listener finds theirs. A dot marks the original."""
    return f"{endonym(floor)} ●" if name == rules.FLOOR else endonym(name)


def _most_bits(row: Rendition) -> int:
    """Of a picture: sounds are taken for what they need at most."""
    if row.name != rules.VIDEO:
        return playlists.SOUND_BITS
    bits = Cast(F("bytes"), BigIntegerField()) * 8000 / F("duration")
    return row.segments.aggregate(most=Max(bits))["most"] or 0
