"""Who is on air in which channel, and how they change. Each action is one transaction under the lock.

What may never be, here and nowhere else: two on air in one channel (a channel has one `holder`), one person
on air in two, a handover that one of the two did not agree to.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from consilium.interpretation import rules
from consilium.interpretation.board import Board, board_of, working
from consilium.interpretation.events import (
    ChannelResumed,
    ChannelSilenced,
    ChannelTaken,
    HandoverAgreed,
    HandoverAsked,
    HandoverCancelled,
    PivotMarked,
)
from consilium.interpretation.state import Channel
from consilium.kernel.refusals import Conflict, NotAllowed
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.sfu.door import SfuDown, door


def take(member: Member, language: str, *, at: datetime | None = None) -> None:
    """Go on air. Their other channel is given back; taking what one holds resumes it.

    Raises Conflict "on_air" while another is heard there: that is asked for as a handover.
    """
    try:
        _take(member, language, at)
    except Conflict as refusal:
        if refusal.code != "on_air" or not _release_lost(member.seminar, language):
            raise
        _take(member, language, at)


def silence(member: Member, language: str, *, at: datetime | None = None) -> None:
    """One's microphone is off: listeners hear the floor, one's turn goes on."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        channel = _own(board, member, language)
        if not channel.silenced:
            board.tell(ChannelSilenced(language))


def resume(member: Member, language: str, *, at: datetime | None = None) -> None:
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        channel = _own(board, member, language)
        if channel.silenced:
            board.off_the_floor(member.person.id)
        if board.channel(language).silenced:
            board.tell(ChannelResumed(language))


def give_back(member: Member, language: str, *, at: datetime | None = None) -> None:
    """Go off air: no interpreter now, or the one whose countdown runs. A coordinator may end any turn."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        channel = board.channel(language)
        if channel.holder == member.person.id or rules.may_coordinate(member.roles):
            board.vacate(channel)
        else:
            _must_speak(board, member, language)


def ask_handover(member: Member, language: str, to: str, *, at: datetime | None = None) -> None:
    """Ask to be followed by `to`, or, with oneself as `to`, to follow.

    Two who ask each other for the same have agreed. Raises Conflict.
    """
    me = member.person.id
    with working(member.seminar.id, actor=me, at=at) as board:
        _must_speak(board, member, language)
        channel = board.channel(language)
        if to in (channel.next, channel.holder) or (channel.asked_by, channel.asked_for) == (me, to):
            return  # so it is already, or will be
        _must_be_askable(channel, me, to)
        if to != me and language not in board.spoken_by(to):
            raise Conflict("not_in_booth", _("This person does not work in a booth of this language."))
        if rules.is_agreement(channel, me, to):
            _agree(board, channel, to)
        else:
            board.tell(HandoverAsked(language, me, to))


def agree_handover(member: Member, language: str, *, at: datetime | None = None) -> None:
    """Agree to what the other has asked. From COUNTDOWN on, the next one is on air by that alone."""
    me = member.person.id
    with working(member.seminar.id, actor=me, at=at) as board:
        _must_speak(board, member, language)
        channel = board.channel(language)
        if channel.next and rules.takes_part(channel, me):
            return
        if not channel.asked_by:
            raise Conflict("nothing_asked", _("Nobody asks for a handover now."))
        if not rules.may_agree(channel, me):
            raise NotAllowed("not_yours", _("The other of the two agrees to a handover."))
        _agree(board, channel, channel.asked_for)


def cancel_handover(member: Member, language: str, *, at: datetime | None = None) -> None:
    """Decline or withdraw it, until its moment has come. When there is none, nothing happens."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        channel = board.channel(language)
        if not channel.asked_by and not channel.next:
            return
        if not rules.takes_part(channel, member.person.id) and not rules.may_coordinate(member.roles):
            raise NotAllowed("not_yours", _("Only the two whom it concerns may do this."))
        board.tell(HandoverCancelled(language))


def mark_pivot(member: Member, language: str, *, pivot: bool, at: datetime | None = None) -> None:
    """Whether other booths should take relay from this channel."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        if not rules.may_coordinate(member.roles):
            _must_speak(board, member, language)
        if board.channel(language).pivot != pivot:
            board.tell(PivotMarked(language, pivot))


def release(seminar: Seminar, person: str, *, at: datetime | None = None) -> None:
    """The person's line is gone: off air, off the floor, no longer ready, out of any handover."""
    with board_of(seminar.id, at=at) as board:
        if rules.is_open(board.seminar.status):
            board.withdraw(person)
            board.unready(person)


def release_if_gone(seminar: Seminar, person: str) -> bool:
    """Release a person whom the SFU no longer has; False when it has. Raises SfuDown."""
    if person in {participant.identity for participant in door().participants(seminar.id)}:
        return False
    release(seminar, person)
    return True


def _take(member: Member, language: str, at: datetime | None) -> None:
    me = member.person.id
    with working(member.seminar.id, actor=me, at=at) as board:
        _must_speak(board, member, language)
        channel = board.channel(language)
        if channel.holder == me and not channel.silenced:
            return
        if channel.holder != me and not rules.may_take(channel, me):
            raise Conflict("on_air", _("Somebody is on air in this channel. Ask them for a handover."))
        board.off_the_floor(me)
        if channel.holder != me:
            board.withdraw(me, {one.language for one in board.channels()} - {language})
            board.tell(ChannelTaken(language, me))
        elif board.channel(language).silenced:
            board.tell(ChannelResumed(language))


def _release_lost(seminar: Seminar, language: str) -> bool:
    """When a notice of the SFU was lost: release who is on air but no longer in the room."""
    with board_of(seminar.id) as board:
        holder = board.channel(language).holder
    try:
        return bool(holder) and release_if_gone(seminar, holder)
    except SfuDown:
        return False


def _agree(board: Board, channel: Channel, to: str) -> None:
    if not channel.holder:
        raise Conflict("no_holder", _("Nobody is on air in this channel. Take it."))
    elsewhere = [one for one in board.channels() if to in (one.holder, one.next)]
    if any(one.language != channel.language for one in elsewhere):
        raise Conflict("busy", _("This person is on air in another channel."))
    board.off_the_floor(to)
    board.tell(HandoverAgreed(channel.language, to, board.now + rules.COUNTDOWN))


def _must_be_askable(channel: Channel, by: str, to: str) -> None:
    if not channel.holder:
        raise Conflict("no_holder", _("Nobody is on air in this channel. Take it."))
    if channel.next:
        raise Conflict("handing_over", _("A handover is under way."))
    if by not in (channel.holder, to):
        raise NotAllowed("not_yours", _("Ask for yourself, or from the channel in which you are on air."))
    if by == to and channel.asked_by not in ("", by, channel.holder):
        raise Conflict("asked_already", _("Another colleague has asked already."))


def _own(board: Board, member: Member, language: str) -> Channel:
    """The channel in which the member is on air. Raises Conflict "not_on_air"."""
    _must_speak(board, member, language)
    channel = board.channel(language)
    if channel.holder != member.person.id:
        raise Conflict("not_on_air", _("You are not on air in this channel."))
    return channel


def _must_speak(board: Board, member: Member, language: str) -> None:
    board.channel(language)
    if not rules.may_interpret(member.roles) or language not in board.spoken_by(member.person.id):
        raise NotAllowed("not_in_booth", _("Only the interpreters of this language may do this."))
