"""Channels, booths and who works in them; what a booth says. Who is on air: see `air`.

Each action is one transaction under the seminar's lock: the rows change and the facts are appended.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.interpretation import rules
from consilium.interpretation.air import release, release_if_gone
from consilium.interpretation.board import Board, board_of, preparing, working
from consilium.interpretation.events import (
    BoothClosed,
    BoothJoined,
    BoothLeft,
    BoothMessagePosted,
    BoothOpened,
    ChannelClosed,
    ChannelOpened,
    SlowdownAsked,
)
from consilium.interpretation.models import Booth, BoothMessage, Seat, Slowdown
from consilium.interpretation.queries import lost_seats
from consilium.kernel.audience import Audience
from consilium.kernel.ids import new_id
from consilium.kernel.languages import is_tag
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.roles import Role
from consilium.kernel.texts import Unfit, clean_line
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, roles_of
from consilium.ui.words import fit

__all__ = [
    "change_booth",
    "close_booth",
    "close_channel",
    "join_booth",
    "leave_booth",
    "open_booth",
    "open_channel",
    "open_planned",
    "post_message",
    "release",
    "release_if_gone",
    "release_lost_seats",
    "set_ready",
    "set_voice",
    "slow_down",
    "unseat",
]


def open_channel(member: Member, language: str, *, kind: str = "", at: datetime | None = None) -> None:
    """Let listeners choose this language. `kind` "" follows from the language: signed or spoken."""
    _must_coordinate(member)
    if not is_tag(language) or kind not in ("", *rules.KINDS):
        raise Invalid("no_such_language", _("There is no such language."))
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        _open(board, language, kind or rules.kind_of_channel(language))


def open_planned(seminar: Seminar, *, by: Person, at: datetime | None = None) -> None:
    """The channels of the languages that the seminar announces as interpreted."""
    with preparing(seminar.id, actor=by.id, at=at) as board:
        for entry in board.seminar.languages:
            if entry.get("mode") == "interpreter" and is_tag(str(entry.get("tag", ""))):
                _open(board, entry["tag"], rules.kind_of_channel(entry["tag"]))


def close_channel(member: Member, language: str, *, at: datetime | None = None) -> None:
    """Listeners hear the floor. A channel that is not there is closed already."""
    _must_coordinate(member)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        if board.has(language):
            board.tell(ChannelClosed(language))


def open_booth(
    member: Member, *, key: str, name: str, languages: list[str], at: datetime | None = None
) -> Booth:
    """A booth that speaks into these languages, the main one first; their channels open with it.

    The same `key` again returns the booth of then. Raises Invalid, TooMany.
    """
    _must_coordinate(member)
    name, languages = _name(name), _languages(languages)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        known = Booth.objects.filter(seminar=board.seminar, key=key).first()
        if known:
            return known
        if Booth.objects.filter(seminar=board.seminar, closed=False).count() >= rules.BOOTHS_AT_MOST:
            raise TooMany("too_many", _("This seminar has very many booths already."))
        for language in languages:
            _open(board, language, rules.kind_of_channel(language))
        booth = Booth.objects.create(seminar=board.seminar, key=key, name=name, languages=languages)
        board.tell(BoothOpened(booth.id, name, tuple(languages)))
        return booth


def change_booth(
    member: Member, booth: str, *, name: str, languages: list[str], at: datetime | None = None
) -> None:
    """Another name, other languages; who is on air in one that it no longer speaks goes off air."""
    _must_coordinate(member)
    name, languages = _name(name), _languages(languages)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        row = _booth(board, booth)
        if (row.name, row.languages) == (name, languages):
            return
        for language in languages:
            _open(board, language, rules.kind_of_channel(language))
        row.name, row.languages = name, languages
        row.save(update_fields=["name", "languages"])
        board.tell(BoothOpened(row.id, name, tuple(languages)))
        _settle(board, list(row.seats.values_list("person_id", flat=True)))


def close_booth(member: Member, booth: str, *, at: datetime | None = None) -> None:
    """Its interpreters go off air unless another booth of theirs speaks the language. Its messages stay."""
    _must_coordinate(member)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        row = Booth.objects.filter(seminar=board.seminar, pk=booth).first()
        if row is None or row.closed:
            return
        team = list(row.seats.values_list("person_id", flat=True))
        row.closed = True
        row.save(update_fields=["closed"])
        row.seats.all().delete()
        board.tell(BoothClosed(row.id))
        _settle(board, team)


def join_booth(member: Member, booth: str, person: Person, *, at: datetime | None = None) -> None:
    """Give a person who holds the interpreter's role a seat. Raises Conflict for anyone else."""
    _must_coordinate(member)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        row = _booth(board, booth)
        if row.seats.filter(person=person).exists():
            return
        if Role.INTERPRETER not in roles_of(board.seminar, person):
            raise Conflict("not_interpreter", _("This person is not an interpreter of this seminar."))
        if row.seats.count() >= rules.SEATS_AT_MOST:
            raise TooMany("too_many", _("This booth has very many interpreters already."))
        Seat.objects.create(booth=row, person=person)
        board.tell(BoothJoined(row.id, person.id))


def leave_booth(member: Member, booth: str, person: str, *, at: datetime | None = None) -> None:
    """Take the seat back, or leave it oneself; on air no longer in what only this booth speaks.

    `person`: an id, as who has a seat need not be of the seminar any longer.
    """
    if person != member.person.id:
        _must_coordinate(member)
    with preparing(member.seminar.id, actor=member.person.id, at=at) as board:
        _unseat(board, Seat.objects.filter(booth__seminar=board.seminar, booth=booth, person=person))


