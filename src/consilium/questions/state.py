"""Questions as one reader knows them."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.questions.events import (
    AnswerWritten,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionAttributed,
    QuestionDismissed,
    QuestionMerged,
    QuestionOpened,
    QuestionReleased,
    QuestionTakenUp,
    QuestionWorded,
    UpvotesTallied,
)

PENDING, OPEN, ANSWERED, DISMISSED = "pending", "open", "answered", "dismissed"


@dataclass(frozen=True)
class Answer:
    id: str
    text: str
    language: str
    by: str
    at: int


@dataclass(frozen=True)
class Question:
    """`asker` is "" for who may not know it; `assigned` is "" for who is not staff."""

    id: str
    text: str
    language: str
    asker: str
    anonymous: bool
    asked_at: int
    status: str = PENDING
    votes: int = 0
    assigned: str = ""
    merged_into: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class QuestionsState:
    questions: dict[str, Question] = field(default_factory=dict)
    answering: str = ""
    answering_since: int = 0

    def change(self, id: str, **values: object) -> "QuestionsState":
        """The state with some fields of one question changed; the same state when it is not known."""
        if id not in self.questions:
            return self
        changed = replace(self.questions[id], **values)  # type: ignore[arg-type]
        return replace(self, questions={**self.questions, id: changed})

    def settle(self, id: str, status: str) -> "QuestionsState":
        """One question in a status in which it is not being answered now."""
        after = self.change(id, status=status)
        return replace(after, answering="", answering_since=0) if after.answering == id else after


def fold(state: QuestionsState, entry: Entry) -> QuestionsState:
    at = milliseconds(entry.at)
    match entry.fact:
        case QuestionAsked(id, text, language, asker, anonymous):
            return _add(state, Question(id, text, language, asker, anonymous, at))
        case QuestionReleased(id, text, language, asker, anonymous, asked_at):
            return _add(state, Question(id, text, language, asker, anonymous, asked_at))
        case QuestionAttributed(id, asker):
            return state.change(id, asker=asker)
        case QuestionAssigned(id, to):
            return state.change(id, assigned=to)
        case QuestionWorded(id, text, words) if id in state.questions:
            answers = state.questions[id].answers
            worded = tuple(replace(answer, text=words.get(answer.id, answer.text)) for answer in answers)
            return state.change(id, text=text, answers=worded)
        case UpvotesTallied(votes):
            for id, number in votes.items():
                state = state.change(id, votes=number)
            return state
        case _:
            return _fold_status(state, entry.fact, at)


def _fold_status(state: QuestionsState, fact: object, at: int) -> QuestionsState:
    match fact:
        case QuestionOpened(id):
            return state.settle(id, OPEN)
        case QuestionTakenUp(id) if id in state.questions:
            return replace(state.change(id, status=OPEN), answering=id, answering_since=at)
        case QuestionAnswered(id):
            return state.settle(id, ANSWERED)
        case AnswerWritten(id, question, text, language, by) if question in state.questions:
            others = tuple(answer for answer in state.questions[question].answers if answer.id != id)
            answers = (*others, Answer(id, text, language, by, at))
            return state.change(question, answers=answers).settle(question, ANSWERED)
        case QuestionDismissed(id):
            return state.settle(id, DISMISSED)
        case QuestionMerged(id, into):
            return state.change(id, merged_into=into).settle(id, DISMISSED)
        case _:
            return state


def _add(state: QuestionsState, question: Question) -> QuestionsState:
    if question.id in state.questions:  # the staff and the asker have known it since it was asked
        return state
    return replace(state, questions={**state.questions, question.id: question})
