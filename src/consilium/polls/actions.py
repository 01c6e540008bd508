"""What happens to polls. Each action is one transaction: rows change and the entries are appended.

Every action locks the seminar's row first: a ballot is either counted before its poll closes, or refused.
Repeating an action that has been done changes nothing. Ballots are written in `ballots`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.eventlog.actions import append
from consilium.kernel.audience import EVERYONE, STAFF
from consilium.kernel.ids import is_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.texts import written_in
from consilium.kernel.timecode import milliseconds
from consilium.polls import rules
from consilium.polls.ballots import cast_ballots, tally, tally_ballots
from consilium.polls.events import PollClosed, PollDiscarded, PollDrafted, PollOpened, PollPublished
from consilium.polls.models import Poll
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation.actions import release, withdraw
from consilium.translation.detection import detect
from consilium.ui.words import fit

__all__ = ["cast_ballots", "tally_ballots"]
Status = Poll.Status


@transaction.atomic
def draft_poll(member: Member, *, key: str, title: str, form: str, options: Sequence[str]) -> Poll:
    """Prepare a poll, before the seminar too; the same `key` again returns the poll of then."""
    seminar = _for_running(member)
    known = Poll.objects.filter(seminar=seminar, by=member.person, key=key).first()
    if known:
        return known
    title, choices = _form(title, form, options)
    poll = Poll.objects.create(
        seminar=seminar,
        by=member.person,
        key=key,
        title=title,
        form=form,
        options=choices,
        language=_language(member, title, choices),
        drafted_at=timezone.now(),
    )
    _tell_draft(poll, member)
    return poll


@transaction.atomic
def edit_poll(member: Member, poll_id: str, *, title: str, form: str, options: Sequence[str]) -> Poll:
    """Change a draft."""
    poll = _poll(_for_running(member), poll_id, Status.DRAFT)
    title, choices = _form(title, form, options)
    if (poll.title, poll.form, poll.options) != (title, form, choices):
        _withdraw_changed(poll, title, choices)
        poll.title, poll.form, poll.options = title, form, choices
        poll.language = _language(member, title, choices)
        poll.save(update_fields=["title", "form", "options", "language"])
        _tell_draft(poll, member)
    return poll


@transaction.atomic
def discard_poll(member: Member, poll_id: str) -> Poll:
    """Throw a draft away."""
    poll = _poll(_for_running(member), poll_id, Status.DRAFT, discarded=True)
    if not poll.discarded:
        poll.discarded = True
        poll.save(update_fields=["discarded"])
        append(poll.seminar_id, PollDiscarded(poll.id), audience=STAFF, actor=member.person.id)
    return poll


@transaction.atomic
def open_poll(
    member: Member, poll_id: str, *, minutes: int | None = None, at: datetime | None = None
) -> Poll:
    """Let the audience answer, for `minutes` or until it is closed. Only while the seminar is live."""
    seminar = _for_running(member)
    _must_be_live(seminar)
    poll = _poll(seminar, poll_id, Status.DRAFT, Status.OPEN)
    if poll.status == Status.OPEN:
        return poll
    now = at or timezone.now()
    poll.status, poll.opened_at = Status.OPEN, now
    if minutes is not None:
        if not timedelta() < timedelta(minutes=minutes) <= rules.LONGEST_OPEN:
            raise Invalid("minutes", _("A poll can be open for 1 minute to 24 hours."))
        poll.closes_at = now + timedelta(minutes=minutes)
    poll.save(update_fields=["status", "opened_at", "closes_at"])
    closes_at = milliseconds(poll.closes_at) if poll.closes_at else 0
    fact = PollOpened(poll.id, poll.title, poll.form, tuple(poll.options), closes_at, poll.language)
    append(seminar.id, fact, audience=EVERYONE, actor=member.person.id, at=now)
    for subject in _texts(poll.id, poll.title, poll.options):
        release(seminar, subject)
    return poll


@transaction.atomic
def close_poll(member: Member, poll_id: str, *, at: datetime | None = None) -> Poll:
    """Take no more ballots."""
    poll = _poll(_for_running(member), poll_id, Status.OPEN, Status.CLOSED)
    if poll.status == Status.OPEN:
        _close(poll, at or timezone.now(), actor=member.person.id)
    return poll


@transaction.atomic
def publish_poll(member: Member, poll_id: str, *, at: datetime | None = None) -> Poll:
    """Show everyone the result; an open poll is closed first. Also after the end."""
    poll = _poll(_for_running(member, late=True), poll_id, Status.OPEN, Status.CLOSED, Status.PUBLISHED)
    now = at or timezone.now()
    if poll.status == Status.PUBLISHED:
        return poll
    if poll.status == Status.OPEN:
        _close(poll, now, actor=member.person.id)
    poll.status, poll.published_at = Status.PUBLISHED, now
    poll.counts = poll.counts or [0] * len(poll.options)
    poll.save(update_fields=["status", "published_at", "counts"])
    fact = PollPublished(poll.id, tuple(poll.counts), poll.voters)
    append(poll.seminar_id, fact, audience=EVERYONE, actor=member.person.id, at=now)
    return poll


@transaction.atomic
def close_due(seminar_id: str, at: datetime | None = None) -> int:
    """Close the polls whose time is over; how many. The writer of `live` calls this on its tick."""
    now = at or timezone.now()
    due = Poll.objects.filter(seminar=seminar_id, status=Status.OPEN, closes_at__lte=now)
    if not due.exists():
        return 0
    Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)
    polls = list(due)
    for poll in polls:
        _close(poll, now, actor="")
    return len(polls)


@transaction.atomic
def close_with_seminar(seminar: Seminar, *, by: Member) -> None:
    """The seminar ends, and with it the polls that are open. To be called while it is live."""
    Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk)
    now = timezone.now()
    for poll in Poll.objects.filter(seminar=seminar, status=Status.OPEN).order_by("opened_at", "id"):
        _close(poll, now, actor=by.person.id)


def _close(poll: Poll, now: datetime, *, actor: str) -> None:
    """Count what came in, then close. The seminar is locked, so no ballot comes between."""
    tally(poll)
    poll.status, poll.closed_at = Status.CLOSED, now
    poll.save(update_fields=["status", "closed_at"])
    append(poll.seminar_id, PollClosed(poll.id), audience=EVERYONE, actor=actor, at=now)


def _tell_draft(poll: Poll, member: Member) -> None:
    fact = PollDrafted(poll.id, poll.title, poll.form, tuple(poll.options), poll.language)
    append(poll.seminar_id, fact, audience=STAFF, actor=member.person.id)


def _for_running(member: Member, *, late: bool = False) -> Seminar:
    """The seminar, locked, when the member may run polls in it and it has not ended; `late`: it may have."""
    if not rules.may_run(member.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar.id)
    if seminar.status == Seminar.Status.ENDED and not late:
        raise Conflict("ended", _("The seminar has ended."))
    return seminar


def _must_be_live(seminar: Seminar) -> None:
    if seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))


def _poll(seminar: Seminar, poll_id: str, *statuses: Status, discarded: bool = False) -> Poll:
    """The poll when it is in one of these statuses; a discarded one is only found by who asks for it."""
    poll = Poll.objects.filter(seminar=seminar, pk=poll_id).first() if is_id(poll_id) else None
    if poll is None or (poll.discarded and not discarded):
        raise Unknown("no_such_poll", _("There is no such poll in this seminar."))
    if poll.status not in statuses:
        raise Conflict("wrong_status", _("This cannot be done with the poll any more. Look at it again."))
    return poll


def _texts(poll: str, title: str, options: Sequence[str]) -> dict[str, str]:
    """Title and options by the subjects under which they are translated."""
    return {f"poll:{poll}": title, **{f"poll:{poll}/{index}": text for index, text in enumerate(options)}}


def _withdraw_changed(poll: Poll, title: str, options: Sequence[str]) -> None:
    """What is about to be said otherwise loses its translations."""
    after = _texts(poll.id, title, options)
    for subject, text in _texts(poll.id, poll.title, poll.options).items():
        if after.get(subject) != text:
            withdraw(poll.seminar, subject)


def _language(member: Member, title: str, choices: Sequence[str]) -> str:
    person = member.person
    profile = written_in(person.languages_spoken, person.interface_language)
    return detect("\n".join((title, *choices)), profile)


def _form(title: str, form: str, options: Sequence[str]) -> tuple[str, list[str]]:
    """Title and options fit to keep. Raises Invalid."""
    if not rules.may_have(form, len(options)):
        raise Invalid("options", _("A poll has 2 to 10 options, a scale 2 to 11 marks."))
    choices = [_line(option, rules.LONGEST_OPTION) for option in options]
    if len({choice.casefold() for choice in choices}) < len(choices):
        raise Invalid("same_options", _("Two options are the same."))
    return _line(title, rules.LONGEST_TITLE), choices


def _line(text: str, limit: int) -> str:
    return fit(" ".join(text.split()), limit, empty=_("The title and every option need a text."))
