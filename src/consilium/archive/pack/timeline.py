"""Moments of the log as places in a sound without holes. Pure. All in milliseconds."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timeline:
    """`pieces`: (moment, length) of what is heard, in its order; what lies between two has no length."""

    pieces: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        return self.pieces[0][0] if self.pieces else 0

    @property
    def last(self) -> int:
        return sum(self.pieces[-1]) if self.pieces else 0

    @property
    def length(self) -> int:
        return sum(length for _at, length in self.pieces)

    def holds(self, moment: int) -> bool:
        """Whether it lies between the first moment and the last, in a hole too."""
        return self.first <= moment < self.last

    def place(self, moment: int) -> int:
        """Where a moment is heard: in a hole, where the sound goes on after it; beyond the ends, the ends."""
        begins = [0, *accumulate(length for _at, length in self.pieces)]
        found = bisect_right([at for at, _length in self.pieces], moment) - 1
        if found < 0:
            return 0
        at, length = self.pieces[found]
        return begins[found] + min(moment - at, length)

    def placed(self, told: Iterable[tuple[int, T]]) -> list[tuple[int, T]]:
        """(place, value) of what was so from a moment on, until the next. What nobody hears is left out: of
        all that fell into one hole, or before the beginning, the last holds.
        """
        found: dict[int, T] = {}
        for moment, value in told:
            if moment < self.last:
                found[self.place(moment)] = value
        return sorted(((at, value) for at, value in found.items() if at < self.length), key=_first)


def _first(pair: tuple[int, object]) -> int:
    return pair[0]


def changes(told: Sequence[tuple[int, T]]) -> list[tuple[int, T]]:
    """Without those that say again what was so before."""
    return [one for n, one in enumerate(told) if n == 0 or told[n - 1][1] != one[1]]


def clock(milliseconds: int) -> str:
    """ "1:02:03", "2:03"."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
