"""Whose turn it is on the floor: who has spoken for a while, while the one before has fallen silent. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEADY = 0.6  # share of the last seconds in which the new one spoke
QUIET = 0.2  # and at most so much the one before
SPEAKING = 0.3  # share with which somebody begins the very first turn
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
class Told:
    """The turn that the site was told last, and what it is to be told next."""

    person: str = ""
    tongue: Tongue | None = None
    corrected_at: int = 0

    def correct(self, person: str, tongue: Tongue, at: int) -> None:
        """The site's turn by a person's word: from there one goes on, also when another speaks by now."""
        if at > self.corrected_at:
            self.person, self.tongue, self.corrected_at = person, tongue, at

    def news(self, person: str, tongue: Tongue, share: float) -> str:
        """How the language of this turn is known, in the site's words; "" when it knows the turn.

        That a person corrected a language is not ours to say, yet the site must hear that its speaker is
        back: to the site such a language is detected, and while a correction stands it keeps that.
        """
        first = self.tongue is None
        if (person, tongue) == (self.person, self.tongue) or (first and share < SPEAKING):
            return ""
        self.person, self.tongue = person, tongue
        return "detected" if tongue.how == "corrected" else tongue.how
