"""What is given up first when the machine is too slow: the drafts' rhythm, the good model, the drafts. Pure.

Final cues are never given up; what remains then is to say that they are late.
"""

from dataclasses import dataclass

STEPS = (1.0, 1.5, 2.5)
BEHIND, DELAYED = 1.5, 6.0  # seconds of speech that should have been heard by now
UP_AFTER, DOWN_AFTER = 3.0, 15.0  # seconds for which it must have been so


@dataclass(frozen=True)
class Rung:
    """`step` is how much audio is heard at a time; `small` takes the smaller model, if there is one."""

    step: float
    small: bool = False
    drafts: bool = True


def rungs(*, has_small: bool) -> tuple[Rung, ...]:
    ways = [Rung(step) for step in STEPS]
    if has_small:
        ways.append(Rung(STEPS[-1], small=True))
    return (*ways, Rung(STEPS[-1], small=has_small, drafts=False))


class Ladder:
    """Told how far behind one is, at moments in seconds; says on which rung to work. All seminars of a
    process stand on one: the slowest of them counts, and only who is late says so.
    """

    def __init__(self, *, has_small: bool) -> None:
        self._rungs = rungs(has_small=has_small)
        self._at = 0
        self._since = 0.0  # since when it has been (too) slow or (rather) quick
        self._slow: bool | None = None
        self._behind: dict[str, float] = {}
        self._delayed: set[str] = set()

    @property
    def rung(self) -> Rung:
        return self._rungs[self._at]

    def is_delayed(self, seminar: str) -> bool:
        return seminar in self._delayed

    def forget(self, seminar: str) -> None:
        """Nothing is done for it any longer."""
        self._behind.pop(seminar, None)
        self._delayed.discard(seminar)

    def tell(self, seminar: str, behind: float, now: float) -> None:
        """`behind`: seconds of speech waiting beyond the step one works in; of its slowest voice."""
        self._behind[seminar] = behind
        if behind > DELAYED:
            self._delayed.add(seminar)
        elif behind <= BEHIND:
            self._delayed.discard(seminar)
        slow = max(self._behind.values()) > BEHIND
        if slow is not self._slow:
            self._slow, self._since = slow, now
        lasted = now - self._since
        if slow and lasted >= UP_AFTER and self._at < len(self._rungs) - 1:
            self._at, self._since = self._at + 1, now
        elif not slow and lasted >= DOWN_AFTER and self._at > 0:
            self._at, self._since = self._at - 1, now
