"""What happens to texts in other languages. Recording is one transaction: rows change, entries are appended.

`translate_text` is no transaction: an engine may take seconds. Call it first, then `record_translation`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.accounts.models import Person
from consilium.eventlog.actions import Draft, append, append_all, rewrite
from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.facts import Json, kind_of, to_json
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
    else:
        memory.forget(language, row.text)
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
    memory.forget(language, row.text)  # else it would outlive the text
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
    for known in _known(seminar, [subject]):
        audience = rules.wider(Audience.parse(known.audience), audience)
    if row and row.language == _tag(language) and row.audience == str(audience):
        return False
    row = row or Recognised(seminar=seminar, subject=_subject(subject))
    row.language, row.audience = _tag(language), str(audience)
    row.save()
    for reading in readings:
        memory.forget(reading.language, reading.text)
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
def withdraw(seminar: Seminar, *subjects: str) -> bool:
    """Texts were removed; their translations go with them, also from the log and the cache."""
    rows = _known(seminar, subjects)
    _take_back(seminar, rows)
    for row in rows:
        row.delete()
    return bool(rows)


@transaction.atomic
def hide(seminar: Seminar, subjects: Collection[str]) -> None:
    """The same of texts that may be shown again: their translations stay in the rows, which nobody reads."""
    rows = _known(seminar, subjects, hidden=False)
    _take_back(seminar, rows)
    for row in rows:
        row.hidden = True
        row.save(update_fields=["hidden"])


@transaction.atomic
def show(seminar: Seminar, subjects: Collection[str]) -> None:
    """Texts are shown again: their translations are told anew, and stand in the log where they stood."""
    again: dict[tuple[str, str], Json] = {}
    for row in _known(seminar, subjects, hidden=True):
        row.hidden = False
        row.save(update_fields=["hidden"])
        if isinstance(row, Reading):
            again[row.subject, row.language] = to_json(_tell(seminar, row))
        else:
            fact = TextRecognised(row.subject, row.language)
            append(seminar.id, fact, audience=Audience.parse(row.audience))
    told = {subject for subject, _language in again}
    _rewrite(seminar, told, lambda data: again.get((data["subject"], data["language"]), data))


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


def _known(seminar: Seminar, subjects: Collection[str], **how: bool) -> list[Recognised | Reading]:
    """What is known of texts: first their languages, which void what was told before."""
    readings = _readings(seminar).filter(subject__in=subjects, **how).order_by("id")
    recognised = Recognised.objects.filter(seminar=seminar, subject__in=subjects, **how).order_by("id")
    return [*recognised, *readings]


def _take_back(seminar: Seminar, rows: Sequence[Recognised | Reading]) -> None:
    """Out of the log and the cache, and let everyone know who was told."""
    told: dict[str, set[Audience]] = {}
    for row in rows:
        told.setdefault(row.subject, set()).add(Audience.parse(row.audience))
        if isinstance(row, Reading):
            memory.forget(row.language, row.text)
    # the doubts quote figures and terms of the text
    _rewrite(seminar, told, lambda data: {**data, "text": "", "doubts": []})
    for subject, audiences in told.items():
        append_all(seminar.id, [Draft(TextWithdrawn(subject), each) for each in rules.widest(audiences)])


def _rewrite(seminar: Seminar, subjects: Collection[str], change: Callable[[Json], Json]) -> None:
    rewrite(seminar.id, kind_of(TextTranslated), subjects, change, by="subject")


def _release(seminar: Seminar, row: Recognised, audience: Audience) -> bool:
    """The fact voids the readings of who knows some already: they are told after it."""
    wider = rules.wider(Audience.parse(row.audience), audience)
    if str(wider) == row.audience:
        return False
    row.audience = str(wider)
    row.save(update_fields=["audience"])
    if row.hidden:
        return False
    append(seminar.id, TextRecognised(row.subject, row.language), audience=wider)
    return True


def _widen(seminar: Seminar, row: Reading, audience: Audience) -> bool:
    wider = str(rules.wider(Audience.parse(row.audience), audience))
    if wider == row.audience:
        return False
    row.audience = wider
    row.save(update_fields=["audience"])
    if not row.hidden:
        _tell(seminar, row)
    return True


def _tell(seminar: Seminar, row: Reading) -> TextTranslated:
    by = row.by_id or ""
    fact = TextTranslated(row.subject, row.language, row.text, row.engine, by, tuple(row.doubts))
    append(seminar.id, fact, audience=Audience.parse(row.audience), actor=by)
    return fact


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
