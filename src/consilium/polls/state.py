"""Polls as one reader knows them: results of an open or closed poll are the staff's until it is published."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.polls.events import (
    BallotsTallied,
    PollClosed,
    PollDiscarded,
    PollDrafted,
    PollOpened,
    PollPublished,
)

DRAFT, OPEN, CLOSED, PUBLISHED = "draft", "open", "closed", "published"


@dataclass(frozen=True)
class Poll:
    """`counts` is empty while the reader may not know the result, or nobody has answered.

    `language` is that of the title and the options.
    """

    id: str
    title: str
    form: str
    options: tuple[str, ...]
    status: str = DRAFT
    opened_at: int = 0
    closes_at: int = 0
    counts: tuple[int, ...] = ()
    voters: int = 0
    language: str = ""


@dataclass(frozen=True)
class PollsState:
    polls: dict[str, Poll] = field(default_factory=dict)

    def change(self, id: str, **values: object) -> "PollsState":
        """The state with some fields of one poll changed; the same state when it is not known."""
        if id not in self.polls:
            return self
        return self.put(replace(self.polls[id], **values))  # type: ignore[arg-type]

    def put(self, poll: Poll) -> "PollsState":
        return PollsState({**self.polls, poll.id: poll})


def fold(state: PollsState, entry: Entry) -> PollsState:
    match entry.fact:
        case PollDrafted(id, title, form, options, language):
            return state.put(Poll(id, title, form, options, language=language))
        case PollDiscarded(id):
            return PollsState({key: poll for key, poll in state.polls.items() if key != id})
        case PollOpened(id, title, form, options, closes_at, language):
            opened = Poll(id, title, form, options, OPEN, milliseconds(entry.at), closes_at)
            return state.put(replace(opened, language=language))
        case BallotsTallied(id, counts, voters):
            return state.change(id, counts=counts, voters=voters)
        case PollClosed(id):
            return state.change(id, status=CLOSED)
        case PollPublished(id, counts, voters):
            return state.change(id, status=PUBLISHED, counts=counts, voters=voters)
        case _:
            return state
