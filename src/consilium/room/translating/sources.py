"""A text by its subject, from the rows: as it stands now, for whom, and who wrote it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from consilium.chat.models import Message
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import Entry
from consilium.kernel.ids import is_id
from consilium.polls.models import Poll
from consilium.questions.models import Question, WrittenAnswer
from consilium.room.translating.texts import Text, contribution_subject, slide_subject
from consilium.seminars.models import Contribution, Seminar
from consilium.slides.events import DeckAdded
from consilium.slides.models import Deck, Slide
from consilium.slides.queries import ready_decks
from consilium.translation.detection import detect
from consilium.translation.queries import recognised

TITLE = 200  # characters of a slide's first line that count as its title


@dataclass(frozen=True)
class Source:
    """`author` is a person's id; "" when nobody in particular wrote it, or nobody may know who did."""

    text: Text
    author: str = ""


def source_of(seminar: Seminar, subject: str) -> Source | None:
    """The text called `subject`, in the language that people say it is in; None when it is gone or hidden."""
    kind, _, rest = subject.partition(":")
    id, _, part = rest.partition("/")
    find = _FINDERS.get(kind)
    found = find(seminar, id, part) if find and is_id(id) else None
    if found is None or found.text.subject != subject or not found.text.text:
        return None
    language = recognised(seminar, subject) or found.text.language
    return replace(found, text=replace(found.text, language=language))


def slide_titles(entry: Entry) -> list[Text]:
    """The titles of the slides that an entry announces: it carries the deck's own only. The first come first,
    and all after what people write.
    """
    match entry.fact:
        case DeckAdded(deck):
            slides = Slide.objects.filter(deck=deck, deck__seminar=entry.stream).exclude(text="")
            rows = slides.order_by("number").values_list("number", "text")
        case _:
            return []
    found = [(number, _slide_title(deck, number, text)) for number, text in rows]
    return [replace(text, seq=-number) for number, text in found if text.text]


def programmes(seminars: Collection[str]) -> dict[str, dict[str, str]]:
    """By seminar, the titles of its contributions as they stand now, by their subjects."""
    rows = Contribution.objects.filter(session__seminar__in=seminars).exclude(title="")
    found: dict[str, dict[str, str]] = {seminar: {} for seminar in seminars}
    for seminar, id, title in rows.values_list("session__seminar", "id", "title"):
        found[seminar][contribution_subject(id, title)] = title
    return found


def titles(programme: Mapping[str, str]) -> list[Text]:
    """The texts of `programmes`: no entry carries them."""
    return [_title(subject, title) for subject, title in programme.items()]


def first_line(text: str) -> str:
    """A slide's title, as near as its text tells; the same as firstLine in state/reading.ts."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:TITLE]


def language_of(text: str) -> str:
    """The language of a text of which nobody has said it."""
    return detect(text)


def _title(subject: str, text: str) -> Text:
    return Text(subject, text, language_of(text) if text else "", EVERYONE)


def _slide_title(deck: str, number: int, text: str) -> Text:
    """Two words tell little of their language: all words of the slide are asked."""
    title = first_line(text)
    return Text(slide_subject(deck, number), title, language_of(text) if title else "", EVERYONE)


def _question(seminar: Seminar, id: str, part: str) -> Source | None:
    row = Question.objects.filter(seminar=seminar, pk=id, hidden=False).first()
    if row is None:
        return None
    audience = Audience.person(row.asker_id) if row.held else EVERYONE
    author = "" if row.anonymous else row.asker_id  # who puts their own words right is named to all
    return Source(Text(f"question:{id}", row.text, row.language, audience), author)


def _answer(seminar: Seminar, id: str, part: str) -> Source | None:
    rows = WrittenAnswer.objects.filter(question__seminar=seminar, question__hidden=False, hidden=False)
    row = rows.filter(pk=id).first()
    return Source(Text(f"answer:{id}", row.text, row.language, EVERYONE), row.by_id) if row else None


def _message(seminar: Seminar, id: str, part: str) -> Source | None:
    row = Message.objects.filter(seminar=seminar, pk=id, removed=False, hidden=False).first()
    if row is None:
        return None
    audience = STAFF if row.backstage else EVERYONE
    return Source(Text(f"message:{id}", row.text, row.language, audience), row.by_id)


def _poll(seminar: Seminar, id: str, part: str) -> Source | None:
    row = Poll.objects.filter(seminar=seminar, pk=id, discarded=False).first()
    if row is None:
        return None
    audience = STAFF if row.status == Poll.Status.DRAFT else EVERYONE
    options = {str(index): option for index, option in enumerate(row.options)}
    text = options.get(part, "") if part else row.title
    subject = f"poll:{id}/{part}" if part else f"poll:{id}"
    return Source(Text(subject, text, row.language, audience), row.by_id)


def _deck(seminar: Seminar, id: str, part: str) -> Source | None:
    row = ready_decks(seminar).filter(pk=id).first()
    if row is None:
        return None
    return Source(_title(f"deck:{id}", row.title), row.uploaded_by_id or "")


def _slide(seminar: Seminar, id: str, part: str) -> Source | None:
    deck: Deck | None = ready_decks(seminar).filter(pk=id).first()
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 5 else 0
    row = Slide.objects.filter(deck=deck, number=number).first() if deck else None
    if deck is None or row is None:
        return None
    return Source(_slide_title(id, number, row.text), deck.uploaded_by_id or "")


def _contribution(seminar: Seminar, id: str, part: str) -> Source | None:
    row = Contribution.objects.filter(session__seminar=seminar, pk=id).first()
    return Source(_title(contribution_subject(id, row.title), row.title)) if row else None


_FINDERS: dict[str, Callable[[Seminar, str, str], Source | None]] = {
    "question": _question,
    "answer": _answer,
    "message": _message,
    "poll": _poll,
    "deck": _deck,
    "slide": _slide,
    "contribution": _contribution,
}
