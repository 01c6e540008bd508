"""Captions as one reader knows them: the latest cues of each language that they are sent."""

from dataclasses import dataclass, field, replace

from consilium.captions.events import (
    CaptionsReported,
    CueFinalised,
    CueLost,
    CueRevised,
    CuesHidden,
    CueTranslated,
)
from consilium.kernel.facts import Entry

KEPT = 50  # cues of each language; older ones are read from the log


@dataclass(frozen=True)
class Cue:
    """`original` is the language it was translated from, "" when it was heard. A lost one has no text."""

    id: str
    language: str
    text: str
    person: str
    source: str
    start: int
    end: int
    engine: str
    original: str = ""
    doubts: tuple[str, ...] = ()
    revised_by: str = ""
    lost: bool = False


@dataclass(frozen=True)
class CaptionStatus:
    """`delay` in milliseconds."""

    status: str
    delay: int
    engine: str


@dataclass(frozen=True)
class CaptionsState:
    cues: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    status: dict[str, CaptionStatus] = field(default_factory=dict)


def fold(state: CaptionsState, entry: Entry) -> CaptionsState:
    match entry.fact:
        case CueFinalised(id, language, text, person, source, start, end, engine):
            return _with(state, Cue(id, language, text, person, source, start, end, engine))
        case CueTranslated(id, language, text, person, source, start, end, engine, original, doubts):
            cue = Cue(id, language, text, person, source, start, end, engine, original, doubts)
            return _with(state, cue)
        case CueLost(id, language, source, start, end):
            return _with(state, Cue(id, language, "", "", source, start, end, "", lost=True))
        case CueRevised(id, language, text, by, engine, doubts):
            values = {"text": text, "revised_by": by, "engine": engine, "doubts": doubts, "lost": False}
            return _revised(state, language, id, **values)
        case CuesHidden(ids):
            return replace(state, cues={tag: _silenced(cues, ids) for tag, cues in state.cues.items()})
        case CaptionsReported(language, status, delay, engine):
            return replace(state, status={**state.status, language: CaptionStatus(status, delay, engine)})
        case _:
            return state


def _with(state: CaptionsState, cue: Cue) -> CaptionsState:
    before = state.cues.get(cue.language, ())
    if any(known.id == cue.id for known in before):
        return state
    return replace(state, cues={**state.cues, cue.language: (*before, cue)[-KEPT:]})


def _silenced(cues: tuple[Cue, ...], ids: tuple[str, ...]) -> tuple[Cue, ...]:
    return tuple(replace(cue, text="", doubts=()) if cue.id in ids else cue for cue in cues)


def _revised(state: CaptionsState, language: str, id: str, **values: object) -> CaptionsState:
    before = state.cues.get(language, ())
    if not any(cue.id == id for cue in before):
        return state
    after = tuple(replace(cue, **values) if cue.id == id else cue for cue in before)  # type: ignore[arg-type]
    return replace(state, cues={**state.cues, language: after})
