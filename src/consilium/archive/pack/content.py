"""What stands in an offline pack: all that any member may read of a take, in one language.

It is the same for whoever asks, so nothing of it is for one reader alone: no held question, no name of who
asked without one. Times are milliseconds of the pack's sound.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consilium.archive.pack.timeline import Timeline, changes
from consilium.archive.pack.told import Told, told
from consilium.archive.queries import said
from consilium.captions import rules as captioning
from consilium.captions.state import Cue as KnownCue
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json
from consilium.questions import queries as questions
from consilium.questions.state import ANSWERED
from consilium.questions.state import Answer as KnownAnswer
from consilium.questions.state import Question as KnownQuestion
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.room import queries as room
from consilium.seminars.models import Seminar
from consilium.slides import queries as slides
from consilium.slides.models import Slide

#: Who wrote words.
HUMAN, HEARD, TRANSLATED = "human", "heard", "translated"


@dataclass(frozen=True)
class Words:
    """`who` is "" where nobody is named, `made` one of the three above."""

    text: str
    language: str
    who: str
    made: str = HUMAN


@dataclass(frozen=True)
class Cue:
    at: int
    words: Words


@dataclass(frozen=True)
class Shown:
    """A page before the audience from `at` on; None: no page was."""

    at: int
    slide: Slide | None


@dataclass(frozen=True)
class Chapter:
    at: int
    title: str
    speakers: str


@dataclass(frozen=True)
class Question:
    """`at` is None where its answer has no place in this sound; `later`: answered after the seminar."""

    at: int | None
    words: Words
    later: bool
    answers: list[Words]


@dataclass(frozen=True)
class Content:
    seminar: Seminar
    language: str
    length: int
    cues: list[Cue]
    shown: list[Shown]
    chapters: list[Chapter]
    questions: list[Question]


def compose(take: Take, language: str) -> Content:
    parts = recordings.parts(take, recordings.leading(take))
    line = Timeline(tuple((part.at, part.duration) for part in parts))
    seminar, log = take.seminar, told(take.seminar)
    cues = [cue for cue in said(seminar, language) if cue.start < line.last and cue.end > line.first]
    asked = _answered(seminar)
    people = _names(seminar, cues, asked)
    return Content(
        seminar,
        language,
        line.length,
        [_cue(cue, line, people) for cue in cues],
        _shown(seminar, log, line),
        _chapters(seminar, log, line, people),
        _questions(asked, log, line, people, language),
    )


def _cue(cue: KnownCue, line: Timeline, people: Mapping[str, str]) -> Cue:
    human = cue.engine == captioning.HUMAN or cue.revised_by
    made = HUMAN if human else TRANSLATED if cue.original else HEARD
    words = Words(cue.text, cue.language, people.get(cue.person, ""), made)
    return Cue(line.place(cue.start), words)


def _shown(seminar: Seminar, log: Told, line: Timeline) -> list[Shown]:
    """Of decks that are still there: a withdrawn one is nowhere any longer."""
    pages = Slide.objects.filter(deck__in=slides.ready_decks(seminar))
    known = {(page.deck_id, page.number): page for page in pages}
    return [Shown(at, known.get(page)) for at, page in changes(line.placed(log.pages))]


def _chapters(seminar: Seminar, log: Told, line: Timeline, people: Mapping[str, str]) -> list[Chapter]:
    agenda = {part["id"]: part for part in room.agenda(seminar)}
    found = [(at, agenda[part]) for at, part in changes(line.placed(log.parts)) if part in agenda]
    return [Chapter(at, part["title"], _joined(part["speakers"], people)) for at, part in found]


def _joined(ids: list[str], people: Mapping[str, str]) -> str:
    return ", ".join(people[id] for id in ids if people.get(id))


def _answered(seminar: Seminar) -> list[KnownQuestion]:
    """As everybody may know them."""
    found = questions.snapshot(seminar, Reader("")).questions.values()
    return [one for one in found if one.status == ANSWERED and one.text]


def _questions(
    asked: list[KnownQuestion], log: Told, line: Timeline, people: Mapping[str, str], language: str
) -> list[Question]:
    """By when they were answered; the same as answersOf of web/src/state/replay.ts."""
    subjects = {f"question:{one.id}" for one in asked}
    subjects |= {f"answer:{answer.id}" for one in asked for answer in one.answers}
    readings = {
        subject: Words(row.text, language, "", HUMAN if row.by_id else TRANSLATED)
        for subject, row in questions.readings(subjects, language).items()
    }
    found = []
    for one in asked:
        at = log.answered.get(one.id, 0)
        later = bool(log.ended and at >= log.ended)
        moment = one.asked_at if later else at
        words = _read(readings.get(f"question:{one.id}"), one, people.get(one.asker, ""))
        answers = [
            _read(readings.get(f"answer:{answer.id}"), answer, people.get(answer.by, ""))
            for answer in one.answers
            if answer.text
        ]
        place = line.place(moment) if line.holds(moment) else None
        found.append((moment, Question(place, words, later, answers)))
    return [question for _moment, question in sorted(found, key=lambda pair: pair[0])]


def _read(reading: Words | None, own: KnownQuestion | KnownAnswer, who: str) -> Words:
    """In the pack's language where it is known in that, else as it was written."""
    if reading is None or reading.language == own.language:
        return Words(own.text, own.language, who)
    return Words(reading.text, reading.language, who, reading.made)


def _names(seminar: Seminar, cues: list[KnownCue], asked: list[KnownQuestion]) -> dict[str, str]:
    ids = {cue.person for cue in cues} | {one.asker for one in asked}
    ids |= {answer.by for one in asked for answer in one.answers}
    ids |= {id for part in room.agenda(seminar) for id in part["speakers"]}
    cards: Json = room.people(ids - {""})
    return {id: card["name"] for id, card in cards.items()}
