"""When presence is checked, whom it concerns, and what a page may report of itself."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from consilium.kernel.ids import is_id
from consilium.kernel.roles import Roles, is_staff

#: A page that had no line tells later what happened; longer ago than this nobody is believed.
LONGEST_AGO = timedelta(hours=1)
#: So often a page may say that it was hidden or shown again; a person does it some dozens of times.
MOST_GLANCES = 2000
LONGEST_TAB = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """A person says that they are there."""

    person: str
    check: str


@dataclass(frozen=True, slots=True)
class Glance:
    """A page of a person says that it is visible from now on, or no longer.

    `tab` names one load of the page, `number` counts what it says, from 0: whatever comes twice is known by
    both. `ago`: so long before it arrives it was true.
    """

    person: str
    tab: str
    number: int
    visible: bool
    ago: timedelta


def answer(person: str, data: dict[str, object]) -> Answer | None:
    """The answer of {"check": id}; None when it is not one."""
    check = data.get("check")
    return Answer(person, check) if isinstance(check, str) and is_id(check) else None


def glance(person: str, data: dict[str, object]) -> Glance | None:
    """The report of {"tab", "number", "visible", "ago": milliseconds}; None when it is not one."""
    tab, number, visible, ago = (data.get(name) for name in ("tab", "number", "visible", "ago"))
    if not isinstance(tab, str) or not _is_tab(tab) or not isinstance(visible, bool):
        return None
    if type(number) is not int or type(ago) is not int:
        return None
    if not 0 <= number < MOST_GLANCES or not 0 <= ago <= LONGEST_AGO // timedelta(milliseconds=1):
        return None
    return Glance(person, tab, number, visible, timedelta(milliseconds=ago))


def _is_tab(text: str) -> bool:
    return 8 <= len(text) <= LONGEST_TAB and text.isascii() and text.replace("-", "").isalnum()


def are_asked(roles: Roles) -> bool:
    """Who works in the seminar is not interrupted: the programme shows that they are there."""
    return not is_staff(roles)


def gap(seed: str, number: int, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long after the check before (or the start) check `number`, from 0, is due: to the second between
    `shortest` and `longest`; the same for the same seed, and not to be foreseen without it.
    """
    span = max(0, int((longest - shortest).total_seconds()))
    drawn = int.from_bytes(hashlib.sha256(f"{seed}/{number}".encode()).digest()[:8])
    return shortest + timedelta(seconds=drawn % (span + 1))
