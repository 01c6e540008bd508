"""What is taken out of a recording, and put back. Each action is one transaction: rows and facts.

An edit says what and why. What is hidden at any time is all that the edits which hold name together, so two
edits of the same cue are no trouble: it is shown again when the last of them is undone.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.archive import editing, rules
from consilium.archive.models import Edit
from consilium.archive.pack.maker import PACK
from consilium.captions import actions as captions
from consilium.chat import actions as chat
from consilium.kernel.ids import is_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.texts import Unfit, clean
from consilium.kernel.timecode import milliseconds
from consilium.questions import actions as questions
from consilium.recordings import actions as recordings
from consilium.recordings import queries as recording
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member


@transaction.atomic
def withhold(
    by: Member,
    *,
    key: str,
    subject: str,
    reason: str,
    start: int = 0,
    end: int = 0,
    redact: bool = False,
    of: str = "",
) -> Edit:
    """Hide it, or with `redact` take its words away for good; the same `key` again returns the edit of then.

    `of`: an edit that holds; what it has hidden, and nothing that was said since.
    Raises NotAllowed, Invalid, Unknown for what is not in this seminar's recording, TooMany.
    """
    _must_edit(by)
    seminar = _locked(by.seminar)
    if known := Edit.objects.filter(seminar=seminar, key=key).first():
        return known
    if Edit.objects.filter(seminar=seminar).count() >= rules.EDITS_AT_MOST:
        raise TooMany("too_many_edits", _("Very many things have been hidden here already."))
    _must_make_sense(subject, start, end, redact=redact)
    edit = Edit(
        seminar=seminar,
        key=key,
        subject=subject,
        start=start,
        end=end,
        redacted=redact,
        reason=_reason(reason),
        at=timezone.now(),
        by=by.person,
    )
    _fill_in(edit, of)
    edit.save(force_insert=True)
    _apply(by)
    if redact:
        _redact(edit)
    return edit


@transaction.atomic
def restore(by: Member, edit_id: str) -> Edit:
    """Show again what was hidden; a second time nothing happens. What was redacted is gone: Conflict."""
    _must_edit(by)
    seminar = _locked(by.seminar)
    edit = Edit.objects.filter(seminar=seminar, pk=edit_id).first() if is_id(edit_id) else None
    if edit is None:
        raise Unknown("no_such_edit", _("There is no such thing in this recording."))
    if edit.redacted:
        raise Conflict("redacted", _("What was redacted cannot be brought back."))
    if edit.undone_at is None:
        edit.undone_at, edit.undone_by = timezone.now(), by.person
        edit.save(update_fields=["undone_at", "undone_by"])
        _apply(by)
    return edit


def _fill_in(edit: Edit, of: str) -> None:
    """What it takes, and up to when: of a new edit all there is, else what the edit `of` has hidden."""
    hidden = _holding(edit, of) if of else None
    if edit.subject != rules.SPAN:
        edit.start, edit.end = 0, hidden.end if hidden else milliseconds(edit.at)
    edit.items = sorted({*hidden.items, *editing.late(edit)}) if hidden else _items(edit)


def _items(edit: Edit) -> list[str]:
    items = editing.items_of(edit)
    stretch = edit.subject == rules.SPAN and editing.stretches_of(edit.seminar, edit.start, edit.end)
    if not items and not stretch:
        raise Unknown("nothing_there", _("There is no such thing in this recording."))
    return items


def _holding(edit: Edit, of: str) -> Edit:
    """The edit of the same subject that is still in force."""
    holding = Edit.objects.filter(seminar=edit.seminar, subject=edit.subject, undone_at=None)
    hidden = holding.filter(pk=of).first() if is_id(of) else None
    if hidden is None:
        raise Unknown("no_such_edit", _("There is no such thing in this recording."))
    return hidden


def _apply(by: Member) -> None:
    """Hide what the edits that hold name, and show all else."""
    seminar = by.seminar
    holding = list(Edit.objects.filter(seminar=seminar, undone_at=None))
    named = {item for edit in holding for item in (*edit.items, *editing.late(edit))}
    recordings.cut(by, [(edit.start, edit.end) for edit in holding if edit.subject == rules.SPAN])
    within = editing.cues_within(seminar, recording.withheld(seminar))  # also what came since
    captions.hide(seminar, editing.ids(named, "cue") | within, by=by)
    questions.hide(seminar, editing.ids(named, "question"), editing.ids(named, "answer"), by=by)
    chat.hide(seminar, editing.ids(named, "message"), by=by)


def _redact(edit: Edit) -> None:
    captions.redact(edit.seminar, editing.ids(edit.items, "cue"))
    questions.redact(edit.seminar, editing.ids(edit.items, "question"), editing.ids(edit.items, "answer"))
    chat.redact(edit.seminar, editing.ids(edit.items, "message"))
    recordings.discard(edit.seminar, PACK.kind)  # no longer given out, but its words would lie there for days


def _must_edit(by: Member) -> None:
    if not rules.may_edit(by.roles):
        raise NotAllowed("not_a_moderator", _("Only the moderators may do this."))


def _must_make_sense(subject: str, start: int, end: int, *, redact: bool) -> None:
    """Words are blanked; of sound and picture nothing is written anew, so a span is hidden and no more."""
    if not rules.is_subject(subject):
        raise Invalid("invalid", _("There is no such thing in this recording."))
    if subject == rules.SPAN and (redact or not rules.is_span(start, end)):
        raise Invalid("invalid_span", _("Choose a beginning and, after it, an end."))


def _reason(text: str) -> str:
    try:
        return clean(text, rules.LONGEST_REASON)
    except Unfit as unfit:
        raise Invalid(unfit.code, _("Please say why, in a few words.")) from None


def _locked(seminar: Seminar) -> Seminar:
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)
