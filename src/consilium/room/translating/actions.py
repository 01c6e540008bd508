"""What happens to texts of the room in other languages. The rows are those of `consilium.translation`."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.captions.actions import add_translation
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import last_seq
from consilium.kernel.facts import kind_of
from consilium.kernel.languages import BY_TAG
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, TooMany, Unknown
from consilium.room.translating.ledger import Job
from consilium.room.translating.sources import Source, programmes, source_of
from consilium.room.translating.texts import same_language
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation import actions as translation
from consilium.translation import configured, rules
from consilium.translation.actions import Translated
from consilium.translation.engines import Failed
from consilium.translation.events import TextRecognised, TextTranslated
from consilium.translation.models import Reading

#: Corrections of one person: far more than anyone types, and an end to a script that flips a language.
AT_MOST, WITHIN = 30, timedelta(minutes=1)
_RECENT = 2000  # entries of the log among which they are counted
OPEN = (Seminar.Status.PUBLISHED, Seminar.Status.LIVE)


def tell(job: Job) -> bool:
    """Translate the text of a job and record it. False when the text is not, or no longer, what it was.

    Raises engines.Failed.
    """
    seminar, text = Seminar.objects.filter(pk=job.seminar).first(), job.text
    if seminar is None:
        return False
    made = translation.translate_text(text.text, text.language, job.language, seminar=seminar)
    if made is None:
        raise Failed("no engine takes this pair any longer")
    if text.cue:
        kept = add_translation(
            seminar,
            text.cue.id,
            language=job.language,
            text=made.text,
            engine=made.engine,
            doubts=made.doubts,
            of=text.text,
        )
        return kept is not None
    return _record(job, made)


@transaction.atomic
def _record(job: Job, made: Translated) -> bool:
    """The text may have been removed, changed or shown to more people while the engine was at work."""
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=job.seminar)
    late = seminar.status == Seminar.Status.ENDED and job.text.subject.startswith("answer:")
    source = source_of(seminar, job.text.subject) if late or seminar.status in OPEN else None
    if source is None or (source.text.text, source.text.language) != (job.text.text, job.text.language):
        translation.forget(job.language, made.text)  # of words that may be hidden
        return False
    return translation.record_translation(seminar, job.text.subject, job.language, made, source.text.audience)


@transaction.atomic
def want(member: Member, language: str) -> bool:
    """A page reads this language: texts are translated into it from now on. False when nothing can be.

    Only languages of the interface and of the engines count: else anybody could fill the list.
    """
    targets = {target for _source, target in configured.router().known()}
    if language not in targets | set(BY_TAG) or member.seminar.status not in OPEN:
        return False
    translation.want_language(member.seminar, language)
    return True


@transaction.atomic
def correct(member: Member, subject: str, *, language: str, text: str) -> None:
    """A person's words, which replace the machine's for everybody.

    Raises Unknown, NotAllowed, Invalid, Conflict, TooMany.
    """
    source = _for_correction(member, subject)
    if same_language(source.text.language, language):
        raise Invalid("same_language", _("The text is written in this language."))
    translation.correct(member.seminar, subject, language, text, member.person, source.text.audience)


@transaction.atomic
def recognise(member: Member, subject: str, *, language: str) -> None:
    """The text is written in this language; its translations are made anew."""
    source = _for_correction(member, subject)
    if source.text.language != language:
        translation.recognise(member.seminar, subject, language, source.text.audience, by=member.person.id)


@transaction.atomic
def withdraw_former_titles(seminar_id: str) -> None:
    """A contribution was renamed or removed: what was told of its former title goes."""
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)
    if seminar.status not in OPEN:
        return
    told = Reading.objects.filter(seminar=seminar, subject__startswith="contribution:")
    now = programmes([seminar.id])[seminar.id]
    for subject in sorted(set(told.values_list("subject", flat=True)) - now.keys()):
        translation.withdraw(seminar, subject)


def _for_correction(member: Member, subject: str) -> Source:
    """The text, with the seminar locked, when the member may read it and may put it right."""
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar.id)
    source = source_of(seminar, subject)
    if source is None or not member.reader.may_read(source.text.audience):
        raise Unknown("no_such_text", _("There is no such text in this seminar."))
    if not rules.may_correct(member.roles, own=source.author == member.person.id):
        raise NotAllowed(
            "not_yours", _("Only interpreters, moderators, or who wrote the text, may put it right.")
        )
    if seminar.status not in OPEN:
        raise Conflict("ended", _("The seminar has ended."))
    _must_not_hurry(member)
    return source


def _must_not_hurry(member: Member) -> None:
    kinds = [kind_of(TextTranslated), kind_of(TextRecognised)]
    rows = LogEntry.objects.filter(
        stream=member.seminar.id, seq__gt=last_seq(member.seminar.id) - _RECENT, kind__in=kinds
    )
    if rows.filter(actor=member.person.id, at__gt=timezone.now() - WITHIN).count() >= AT_MOST:
        raise TooMany("too_many", _("These were many corrections. Wait a minute before the next."))
