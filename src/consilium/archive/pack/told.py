"""What the public log tells of the course of a seminar, read once from its beginning to its end."""

from dataclasses import dataclass, field

from consilium.eventlog import queries as log
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Entry, language_of
from consilium.kernel.timecode import milliseconds
from consilium.questions.events import AnswerWritten, QuestionAnswered, QuestionTakenUp
from consilium.seminars.events import ContributionStarted, SeminarEnded
from consilium.seminars.models import Seminar
from consilium.slides.state import SlidesState, fold

_ANYBODY = Reader("")


@dataclass
class Told:
    """Moments are milliseconds since 1970 and never fall.

    `pages`: (moment, (deck, page)) of each change of the page shown, ("", 0) for none; `parts`: (moment,
    contribution) of each that began; `answered`: by question, when it was taken up last, else when it was
    answered; `ended`: when the seminar ended, 0 before.
    """

    pages: list[tuple[int, tuple[str, int]]] = field(default_factory=list)
    parts: list[tuple[int, str]] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    ended: int = 0


def told(seminar: Seminar) -> Told:
    found, slides, taken, at = Told(), SlidesState(), dict[str, int](), 0
    for entry in log.each(seminar.id):
        if not _ANYBODY.may_read(entry.audience, language_of(entry.kind, entry.data)):
            continue
        at = max(at, milliseconds(entry.at))
        slides = fold(slides, entry)
        if not found.pages or found.pages[-1][1] != (slides.deck, slides.page):
            found.pages.append((at, (slides.deck, slides.page)))
        _note(found, taken, entry, at)
    found.answered |= taken
    return found


def _note(found: Told, taken: dict[str, int], entry: Entry, at: int) -> None:
    match entry.fact:
        case ContributionStarted(contribution):
            found.parts.append((at, contribution))
        case SeminarEnded():
            found.ended = at
        case QuestionTakenUp(id):
            taken[id] = at
        case QuestionAnswered(id) | AnswerWritten(question=id):
            found.answered.setdefault(id, at)
        case _:
            pass
