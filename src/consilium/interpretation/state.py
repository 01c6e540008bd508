"""Booths and channels as one reader knows them."""

from dataclasses import dataclass, field, replace

from consilium.interpretation.events import (
    BoothClosed,
    BoothJoined,
    BoothLeft,
    BoothMessagePosted,
    BoothOpened,
    ChannelClosed,
    ChannelOpened,
    ChannelResumed,
    ChannelReturned,
    ChannelSilenced,
    ChannelTaken,
    HandoverAgreed,
    HandoverAsked,
    HandoverCancelled,
    InterpreterReadied,
    InterpreterVoiced,
    PivotMarked,
    SlowdownAsked,
)
from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds

KEPT = 100  # messages of each booth
SLOWDOWNS = 20


@dataclass(frozen=True)
class Booth:
    """`languages`: the main one first. `team`: persons in the order in which they came."""

    id: str
    name: str
    languages: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """One outgoing language. `holder` is on air since `since`; `silenced` while their microphone is off.

    From `next_at` on, `next` is on air instead: see `settled`. `asked_by`, `asked_for`: the handover that
    waits for an answer.
    """

    language: str
    kind: str = "audio"
    pivot: bool = False
    holder: str = ""
    since: int = 0
    silenced: bool = False
    asked_by: str = ""
    asked_for: str = ""
    next: str = ""
    next_at: int = 0


@dataclass(frozen=True)
class BoothMessage:
    id: str
    booth: str
    text: str
    by: str
    at: int


@dataclass(frozen=True)
class InterpretationState:
    """`ready` is for the staff; `messages` by booth, for its team. `voiced`: interpreters on the floor."""

    booths: dict[str, Booth] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    voiced: dict[str, int] = field(default_factory=dict)
    ready: dict[str, int] = field(default_factory=dict)
    slowdowns: tuple[int, ...] = ()
    messages: dict[str, tuple[BoothMessage, ...]] = field(default_factory=dict)


def fold(state: InterpretationState, entry: Entry) -> InterpretationState:
    at = milliseconds(entry.at)
    match entry.fact:
        case InterpreterVoiced(person, on):
            return replace(state, voiced=_toggled(state.voiced, person, on, at))
        case InterpreterReadied(person, ready):
            return replace(state, ready=_toggled(state.ready, person, ready, at))
        case SlowdownAsked():
            if at in state.slowdowns:
                return state
            return replace(state, slowdowns=(*state.slowdowns, at)[-SLOWDOWNS:])
        case BoothMessagePosted(id, booth, text, by):
            return _with_message(state, BoothMessage(id, booth, text, by, at))
        case _:
            return fold_channel(_fold_booth(state, entry.fact), entry.fact, at)


def _fold_booth(state: InterpretationState, fact: object) -> InterpretationState:
    booths = state.booths
    match fact:
        case BoothOpened(id, name, languages):
            booth = replace(booths.get(id, Booth(id, name)), name=name, languages=languages)
            return replace(state, booths={**booths, id: booth})
        case BoothClosed(id):
            return replace(state, booths={key: one for key, one in booths.items() if key != id})
        case BoothJoined(booth, person) if booth in booths and person not in booths[booth].team:
            team = (*booths[booth].team, person)
            return replace(state, booths={**booths, booth: replace(booths[booth], team=team)})
        case BoothLeft(booth, person) if booth in booths:
            team = tuple(one for one in booths[booth].team if one != person)
            return replace(state, booths={**booths, booth: replace(booths[booth], team=team)})
        case _:
            return state


def fold_channel(state: InterpretationState, fact: object, at: int) -> InterpretationState:
    """One fact about channels and who is on air in them, at a moment in milliseconds."""
    match fact:
        case ChannelOpened(language, kind):
            known = state.channels.get(language, Channel(language))
            return _put(state, replace(known, kind=kind))
        case ChannelClosed(language):
            kept = {key: one for key, one in state.channels.items() if key != language}
            return replace(state, channels=kept)
        case PivotMarked(language, pivot) if language in state.channels:
            return _put(state, replace(state.channels[language], pivot=pivot))
        case _:
            return _fold_air(state, fact, at)


def _fold_air(state: InterpretationState, fact: object, at: int) -> InterpretationState:
    channel = state.channels.get(getattr(fact, "language", ""))
    if channel is None:
        return state
    channel = settled(channel, at)
    match fact:
        case ChannelTaken(_, person):
            since = channel.since if channel.holder == person else at
            return _put(state, replace(_quiet(channel), holder=person, since=since, silenced=False))
        case ChannelSilenced():
            return _put(state, replace(channel, silenced=True))
        case ChannelResumed():
            return _put(state, replace(channel, silenced=False))
        case ChannelReturned():
            return _put(state, replace(_quiet(channel), holder="", since=0, silenced=False))
        case HandoverAsked(_, by, to):
            return _put(state, replace(channel, asked_by=by, asked_for=to))
        case HandoverAgreed(_, to, moment):
            return _put(state, replace(_quiet(channel), next=to, next_at=moment))
        case HandoverCancelled():
            return _put(state, _quiet(channel))
        case _:
            return state


def settled(channel: Channel, now: int) -> Channel:
    """The channel as it stands at a moment: an agreed handover whose time has come has happened."""
    if not channel.next or now < channel.next_at:
        return channel
    return replace(_quiet(channel), holder=channel.next, since=channel.next_at, silenced=False)


def _quiet(channel: Channel) -> Channel:
    """No handover asked for or agreed."""
    return replace(channel, asked_by="", asked_for="", next="", next_at=0)


def _put(state: InterpretationState, channel: Channel) -> InterpretationState:
    return replace(state, channels={**state.channels, channel.language: channel})


def _with_message(state: InterpretationState, message: BoothMessage) -> InterpretationState:
    before = state.messages.get(message.booth, ())
    if any(known.id == message.id for known in before):
        return state
    return replace(state, messages={**state.messages, message.booth: (*before, message)[-KEPT:]})


def _toggled(persons: dict[str, int], person: str, on: bool, at: int) -> dict[str, int]:
    if on:
        return persons if person in persons else {**persons, person: at}
    return {key: since for key, since in persons.items() if key != person}