def release_lost_seats(seminar: str, *, at: datetime | None = None) -> None:
    """Who may interpret no longer leaves the booths, and is off air by that: see `queries.lost_seats`."""
    with board_of(seminar, at=at) as board:
        _unseat(board, lost_seats([seminar]))


def unseat(seminar: str, person: str) -> None:
    """Out of every booth, and off air by that."""
    with board_of(seminar) as board:
        _unseat(board, Seat.objects.filter(booth__seminar=seminar, booth__closed=False, person=person))


def set_ready(member: Member, *, ready: bool, at: datetime | None = None) -> None:
    """Show the partner whether one is ready to take over."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        _must_work_here(board, member)
        board.show_ready(board.interpreter(member.person.id), ready=ready)


def set_voice(member: Member, *, on: bool, at: datetime | None = None) -> None:
    """Speak into the floor, or no longer."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        _must_work_here(board, member)
        board.voice(board.interpreter(member.person.id), on=on)


def slow_down(member: Member, *, at: datetime | None = None) -> None:
    """Ask who speaks to speak more slowly, without a name; pressing twice within a while is asking once."""
    with working(member.seminar.id, actor=member.person.id, at=at) as board:
        _must_work_here(board, member)
        seats = Seat.objects.filter(booth__seminar=board.seminar, booth__closed=False, person=member.person)
        rows = Booth.objects.filter(pk__in=list(seats.values_list("booth_id", flat=True)))
        before = board.now - rules.SLOWDOWN_EVERY
        if rows.filter(slowdown_at__gt=before).exists():
            return
        forget_slowdowns(board.seminar, until=before)
        rows.update(slowdown_at=board.now)
        Slowdown.objects.get_or_create(seminar=board.seminar, at=board.now)
        board.tell(SlowdownAsked(), anonymous=True)


def forget_slowdowns(seminar: Seminar, *, until: int | None = None) -> None:
    """Which booth asked is forgotten as soon as it may ask again: its moment would be found in the log."""
    rows = Booth.objects.filter(seminar=seminar, slowdown_at__gt=0)
    (rows if until is None else rows.filter(slowdown_at__lte=until)).update(slowdown_at=0)


def post_message(
    member: Member, *, key: str, booth: str, text: str, at: datetime | None = None
) -> BoothMessage:
    """Write to a booth one works in, or coordinates; the same `key` again returns the message of then."""
    person = member.person
    with board_of(member.seminar.id, actor=person.id, at=at or timezone.now()) as board:
        row = _booth(board, booth)
        if not rules.may_coordinate(member.roles) and not row.seats.filter(person=person).exists():
            raise NotAllowed("not_in_booth", _("Only who works in this booth may write here."))
        known = BoothMessage.objects.filter(booth=row, by=person, key=key).first()
        if known:
            return known
        if not rules.may_prepare(board.seminar.status):
            raise Conflict("ended", _("The seminar is over."))
        own = BoothMessage.objects.filter(booth=row, by=person, at__gt=board.at - rules.POSTED_WITHIN)
        if own.count() >= rules.POSTED_AT_MOST:
            raise TooMany("too_many", _("That was many messages. Wait a minute before the next."))
        fact = BoothMessagePosted(new_id(), row.id, fit(text, rules.LONGEST), person.id)
        board.tell(fact, Audience.booth(row.id))
        seq = board.save()[-1]
        return BoothMessage.objects.create(
            id=fact.id, booth=row, by=person, key=key, text=fact.text, at=board.at, seq=seq
        )


def _open(board: Board, language: str, kind: str) -> None:
    if board.has(language):
        return
    if len(board.channels()) >= rules.CHANNELS_AT_MOST:
        raise TooMany("too_many", _("This seminar has very many channels already."))
    board.tell(ChannelOpened(language, kind))


def _unseat(board: Board, seats: QuerySet[Seat]) -> None:
    gone = list(seats)
    for seat in gone:
        seat.delete()
        board.tell(BoothLeft(seat.booth_id, seat.person_id))
    _settle(board, [seat.person_id for seat in gone])


def _settle(board: Board, persons: list[str]) -> None:
    """Who no longer works for a language is no longer on air in it, nor about to be."""
    for person in persons:
        spoken = board.spoken_by(person)
        if not spoken:
            board.unready(person)
        board.withdraw(person, {channel.language for channel in board.channels()} - spoken)


def _booth(board: Board, booth: str) -> Booth:
    row = Booth.objects.filter(seminar=board.seminar, pk=booth, closed=False).first()
    if row is None:
        raise Unknown("no_such_booth", _("There is no such booth in this seminar."))
    return row


def _name(name: str) -> str:
    try:
        return clean_line(name, rules.LONGEST_NAME)
    except Unfit as unfit:
        raise Invalid(unfit.code, _("A booth needs a short name.")) from None


def _languages(languages: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(languages))
    if not 1 <= len(chosen) <= rules.LANGUAGES_AT_MOST or not all(map(is_tag, chosen)):
        raise Invalid("languages", _("A booth speaks into one to four languages."))
    return chosen


def _must_coordinate(member: Member) -> None:
    if not rules.may_coordinate(member.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))


def _must_work_here(board: Board, member: Member) -> None:
    if not rules.may_interpret(member.roles) or not board.spoken_by(member.person.id):
        raise NotAllowed("not_in_booth", _("Only the interpreters of a booth may do this."))
