"""Who may run polls, what a poll and a ballot may look like."""

from dataclasses import dataclass
from datetime import timedelta

from consilium.kernel.ids import is_id
from consilium.kernel.roles import Roles, may_moderate

SINGLE, MULTIPLE, SCALE = "single", "multiple", "scale"
FORMS = (SINGLE, MULTIPLE, SCALE)
LONGEST_TITLE, LONGEST_OPTION = 300, 200
FEWEST, MOST, MOST_MARKS = 2, 10, 11
LONGEST_OPEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A person's answer: the positions (from 0) of the options chosen."""

    person: str
    poll: str
    choices: tuple[int, ...]


def ballot(person: str, data: dict[str, object]) -> Ballot | None:
    """The ballot of {"poll": id, "choices": [positions]}; None when it is not one."""
    poll, choices = data.get("poll"), data.get("choices")
    if not isinstance(poll, str) or not is_id(poll) or not isinstance(choices, list):
        return None
    if len(choices) > MOST_MARKS or not all(type(choice) is int for choice in choices):
        return None
    return Ballot(person, poll, tuple(choices))


def may_run(roles: Roles) -> bool:
    return may_moderate(roles)


def fits(form: str, options: int, choices: tuple[int, ...]) -> bool:
    """Whether a ballot answers a poll of this form: one option; with "multiple" at least one, each once."""
    if len(set(choices)) != len(choices) or not all(0 <= choice < options for choice in choices):
        return False
    return len(choices) >= 1 if form == MULTIPLE else len(choices) == 1


def may_have(form: str, options: int) -> bool:
    """Whether a poll of this form may have so many options."""
    return form in FORMS and FEWEST <= options <= (MOST_MARKS if form == SCALE else MOST)
