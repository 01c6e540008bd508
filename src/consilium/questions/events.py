"""Facts about questions from the audience."""

from consilium.kernel.facts import fact


@fact
class QuestionAsked:
    """Asked, and waiting for the moderators. `asker` is "" when it is anonymous to this entry's audience."""

    id: str
    text: str
    language: str
    asker: str
    anonymous: bool


@fact
class QuestionAttributed:
    """Who asked an anonymous question: for the staff, and for the asker."""

    id: str
    asker: str


@fact
class QuestionReleased:
    """A question held for review may be seen by everyone; told whole, as nobody else has heard of it."""

    id: str
    text: str
    language: str
    asker: str
    anonymous: bool
    asked_at: int


@fact
class QuestionOpened:
    """Accepted: it is to be answered. Also how a dismissed or answered question comes back."""

    id: str


@fact
class QuestionAssigned:
    """Put to one person of the stage; "" takes it back from them."""

    id: str
    to: str


@fact
class QuestionTakenUp:
    """It is being answered now. One question at a time: the one before is no longer."""

    id: str


@fact
class QuestionAnswered:
    """Answered by word of mouth: closed."""

    id: str


@fact
class AnswerWritten:
    """A written answer; it closes the question too."""

    id: str
    question: str
    text: str
    language: str
    by: str


@fact
class QuestionDismissed:
    id: str


@fact
class QuestionMerged:
    """The same question as `into`, which carries the votes of both from now on."""

    id: str
    into: str


@fact
class QuestionWorded:
    """The words of a question and of its answers (by id) as they are shown from now on; "" are hidden."""

    id: str
    text: str
    answers: dict[str, str]


@fact
class UpvotesTallied:
    """Votes per question, for the questions whose number changed."""

    votes: dict[str, int]
