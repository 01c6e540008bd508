"""A seminar's channels under its lock. What is told here changes the rows by the very fold the pages use.

The lock is the seminar's row, taken before anything is read: so what is read cannot change underneath, and
two who press at the same time come one after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.eventlog.actions import Draft, append_all, ensure_stream
from consilium.interpretation import rules
from consilium.interpretation.events import (
    ChannelResumed,
    ChannelReturned,
    ChannelSilenced,
    ChannelTaken,
    HandoverCancelled,
    InterpreterReadied,
    InterpreterVoiced,
)
from consilium.interpretation.models import Channel, Interpreter, Seat
from consilium.interpretation.queries import known
from consilium.interpretation.state import Channel as Known
from consilium.interpretation.state import InterpretationState, fold_channel, settled
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.refusals import Conflict, Unknown
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar


class Board:
    """Channels by language, and the facts told so far; `save` writes both. `now` is in milliseconds."""

    def __init__(self, seminar: Seminar, at: datetime, actor: str) -> None:
        self.seminar = seminar
        self.at = at
        self.now = milliseconds(at)
        self.actor = actor
        rows = Channel.objects.filter(seminar=seminar)
        self._rows = {row.language: row for row in rows}
        self._state = InterpretationState(channels={key: known(row) for key, row in self._rows.items()})
        self._drafts: list[Draft] = []

    def tell(self, fact: object, audience: Audience = EVERYONE, *, anonymous: bool = False) -> None:
        self._state = fold_channel(self._state, fact, self.now)
        self._drafts.append(Draft(fact, audience, "" if anonymous else self.actor))

    def channels(self) -> list[Known]:
        """All open channels as they stand now."""
        return [settled(channel, self.now) for channel in self._state.channels.values()]

    def channel(self, language: str) -> Known:
        """An open channel as it stands now. Raises Unknown."""
        found = self._state.channels.get(language)
        if found is None:
            raise Unknown("no_such_channel", _("There is no such channel in this seminar."))
        return settled(found, self.now)

    def has(self, language: str) -> bool:
        return language in self._state.channels

    def held_by(self, person: str) -> list[Known]:
        """The channel in which the person is on air: one, or none."""
        return [channel for channel in self.channels() if channel.holder == person]

    def spoken_by(self, person: str) -> set[str]:
        """The languages of the booths in which the person has a seat."""
        seats = Seat.objects.filter(booth__seminar=self.seminar, booth__closed=False, person=person)
        return {tag for tags in seats.values_list("booth__languages", flat=True) for tag in tags}

    def vacate(self, channel: Known) -> None:
        """Whoever is on air is no longer; who was to be next is on air now."""
        if channel.next:
            self.tell(ChannelTaken(channel.language, channel.next))
        elif channel.holder:
            self.tell(ChannelReturned(channel.language))

    def withdraw(self, person: str, languages: set[str] | None = None) -> None:
        """The person has nothing to do any longer with these channels (all of them when None)."""
        for channel in self.channels():
            if languages is not None and channel.language not in languages:
                continue
            if channel.holder == person:
                self.vacate(channel)
            elif person in (channel.asked_by, channel.asked_for, channel.next):
                self.tell(HandoverCancelled(channel.language))

    def interpreter(self, person: str) -> Interpreter:
        row, _made = Interpreter.objects.get_or_create(seminar=self.seminar, person_id=person)
        return row

    def unready(self, person: str) -> None:
        """No longer ready, and off the floor; without a row for who never was."""
        row = Interpreter.objects.filter(seminar=self.seminar, person=person).first()
        if row is not None:
            self.show_ready(row, ready=False)
            self.voice(row, on=False)

    def show_ready(self, row: Interpreter, *, ready: bool) -> None:
        if bool(row.ready_since) != ready:
            row.ready_since = self.now if ready else 0
            row.save(update_fields=["ready_since"])
            self.tell(InterpreterReadied(row.person_id, ready), STAFF)

    def voice(self, row: Interpreter, *, on: bool) -> None:
        """Onto the floor or off it. Their channel is silent meanwhile: nobody is heard in two places.

        Raises Conflict while the countdown to their own turn runs: at its end they would be.
        """
        if bool(row.voiced_since) == on:
            return
        held = self.held_by(row.person_id)
        if on and any(channel.next == row.person_id for channel in self.channels()):
            raise Conflict("handing_over", _("A handover is under way."))
        if on:
            resumes = [channel.language for channel in held if not channel.silenced]
            for language in resumes:
                self.tell(ChannelSilenced(language))
            row.voiced_since, row.resumes = self.now, "".join(resumes)
        else:
            if any(channel.language == row.resumes and channel.silenced for channel in held):
                self.tell(ChannelResumed(row.resumes))
            row.voiced_since, row.resumes = 0, ""
        row.save(update_fields=["voiced_since", "resumes"])
        self.tell(InterpreterVoiced(row.person_id, on))

    def off_the_floor(self, person: str) -> None:
        row = Interpreter.objects.filter(seminar=self.seminar, person=person).exclude(voiced_since=0).first()
        if row is not None:
            self.voice(row, on=False)

    def save(self) -> list[int]:
        """Write the rows that the facts changed, append the facts, and return their seqs."""
        if not self._drafts:
            return []
        for language, channel in self._state.channels.items():
            row = self._rows.get(language)
            if row is None or known(row) != channel:
                _write(row or Channel(seminar=self.seminar), channel)
        gone = set(self._rows) - set(self._state.channels)
        Channel.objects.filter(seminar=self.seminar, language__in=gone).delete()
        drafts, self._drafts = self._drafts, []
        return append_all(self.seminar.id, drafts, at=self.at)


def _write(row: Channel, channel: Known) -> None:
    row.language, row.kind, row.pivot = channel.language, channel.kind, channel.pivot
    row.holder_id, row.since, row.silenced = channel.holder or None, channel.since, channel.silenced
    row.asked_by_id, row.asked_for_id = channel.asked_by or None, channel.asked_for or None
    row.next_id, row.next_at = channel.next or None, channel.next_at
    row.save()


@contextmanager
def board_of(seminar_id: str, *, actor: str = "", at: datetime | None = None) -> Iterator[Board]:
    """The board in a transaction that holds the seminar's lock; saved at the end unless refused."""
    with transaction.atomic():
        seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)
        board = Board(seminar, at or timezone.now(), actor)
        yield board
        board.save()


@contextmanager
def working(seminar_id: str, *, actor: str = "", at: datetime | None = None) -> Iterator[Board]:
    """The same while booths work. Raises Conflict."""
    with board_of(seminar_id, actor=actor, at=at) as board:
        if not rules.is_open(board.seminar.status):
            raise Conflict("not_live", _("The seminar is not live."))
        yield board


@contextmanager
def preparing(seminar_id: str, *, actor: str, at: datetime | None = None) -> Iterator[Board]:
    """The same any time before the seminar's end. Raises Conflict."""
    with board_of(seminar_id, actor=actor, at=at) as board:
        if not rules.may_prepare(board.seminar.status):
            raise Conflict("ended", _("The seminar is over."))
        ensure_stream(seminar_id)
        yield board
