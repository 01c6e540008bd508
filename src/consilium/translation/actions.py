"""What happens to texts in other languages. Recording is one transaction: rows change, entries are appended.

`translate_text` is no transaction: an engine may take seconds. Call it first, then `record_translation`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import Draft, append, append_all, rewrite
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import kind_of
from consilium.kernel.languages import is_tag
from consilium.kernel.refusals import Invalid, TooMany
from consilium.seminars.models import Seminar
from consilium.translation import configured, memory, rendering, rules
from consilium.translation.events import LanguageWanted, TextRecognised, TextTranslated, TextWithdrawn
from consilium.translation.models import Reading, Recognised, Wanted
from consilium.ui.words import fit

HUMAN = "human"


@dataclass(frozen=True)
class Translated:
    """A machine's text. `doubts`: figures, doses and terms that a reader should check, "5 mg → 50 mg"."""

    text: str
    engine: str
    doubts: tuple[str, ...] = ()


def translate_text(
    text: str, source: str, target: str, *, seminar: Seminar | None, passing: memory.Passing | None = None
) -> Translated | None:
    """The text in another language with the seminar's glossary; None when no engine knows the pair.

    What is made lies in the database for others who read the same, or in `passing` alone. Raises
    engines.Failed when an engine knows it and cannot now.
    """
    route = configured.router().route(source, target)
    if route is None:
        return None
    terms, version = rendering.terms(seminar, source, target)
    key = memory.key(text, source, target, route.version, version)
    known = passing.recall(key) if passing else memory.recall(key)
    if known is None:
        known = rendering.render(text, route, terms)
        (passing.remember if passing else memory.remember)(key, target, *known)
    return Translated(known[0], route.engine, known[1])


@transaction.atomic
def record_translation(
    seminar: Seminar, subject: str, language: str, translated: Translated, audience: Audience
) -> bool:
    """Tell the readers of `language` the text. Whether anything was told: not when they know it already.

    What a person has written stays; it is told to a wider `audience` than before, if that is what is new.
    """
    row = _reading(seminar, subject, language)
    if row is None:
        row = Reading(seminar=seminar, subject=subject, language=language, audience=str(audience))
    elif row.by_id or (row.text, row.engine, tuple(row.doubts)) == _told(translated):
        return _widen(seminar, row, audience)
    row.text, row.engine, row.doubts = translated.text, translated.engine, list(translated.doubts)
    row.audience = str(rules.wider(Audience.parse(row.audience), audience))
    row.save()
    _tell(seminar, row)
    return True


@transaction.atomic
def correct(
    seminar: Seminar, subject: str, language: str, text: str, by: Person, audience: Audience = EVERYONE
) -> None:
    """A person's words replace the machine's, for everybody. Raises Invalid."""
    text = fit(text, rules.LONGEST)
    row = _reading(seminar, subject, _tag(language))
    row = row or Reading(
        seminar=seminar, subject=_subject(subject), language=language, audience=str(audience)
    )
    if row.by_id == by.id and row.text == text:
        return
    row.text, row.engine, row.by, row.doubts = text, HUMAN, by, []
    row.audience = str(rules.wider(Audience.parse(row.audience), audience))
    row.save()
    _tell(seminar, row)


@transaction.atomic
def recognise(
    seminar: Seminar, subject: str, language: str, audience: Audience = EVERYONE, *, by: str = ""
) -> bool:
    """The text is in `language`: what was made of it is void and is made anew. False when it was known."""
    readings = _readings(seminar).filter(subject=subject)
    row = _recognised(seminar, subject)
    for told in _audiences(seminar, subject):
        audience = rules.wider(told, audience)
    if row and row.language == _tag(language) and row.audience == str(audience):
        return False
    row = row or Recognised(seminar=seminar, subject=_subject(subject))
    row.language, row.audience = _tag(language), str(audience)
    row.save()
    readings.delete()
    append(seminar.id, TextRecognised(subject, language), audience=audience, actor=by)
    return True


@transaction.atomic
def release(seminar: Seminar, subject: str, audience: Audience = EVERYONE) -> None:
    """A text that was held is shown to more: tell them its language and its translations."""
    readings = _readings(seminar).filter(subject=subject).order_by("id")
    recognised = _recognised(seminar, subject)
    again = recognised is not None and _release(seminar, recognised, audience)
    for row in readings:
        if not _widen(seminar, row, audience) and again:
            _tell(seminar, row)


