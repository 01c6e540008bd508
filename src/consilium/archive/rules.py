"""Who may take something out of a recording, and what can be named. Pure."""

from consilium.kernel.ids import is_id
from consilium.kernel.roles import Roles, may_moderate

SPAN, PERSON = "span", "person"
LONGEST_REASON = 500
EDITS_AT_MOST = 1000
#: Milliseconds: a span is at least a moment, at most two days.
SHORTEST, LONGEST = 1, 48 * 3_600_000


def may_edit(roles: Roles) -> bool:
    """The organisers, chairs and moderators of the seminar."""
    return may_moderate(roles)


def is_subject(subject: str) -> bool:
    """ "span", "question:<id>", "answer:<id>", "cue:<id>" or "person:<id>"."""
    kind, _, id = subject.partition(":")
    return subject == SPAN or (kind in ("question", "answer", "cue", PERSON) and is_id(id))


def is_span(start: int, end: int) -> bool:
    return SHORTEST <= end - start <= LONGEST
