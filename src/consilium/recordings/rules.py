"""Who may record, what a recorder may send, and what its files are called. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consilium.kernel.roles import MODERATORS, Role, Roles

TAKES_AT_MOST = 50
#: A recorder learns of the stop a little later: a segment may begin so many milliseconds after it.
AFTER_STOP = 15_000
#: Seconds after the stop in which what was recorded before may still be brought in: disks and lines are
#: mended within days. Who holds a lease brings it; with a limit, old takes are settled one day.
LATE = 7 * 24 * 3600
#: Seconds after which it is here, as a rule: until then no playlist says that it has ended.
SETTLED = 10
#: Milliseconds for which segments wait for one that should have come before them.
WAITED_FOR = 60_000
#: And for which a rendition that was announced is waited for, after the end of the very first segment.
ANNOUNCED = 12_000
LARGEST = 32 << 20  # bytes of one file: four seconds of 2.5 Mbit/s have 1.3 MB
LONGEST = 12_000  # milliseconds of one segment
SEGMENTS_AT_MOST = 50_000  # two and a half days of four seconds
VIDEO, FLOOR = "video", "floor"
#: Begins the name of a sound in its form for weak lines, which no recorder brings.
LIGHT = "light-"
STATUSES = ("on", "broken")
#: Seconds after which a take that no recorder works on is told to be broken.
ABANDONED = 15
_NAME = re.compile(r"^(init-[A-Za-z0-9-]{1,50}\.mp4|[0-9]{6}-[A-Za-z0-9-]{2,41}\.m4s)$")
_RENDITION = re.compile(r"^(video|floor|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$")


#: Where sounds are put, in LUFS (EBU R128), and how far they are moved at most, in decibels.
LOUDNESS, FARTHEST, HEADROOM = -23.0, 12.0, 1.0
_SILENCE = -60.0  # LUFS: what is quieter is not speech, and is left alone


def may_record(roles: Roles) -> bool:
    """Start and stop a take: who leads the seminar or looks after its technique."""
    return bool(roles & (MODERATORS | {Role.ORGANISER, Role.TECHNICIAN}))


def is_file(name: str) -> bool:
    """ "init-000012-3.mp4", "000017-kk.m4s"."""
    return bool(_NAME.match(name))


def media_type(name: str) -> str:
    """Of a file of a take."""
    return "video/mp4" if "-video" in name or name.endswith(".mp4") else "audio/mp4"


def is_rendition(name: str) -> bool:
    """ "video", "floor", or the language of an interpretation channel."""
    return bool(_RENDITION.match(name))


def is_listed(name: str) -> bool:
    """Whether it may have a playlist: a rendition, or a sound for weak lines."""
    return is_rendition(name.removeprefix(LIGHT))


def places(rendition: str) -> list[str]:
    """Of which renditions a segment of this one may be, the best first: a channel that is not open has the
    floor, and what has no form for weak lines is heard as it was recorded. The last one leads.
    """
    if rendition == VIDEO:
        return [VIDEO]
    plain = rendition.removeprefix(LIGHT)
    heard = [plain, FLOOR] if plain != FLOOR else [FLOOR]
    return [name for sound in heard for name in (LIGHT + sound, sound)] if plain != rendition else heard


def number_of(name: str) -> int | None:
    """Of a segment's file: 17 of "000017-kk.m4s"; None for what only begins its decoding."""
    return int(name[:6]) if is_file(name) and name[:6].isdigit() else None


def is_cut(cut: Sequence[Sequence[int]], n: int) -> bool:
    """`cut`: numbers of segments as [first, last]."""
    return any(first <= n <= last for first, last in cut)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """[1, 2, 3, 7] as [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


@dataclass(frozen=True)
class Piece:
    """A segment as the recorder tells it. `at` is the moment of its first sample; times in milliseconds."""

    n: int
    rendition: str
    name: str
    init: str
    at: int
    duration: int
    bytes: int
    discontinuity: bool = False
    filled: bool = False


def is_sane(piece: Piece, *, started: int, now: int) -> bool:
    """Whether a recorder could have written it in a take that began at `started`."""
    fits = 0 <= piece.n < SEGMENTS_AT_MOST and 0 < piece.duration <= LONGEST and 0 < piece.bytes <= LARGEST
    named = is_rendition(piece.rendition) and is_file(piece.name) and is_file(piece.init)
    return fits and named and started - 60_000 <= piece.at <= now + 10_000


def gains(measured: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """By rendition, how many decibels louder it is played so that all of a take are equally loud.

    `measured`: loudness (LUFS) and peak (dBFS). Nothing is moved by more than FARTHEST, or up to where it
    would clip: then all others are put as low as that one can be brought.
    """
    heard = {name: values for name, values in measured.items() if values[0] > _SILENCE}
    reached = [loudness + min(FARTHEST, -HEADROOM - peak) for loudness, peak in heard.values()]
    goal = min([LOUDNESS, *reached])
    return {
        name: round(max(-FARTHEST, goal - loudness), 1) + 0.0 for name, (loudness, _peak) in heard.items()
    }


def may_download(roles: Roles, *, to_members: bool) -> bool:
    """Take files of a recording along: who leads the seminar, and every member where that was decided."""
    return bool(roles) and (to_members or may_record(roles))


def may_hand_out(roles: Roles) -> bool:
    """Decide whether every member may take files along."""
    return bool(roles & (MODERATORS | {Role.ORGANISER}))


def touches(spans: Sequence[Sequence[int]], start: int, end: int) -> bool:
    """Whether anything from `start` to `end` lies in one of the spans. All in milliseconds."""
    return any(begin < end and start < stop for begin, stop in spans)
