"""Which texts an entry of the log is about. Pure: what they say now is read from the rows."""

from collections.abc import Iterable

from consilium.captions.events import CueFinalised, CueRevised, CuesHidden, CueTranslated
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.questions.events import (
    AnswerWritten,
    QuestionAnswered,
    QuestionAsked,
    QuestionDismissed,
    QuestionMerged,
    QuestionOpened,
    QuestionReleased,
    QuestionTakenUp,
    QuestionWorded,
)
from consilium.slides.events import DeckAdded, DeckWithdrawn, SlideShown


def subjects(entries: Iterable[Entry]) -> set[str]:
    """What to read again. Facts of features to come are understood when they name their `subject`."""
    return {subject for entry in entries for subject in _subjects(entry)}


def moments(entries: Iterable[Entry]) -> dict[str, int]:
    """When a question was taken up (the last time), a page first shown: milliseconds by subject."""
    found: dict[str, int] = {}
    for entry in entries:
        match entry.fact:
            case QuestionTakenUp(id):
                found[f"question:{id}"] = milliseconds(entry.at)
            case SlideShown(deck, page):
                found.setdefault(f"slide:{deck}/{page}", milliseconds(entry.at))
    return found


def _subjects(entry: Entry) -> set[str]:
    match entry.fact:
        case CueFinalised(id) | CueTranslated(id) | CueRevised(id):
            return {f"cue:{id}"}
        case QuestionAsked(id) | QuestionReleased(id) | QuestionOpened(id) | QuestionTakenUp(id):
            return {f"question:{id}"}
        case CuesHidden(ids):
            return {f"cue:{id}" for id in ids}
        case QuestionWorded(id):
            return {f"question:{id}"}
        case QuestionAnswered(id) | QuestionDismissed(id) | QuestionMerged(id):
            return {f"question:{id}"}
        case AnswerWritten(id, question):
            return {f"answer:{id}", f"question:{question}"}
        case DeckAdded(deck) | DeckWithdrawn(deck):
            return {f"deck:{deck}"}
        case SlideShown(deck, page):
            return {f"slide:{deck}/{page}"}
    named = entry.data.get("subject")
    return {named} if isinstance(named, str) else set()
