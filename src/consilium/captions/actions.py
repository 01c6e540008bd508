"""What happens to captions. Each action is one transaction: rows change and the entries are appended.

Every action locks the seminar's row first. Repeating one that has been done changes nothing. Cues may come
late and in any order: they are shown by when they were said.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.captions import rules
from consilium.captions.events import (
    CaptionsReported,
    CueFinalised,
    CueLost,
    CueTranslated,
)
from consilium.captions.hiding import as_it_is, ask_when_hidden, hide, is_withheld, redact, unsaid
from consilium.captions.models import Cue, Status
from consilium.eventlog.actions import append
from consilium.jobs.queries import Worker
from consilium.kernel.audience import EVERYONE
from consilium.kernel.ids import is_id, new_id
from consilium.kernel.languages import is_tag
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.kernel.texts import Unfit, clean_line
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member, members_among

__all__ = ["ask_when_hidden", "hide", "redact"]

#: Who writes captions: the scribe by its lease, or a person with the role.
Author = Member | Worker


@dataclass(frozen=True)
class Heard:
    """What was heard, as its sender tells it. `person` "" is not known. Times in milliseconds since 1970."""

    key: str
    language: str
    text: str
    start: int
    end: int
    source: str = "floor"
    person: str = ""
    engine: str = ""


@transaction.atomic
def finalise_cue(by: Author, heard: Heard) -> Cue:
    """Keep a cue; the same `key` again returns the cue of then. What a person types is the engine "human".
    The scribe brings the last words of a seminar for a minute after its end.

    Raises NotAllowed, Conflict when the seminar is not live, Invalid, TooMany.
    """
    _must_caption(by)
    seminar = _locked(by)
    if known := Cue.objects.filter(seminar=seminar, key=heard.key).first():
        return known
    _must_be_in_time(seminar, by)
    _must_fit(seminar, heard, rules.LONGEST_CUE)
    text = _text(heard.text)
    if isinstance(by, Member):
        _must_not_hurry(seminar)
    person = heard.person if heard.person in members_among(seminar, [heard.person]) else ""
    fact = CueFinalised(
        id=new_id(),
        language=heard.language,
        text=text,
        person=person,
        source=heard.source,
        start=heard.start,
        end=heard.end,
        engine=_engine(by, heard.engine),
    )
    hidden = is_withheld(seminar, person, heard.start, heard.end)
    return _keep(seminar, fact, _actor(by), key=heard.key, hidden=hidden)


@transaction.atomic
def lose_cue(by: Author, *, key: str, language: str, source: str, start: int, end: int) -> Cue:
    """Say that nothing was recognised in this time."""
    _must_caption(by)
    seminar = _locked(by)
    if known := Cue.objects.filter(seminar=seminar, key=key).first():
        return known
    _must_be_in_time(seminar, by)
    _must_fit(seminar, Heard(key, language, "", start, end, source), rules.LONGEST_LOSS)
    fact = CueLost(id=new_id(), language=language, source=source, start=start, end=end)
    return _keep(seminar, fact, _actor(by), key=key, lost=True)


@transaction.atomic
def revise_cue(by: Author, cue_id: str, *, language: str, text: str, engine: str = "") -> Cue:
    """Put a cue's words right in one language; no words at all take it off the screen.

    A second hearing does not change what a person has put right. With the words that were heard go their
    translations, also those that a person wrote: nobody said it.

    Raises NotAllowed, Unknown, Invalid, Conflict.
    """
    human = isinstance(by, Member)
    if isinstance(by, Member) and not rules.may_correct(by.roles):
        raise NotAllowed("not_a_captioner", _("Only captioners and moderators may correct captions."))
    if not human:
        _must_caption(by)
    seminar = _locked(by)
    known = is_id(cue_id) and is_tag(language)
    cue = Cue.objects.filter(seminar=seminar, cue=cue_id, language=language).first() if known else None
    if cue is None:
        raise Unknown("no_such_cue", _("There is no such caption in this seminar."))
    _must_be_live(seminar)
    words = _text(text) if text.strip() else ""
    if not human and cue.hidden and not cue.text:
        return cue  # redacted: no machine brings it back
    if words != cue.text and (human or not cue.revised_by_id):
        _revise(cue, words, by=by.person.id if isinstance(by, Member) else "", engine=_engine(by, engine))
        if not words and not cue.original:
            _empty_translations(cue, human=human)
    return cue


@transaction.atomic
def add_translation(
    seminar: Seminar,
    cue_id: str,
    *,
    language: str,
    text: str,
    engine: str,
    doubts: tuple[str, ...] = (),
    of: str = "",
) -> Cue | None:
    """A cue's words in one more language, by a machine. Once more, after the cue was revised, it replaces
    what the machine said before; never what a person wrote.

    `of`: the words that it was made of; a cue that has others by now waits for their translation.
    None: no such cue, no words or other ones, or it is over.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)
    heard = Cue.objects.filter(seminar=seminar, cue=cue_id, original="").first()
    words, taken = _cut(text), _is_open(seminar, rules.TRANSLATED_LATE)
    if heard is None or not heard.text or heard.language == language or not words or not taken:
        return None
    if of and heard.text != of:
        return None
    known = Cue.objects.filter(seminar=seminar, cue=cue_id, language=language).first()
    if known is None:
        fact = _translated(heard, language, words, engine, doubts)
        return _keep(seminar, fact, "", original=heard.language, hidden=heard.hidden)
    if not known.revised_by_id and (known.text, tuple(known.doubts)) != (words, doubts):
        _revise(known, words, by="", engine=engine, doubts=doubts)
    return known