@transaction.atomic
def withdraw(seminar: Seminar, subject: str) -> bool:
    """The text was removed; its translations go with it, also from the log and the cache."""
    readings = list(_readings(seminar).filter(subject=subject))
    audiences = rules.widest(_audiences(seminar, subject))
    if not audiences:
        return False
    for row in readings:
        memory.forget(row.language, row.text)
    told = kind_of(TextTranslated)
    # the doubts quote figures and terms of the text
    rewrite(seminar.id, told, [subject], lambda data: {**data, "text": "", "doubts": []}, by="subject")
    append_all(seminar.id, [Draft(TextWithdrawn(subject), each) for each in audiences])
    Reading.objects.filter(seminar=seminar, subject=subject).delete()
    Recognised.objects.filter(seminar=seminar, subject=subject).delete()
    return True


@transaction.atomic
def withdraw_parts(seminar: Seminar, whole: str) -> None:
    """The same of all parts of a text: "slide:<deck>" has its slides' titles."""
    told = [
        model.objects.filter(seminar=seminar, subject__startswith=f"{whole}/").values_list(
            "subject", flat=True
        )
        for model in (Reading, Recognised)
    ]
    for subject in sorted({subject for rows in told for subject in rows}):
        withdraw(seminar, subject)


def forget(language: str, text: str) -> None:
    """A translation that was taken away is in no cache either."""
    memory.forget(language, text)


@transaction.atomic
def want_language(seminar: Seminar, language: str, *, at: datetime | None = None) -> bool:
    """Someone reads this language: texts are translated into it from now on. False when it was wanted before.

    Raises Invalid, TooMany.
    """
    rows = Wanted.objects.filter(seminar=seminar)
    if rows.filter(language=_tag(language)).exists():
        return False
    Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk)
    if rows.filter(language=language).exists():
        return False
    if rows.count() >= rules.LANGUAGES_AT_MOST:
        raise TooMany("too_many_languages", _("This seminar is read in too many languages already."))
    now = at or timezone.now()
    Wanted.objects.create(seminar=seminar, language=language, since=now)
    append(seminar.id, LanguageWanted(language), audience=STAFF, at=now)
    return True


def _reading(seminar: Seminar, subject: str, language: str) -> Reading | None:
    return _readings(seminar).filter(subject=subject, language=language).first()


def _readings(seminar: Seminar) -> QuerySet[Reading]:
    """The seminar is locked first: two writers of one text come one after the other."""
    Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk)
    return Reading.objects.filter(seminar=seminar)


def _recognised(seminar: Seminar, subject: str) -> Recognised | None:
    return Recognised.objects.filter(seminar=seminar, subject=subject).first()


def _audiences(seminar: Seminar, subject: str) -> list[Audience]:
    """Who has been told anything of this text."""
    readings = Reading.objects.filter(seminar=seminar, subject=subject)
    recognised = Recognised.objects.filter(seminar=seminar, subject=subject)
    told = [*readings.values_list("audience", flat=True), *recognised.values_list("audience", flat=True)]
    return [Audience.parse(each) for each in told]


def _release(seminar: Seminar, row: Recognised, audience: Audience) -> bool:
    """The fact voids the readings of who knows some already: they are told after it."""
    wider = rules.wider(Audience.parse(row.audience), audience)
    if str(wider) == row.audience:
        return False
    row.audience = str(wider)
    row.save(update_fields=["audience"])
    append(seminar.id, TextRecognised(row.subject, row.language), audience=wider)
    return True


def _widen(seminar: Seminar, row: Reading, audience: Audience) -> bool:
    wider = str(rules.wider(Audience.parse(row.audience), audience))
    if wider == row.audience:
        return False
    row.audience = wider
    row.save(update_fields=["audience"])
    _tell(seminar, row)
    return True


def _tell(seminar: Seminar, row: Reading) -> None:
    by = row.by_id or ""
    fact = TextTranslated(row.subject, row.language, row.text, row.engine, by, tuple(row.doubts))
    append(seminar.id, fact, audience=Audience.parse(row.audience), actor=by)


def _told(translated: Translated) -> tuple[str, str, tuple[str, ...]]:
    return translated.text, translated.engine, translated.doubts


def _tag(language: str) -> str:
    if not is_tag(language):
        raise Invalid("no_such_language", _("This is not the tag of a language."))
    return language


def _subject(subject: str) -> str:
    if not rules.is_subject(subject):
        raise Invalid("no_such_text", _("There is no such text."))
    return subject
