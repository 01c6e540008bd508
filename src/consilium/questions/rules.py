"""Who may do what with questions, and which move a question's status permits."""

from dataclasses import dataclass
from datetime import timedelta

from consilium.kernel.ids import is_id
from consilium.kernel.roles import Roles, may_moderate, may_speak
from consilium.questions.state import ANSWERED, DISMISSED, OPEN, PENDING

LONGEST = 1000
LONGEST_ANSWER = 4000
ASKED_AT_MOST, ASKED_WITHIN = 5, timedelta(minutes=1)

#: From which status each move leads. Whoever repeats a move that has been made changes nothing.
_MOVES: dict[str, frozenset[str]] = {
    "accept": frozenset({PENDING, OPEN}),
    "assign": frozenset({PENDING, OPEN}),
    "take_up": frozenset({PENDING, OPEN, ANSWERED}),
    "answered": frozenset({PENDING, OPEN, ANSWERED}),
    "write_answer": frozenset({PENDING, OPEN, ANSWERED}),
    "dismiss": frozenset({PENDING, OPEN, DISMISSED}),
    "merge": frozenset({PENDING, OPEN}),
    "merge_into": frozenset({PENDING, OPEN, ANSWERED}),
    "reopen": frozenset({OPEN, ANSWERED, DISMISSED}),
}
_UPVOTABLE = frozenset({PENDING, OPEN})


@dataclass(frozen=True, slots=True)
class Upvote:
    """A person's wish that a question be answered (`up`), or that they no longer wish it."""

    person: str
    question: str
    up: bool = True


def upvote(person: str, data: dict[str, object]) -> Upvote | None:
    """The wish of {"question": id, "up": bool}; None when it is not one."""
    question, up = data.get("question"), data.get("up", True)
    if not isinstance(question, str) or not is_id(question) or not isinstance(up, bool):
        return None
    return Upvote(person, question, up)


def may_ask(roles: Roles, status: str) -> bool:
    """Whoever is in the seminar may ask while it is live."""
    return bool(roles) and status == "live"


def may_triage(roles: Roles) -> bool:
    return may_moderate(roles)


def may_answer(roles: Roles, *, assigned: bool, over: bool = False) -> bool:
    """The moderators, and the person of the stage to whom the question was put.

    When the seminar is over nobody puts questions to anyone: whoever spoke may answer them.
    """
    return may_moderate(roles) or ((assigned or over) and may_speak(roles))


def may_write_later(roles: Roles) -> bool:
    """Answer in writing after the seminar."""
    return may_answer(roles, assigned=False, over=True)


def may_move(move: str, status: str) -> bool:
    return status in _MOVES[move]


def may_upvote(status: str) -> bool:
    return status in _UPVOTABLE