@transaction.atomic
def report(by: Author, *, language: str, status: str, delay: int, engine: str) -> None:
    """How the captions of a spoken language are doing. Small changes of the delay are not told."""
    _must_caption(by)
    if not is_tag(language) or status not in rules.STATUSES:
        raise Invalid("invalid", _("This cannot be kept as a caption."))
    seminar = _locked(by)
    _must_be_live(seminar)
    row = Status.objects.filter(seminar=seminar, language=language).first()
    fact = CaptionsReported(language, status, delay, _engine(by, engine))
    if row and (row.status, row.engine) == (fact.status, fact.engine) and abs(row.delay - delay) < rules.STEP:
        return
    values = {"status": status, "delay": delay, "engine": fact.engine}
    Status.objects.update_or_create(seminar=seminar, language=language, defaults=values)
    append(seminar.id, fact, audience=EVERYONE, actor=_actor(by))


def _keep(seminar: Seminar, fact: Any, actor: str, **values: Any) -> Cue:
    """Append what was heard, lost or translated, and keep its row."""
    now = timezone.now()
    told = unsaid(fact) if values.get("hidden") else fact  # what is hidden is not told anew
    seq = append(seminar.id, told, audience=EVERYONE, actor=actor, at=now)
    return Cue.objects.create(
        seminar=seminar,
        cue=fact.id,
        language=fact.language,
        text=getattr(fact, "text", ""),
        person_id=getattr(fact, "person", "") or None,
        source=fact.source,
        start=fact.start,
        end=fact.end,
        engine=getattr(fact, "engine", ""),
        doubts=list(getattr(fact, "doubts", ())),
        at=now,
        seq=seq,
        **values,
    )


def _translated(heard: Cue, language: str, text: str, engine: str, doubts: tuple[str, ...]) -> CueTranslated:
    return CueTranslated(
        id=heard.cue,
        language=language,
        text=text,
        person=heard.person_id or "",
        source=heard.source,
        start=heard.start,
        end=heard.end,
        engine=engine,
        original=heard.language,
        doubts=doubts,
    )


