"""What happens to messages. Each action is one transaction: the row changes and the entry is appended."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.chat import rules
from consilium.chat.events import MessagePosted, MessageRemoved, MessageWorded
from consilium.chat.models import Message
from consilium.chat.queries import shown
from consilium.eventlog.actions import append, blank, rewrite
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import kind_of
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, NotAllowed, TooMany, Unknown
from consilium.kernel.texts import written_in
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation import actions as translation
from consilium.translation.detection import detect
from consilium.ui.words import fit


@transaction.atomic
def post_message(
    member: Member, *, key: str, text: str, backstage: bool = False, at: datetime | None = None
) -> Message:
    """Write to everyone, or backstage to the staff; the same `key` again returns the message of then.

    Raises NotAllowed, Conflict when the chat is not open, Invalid, TooMany.
    """
    if not rules.may_post(member.roles, backstage=backstage):
        raise NotAllowed("not_staff", _("The backstage chat is for the staff of the seminar."))
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar.id)
    now, person = at or timezone.now(), member.person
    own = Message.objects.filter(seminar=seminar, by=person)
    known = own.filter(key=key).first()
    if known:
        return known
    if not rules.is_open(seminar.status, backstage=backstage):
        raise Conflict("not_live", _("The seminar is not live."))
    text = fit(text, rules.LONGEST)
    if own.filter(at__gt=now - rules.POSTED_WITHIN, at__lte=now).count() >= rules.POSTED_AT_MOST:
        raise TooMany("too_many", _("That was many messages. Wait a minute before the next."))
    language = detect(text, written_in(person.languages_spoken, person.interface_language))
    fact = MessagePosted(new_id(), text, language, person.id, backstage)
    seq = append(seminar.id, fact, audience=_audience(backstage), actor=person.id, at=now)
    return Message.objects.create(
        id=fact.id,
        seminar=seminar,
        by=person,
        key=key,
        text=text,
        language=language,
        backstage=backstage,
        at=now,
        seq=seq,
    )


@transaction.atomic
def remove_message(member: Member, message_id: str) -> Message:
    """Take a message's text away: one's own, or any as a moderator."""
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar.id)
    rows = Message.objects.filter(seminar=seminar)
    message = rows.filter(pk=message_id).first() if is_id(message_id) else None
    if message is None or not rules.may_read(member.roles, backstage=message.backstage):
        raise Unknown("no_such_message", _("There is no such message in this seminar."))
    if not rules.may_remove(member.roles, own=message.by_id == member.person.id):
        raise NotAllowed("not_yours", _("Only the moderators, or who wrote it, may remove a message."))
    if message.removed:
        return message
    if not rules.is_open(seminar.status, backstage=message.backstage):
        raise Conflict("not_live", _("The seminar is not live."))
    message.text, message.removed = "", True
    message.save(update_fields=["text", "removed"])
    for kind in (MessagePosted, MessageWorded):  # also for who reads the log from its start
        blank(seminar.id, kind_of(kind), message.id, "text")
    fact = MessageRemoved(message.id)
    append(seminar.id, fact, audience=_audience(message.backstage), actor=member.person.id)
    translation.withdraw(seminar, f"message:{message.id}")
    return message


@transaction.atomic
def hide(seminar: Seminar, messages: Collection[str], *, by: Member) -> None:
    """Let the words of these messages, and of no others, be hidden: as questions/hiding.py does it."""
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)
    rows = Message.objects.filter(seminar=seminar, removed=False)
    changed = [row for row in rows if row.hidden != (row.id in messages)]
    for row in changed:
        row.hidden = not row.hidden
        row.save(update_fields=["hidden"])
    words = {row.id: shown(row) for row in changed}
    for kind in (MessagePosted, MessageWorded):
        rewrite(seminar.id, kind_of(kind), list(words), lambda data: {**data, "text": words[data["id"]]})
    for row in changed:
        fact = MessageWorded(row.id, words[row.id])
        append(seminar.id, fact, audience=_audience(row.backstage), actor=by.person.id)
    translation.hide(seminar, [f"message:{row.id}" for row in changed if row.hidden])
    translation.show(seminar, [f"message:{row.id}" for row in changed if not row.hidden])


@transaction.atomic
def redact(seminar: Seminar, messages: Collection[str]) -> None:
    """Take the words of what is hidden away for good, in every language."""
    rows = Message.objects.filter(seminar=seminar, pk__in=messages, hidden=True)
    translation.withdraw(seminar, *(f"message:{id}" for id in rows.values_list("id", flat=True)))
    rows.update(text="")


def _audience(backstage: bool) -> Audience:
    return STAFF if backstage else EVERYONE
