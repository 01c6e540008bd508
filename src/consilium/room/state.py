"""The stage, the floor and the hands; and the whole room, which is all states beside one another."""

from dataclasses import dataclass, field, replace

from consilium.captions.state import CaptionsState
from consilium.captions.state import fold as fold_captions
from consilium.chat.state import ChatState
from consilium.chat.state import fold as fold_chat
from consilium.checks.state import ChecksState
from consilium.checks.state import fold as fold_checks
from consilium.interpretation.state import InterpretationState
from consilium.interpretation.state import fold as fold_interpretation
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.polls.state import PollsState
from consilium.polls.state import fold as fold_polls
from consilium.questions.state import QuestionsState
from consilium.questions.state import fold as fold_questions
from consilium.recordings.state import RecordingsState
from consilium.recordings.state import fold as fold_recordings
from consilium.room.events import (
    FloorGiven,
    FloorReturned,
    FloorTurned,
    HandLowered,
    HandRaised,
    LayoutChosen,
    ParticipantReadmitted,
    ParticipantRemoved,
    PresenceTallied,
    SeatsTallied,
    StageEntered,
    StageLeft,
)
from consilium.seminars.state import SeminarState
from consilium.seminars.state import fold as fold_seminar
from consilium.slides.state import SlidesState
from consilium.slides.state import fold as fold_slides
from consilium.translation.state import TranslationState
from consilium.translation.state import fold as fold_translation


@dataclass(frozen=True)
class Turn:
    """Who speaks on the floor since `since`, in which language, and how that is known."""

    person: str = ""
    language: str = ""
    how: str = ""
    since: int = 0


@dataclass(frozen=True)
class StageState:
    """Persons by id with the moment (milliseconds) since when. `removed` and others' hands: for the staff.

    `full`: whether no seat is free for who would come now.
    """

    stage: dict[str, int] = field(default_factory=dict)
    floor: dict[str, int] = field(default_factory=dict)
    hands: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    layout: str = "slides"
    present: int = 0
    states: dict[str, int] = field(default_factory=dict)
    turn: Turn = field(default_factory=Turn)
    full: bool = False


@dataclass(frozen=True)
class RoomState:
    seminar: SeminarState = field(default_factory=SeminarState)
    slides: SlidesState = field(default_factory=SlidesState)
    questions: QuestionsState = field(default_factory=QuestionsState)
    polls: PollsState = field(default_factory=PollsState)
    chat: ChatState = field(default_factory=ChatState)
    stage: StageState = field(default_factory=StageState)
    interpretation: InterpretationState = field(default_factory=InterpretationState)
    captions: CaptionsState = field(default_factory=CaptionsState)
    translation: TranslationState = field(default_factory=TranslationState)
    recordings: RecordingsState = field(default_factory=RecordingsState)
    checks: ChecksState = field(default_factory=ChecksState)


def fold(state: RoomState, entry: Entry) -> RoomState:
    """One entry onto the whole room. An entry that a part does not know leaves that part as it is."""
    return RoomState(
        fold_seminar(state.seminar, entry),
        fold_slides(state.slides, entry),
        fold_questions(state.questions, entry),
        fold_polls(state.polls, entry),
        fold_chat(state.chat, entry),
        fold_stage(state.stage, entry),
        fold_interpretation(state.interpretation, entry),
        fold_captions(state.captions, entry),
        fold_translation(state.translation, entry),
        fold_recordings(state.recordings, entry),
        fold_checks(state.checks, entry),
    )


def fold_stage(state: StageState, entry: Entry) -> StageState:
    at = milliseconds(entry.at)
    match entry.fact:
        case StageEntered(person):
            return replace(state, stage=_with(state.stage, person, at))
        case StageLeft(person):
            return replace(state, stage=_without(state.stage, person))
        case ParticipantRemoved(person):
            return replace(state, removed=_with(state.removed, person, at))
        case ParticipantReadmitted(person):
            return replace(state, removed=_without(state.removed, person))
        case LayoutChosen(layout):
            return replace(state, layout=layout)
        case PresenceTallied(present, states):
            return replace(state, present=present, states=states)
        case SeatsTallied(free):
            return replace(state, full=free == 0)
        case _:
            return _fold_floor(state, entry.fact, at)


def _fold_floor(state: StageState, fact: object, at: int) -> StageState:
    match fact:
        case HandRaised(person):
            return replace(state, hands=_with(state.hands, person, at))
        case HandLowered(person):
            return replace(state, hands=_without(state.hands, person))
        case FloorGiven(person):
            return replace(state, floor=_with(state.floor, person, at), hands=_without(state.hands, person))
        case FloorTurned(person, language, how):
            return replace(state, turn=Turn(person, language, how, at))
        case FloorReturned(person):
            return replace(state, floor=_without(state.floor, person))
        case _:
            return state


def _with(persons: dict[str, int], person: str, at: int) -> dict[str, int]:
    return persons if person in persons else {**persons, person: at}


def _without(persons: dict[str, int], person: str) -> dict[str, int]:
    return {key: since for key, since in persons.items() if key != person}
