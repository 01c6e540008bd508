"""Whose turn it is on the floor: who has spoken for a while, while the one before has fallen silent. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STEADY = 0.6  # share of the last seconds in which the new one spoke
QUIET = 0.2  # and at most so much the one before
SURE, WRONG = 0.8, 0.15  # how likely a detected language must be, how unlikely the one of the profile


def speaker(turn: str, shares: Mapping[str, float]) -> str:
    """Whose turn it is. `shares`: of the last two seconds, how much each person of the floor spoke.

    Interjections and two at once change nothing: the turn stays where it is.
    """
    others = {person: share for person, share in shares.items() if person != turn}
    loudest = max(others, key=lambda person: others[person], default="")
    if loudest and others[loudest] >= STEADY and shares.get(turn, 0.0) <= QUIET:
        return loudest
    return turn


@dataclass(frozen=True)
class Tongue:
    """A language, and how it is known: "profile", "detected" or "corrected"."""

    language: str
    how: str


def expected(profile: Sequence[str], floor: str) -> Tongue:
    """Before anything is heard: the first language of the profile, else the seminar's."""
    return Tongue(profile[0] if profile else floor, "profile")


def checked(profile: Sequence[str], before: Tongue, likely: Mapping[str, float]) -> Tongue:
    """After the first seconds were heard: another language only when the engine is sure.

    `likely` are the engine's tags ("zh"); a tag of the profile ("zh-hans") is kept as it is written.
    """
    if before.how == "corrected" or not likely:
        return before
    base = before.language.partition("-")[0]
    best = max(likely, key=lambda tag: likely[tag])
    if best == base or likely[best] < SURE or likely.get(base, 0.0) > WRONG:
        return before
    return Tongue(next((tag for tag in profile if tag.partition("-")[0] == best), best), "detected")


@dataclass
class Spans:
    """When each person was last seen to speak, in seconds on one clock."""

    last: dict[str, float] = field(default_factory=dict)

    def saw(self, persons: Sequence[str], now: float) -> None:
        self.last |= dict.fromkeys(persons, now)