def _revise(cue: Cue, text: str, *, by: str, engine: str, doubts: tuple[str, ...] = ()) -> None:
    if cue.lost:  # there were no words that could have been hidden with the others of its time
        cue.hidden = is_withheld(cue.seminar, cue.person_id or "", cue.start, cue.end)
    cue.text, cue.engine, cue.doubts, cue.lost = text, engine, list(doubts), False
    cue.revised_by_id = by or None
    cue.save(update_fields=["text", "engine", "doubts", "lost", "revised_by", "hidden"])
    append(cue.seminar_id, as_it_is(cue), audience=EVERYONE, actor=by)


def _empty_translations(heard: Cue, *, human: bool) -> None:
    """A machine that hears nothing any more leaves what a person wrote. Nobody is noted as their writer, so
    that words which come back are translated.
    """
    rows = Cue.objects.filter(seminar=heard.seminar_id, cue=heard.cue).exclude(original="").exclude(text="")
    for row in (rows if human else rows.filter(revised_by=None)).order_by("seq"):
        _revise(row, "", by="", engine="")


def _locked(by: Author) -> Seminar:
    return Seminar.objects.select_for_update(no_key=True).get(pk=by.seminar.id)


def _actor(by: Author) -> str:
    return by.person.id if isinstance(by, Member) else ""


def _engine(by: Author, engine: str) -> str:
    """People are "human"; a program that says so is refused."""
    if isinstance(by, Member):
        return rules.HUMAN
    if engine == rules.HUMAN:
        raise Invalid("invalid", _("This cannot be kept as a caption."))
    return engine


def _must_caption(by: Author) -> None:
    allowed = rules.may_caption(by.roles) if isinstance(by, Member) else by.kind == "scribe"
    if not allowed:
        raise NotAllowed("not_a_captioner", _("Only captioners may write captions."))


def _must_be_live(seminar: Seminar) -> None:
    _must_be_in_time(seminar, None)


def _must_be_in_time(seminar: Seminar, by: Author | None) -> None:
    if not _is_open(seminar, rules.LATE if isinstance(by, Worker) else 0):
        raise Conflict("not_live", _("The seminar is not live."))


def _is_open(seminar: Seminar, late: int) -> bool:
    """Live, or over for less than so many seconds."""
    if seminar.status != Seminar.Status.ENDED:
        return seminar.status == Seminar.Status.LIVE
    since = timezone.now() - timedelta(seconds=late)
    return seminar.ended_at is not None and seminar.ended_at > since


def _must_fit(seminar: Seminar, heard: Heard, longest: int) -> None:
    """Nothing is kept that was begun after the end; a sentence may go on beyond it for a moment."""
    opened = milliseconds(seminar.started_at) if seminar.started_at else 0
    now = milliseconds(seminar.ended_at or timezone.now())
    sane = rules.is_sane(heard.start, heard.end, opened=opened, now=now, longest=longest)
    begun = heard.start < now or not seminar.ended_at
    if not sane or not begun or not is_tag(heard.language) or heard.source not in rules.SOURCES:
        raise Invalid("invalid", _("This cannot be kept as a caption."))


def _must_not_hurry(seminar: Seminar) -> None:
    since = timezone.now() - timedelta(seconds=rules.TYPED_WITHIN)
    typed = Cue.objects.filter(seminar=seminar, engine=rules.HUMAN, at__gt=since, key__isnull=False)
    if typed.count() >= rules.TYPED_AT_MOST:
        raise TooMany("too_many", _("These were many captions. Wait a minute before the next."))


def _text(text: str) -> str:
    try:
        return clean_line(text, rules.LONGEST)
    except Unfit as unfit:
        raise Invalid(unfit.code, _("This cannot be kept as a caption.")) from None


def _cut(text: str) -> str:
    """A machine's words, of whatever length; "" when they cannot be kept."""
    try:
        return clean_line(text[: rules.LONGEST_TRANSLATED], rules.LONGEST_TRANSLATED)
    except Unfit:
        return ""
