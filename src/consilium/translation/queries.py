"""Translations from the rows, as one reader may know them; and which pairs can be translated at all."""

from collections.abc import Iterable

from consilium.kernel import languages
from consilium.kernel.audience import Audience, Reader
from consilium.kernel.facts import Json
from consilium.kernel.timecode import milliseconds
from consilium.seminars.models import Seminar
from consilium.translation import configured
from consilium.translation.models import ORGANISATION, Reading, Recognised, Term, Wanted
from consilium.translation.state import Reading as Known
from consilium.translation.state import TranslationState

NO_MODEL = "no_model"
SPOKEN = 80  # terms; engines take no more to heart


def snapshot(seminar: Seminar, reader: Reader) -> TranslationState:
    """The same as folding what this reader may read of the log: texts in their language (all, for "")."""
    rows = Reading.objects.filter(seminar=seminar, hidden=False)
    if reader.language:
        rows = rows.filter(language=reader.language)
    readings: dict[str, dict[str, Known]] = {}
    for row in rows.order_by("id"):
        if reader.may_read(Audience.parse(row.audience), row.language):
            known = Known(row.text, row.engine, row.by_id or "", tuple(row.doubts))
            readings.setdefault(row.subject, {})[row.language] = known
    recognised = {
        row.subject: row.language
        for row in Recognised.objects.filter(seminar=seminar, hidden=False).order_by("id")
        if reader.may_read(Audience.parse(row.audience))
    }
    return TranslationState(readings, recognised, wanted(seminar) if reader.staff else {})


def wanted(seminar: Seminar) -> dict[str, int]:
    """Languages that are read in this seminar, since when (milliseconds)."""
    rows = Wanted.objects.filter(seminar=seminar).values_list("language", "since")
    return {language: milliseconds(since) for language, since in rows}


def recognised(seminar: Seminar, subject: str) -> str:
    """The language of a text as a person has put it right; "" when nobody has."""
    found = Recognised.objects.filter(seminar=seminar, subject=subject, hidden=False)
    return found.values_list("language", flat=True).first() or ""


def human(seminar: Seminar, subject: str) -> frozenset[str]:
    """The languages in which people have written this text: no machine needs to."""
    rows = Reading.objects.filter(seminar=seminar, subject=subject, hidden=False).exclude(by=None)
    return frozenset(rows.values_list("language", flat=True))


def pairs(tags: Iterable[str] = ()) -> dict[str, Json]:
    """By "source>target", for the interface's languages, those of the engines and `tags`: the route and who
    takes it, or why nobody does.

    {"kk>zh-hans": {"route": ["kk", "en", "zh-hans"], "engine": "openai", "why": ""}}
    """
    router = configured.router()
    spelt = {tag for pair in router.known() for tag in pair}
    every = sorted(spelt | set(languages.BY_TAG) | set(tags))
    table: dict[str, Json] = {}
    for source in every:
        for target in every:
            if source != target:
                route = router.route(source, target)
                table[f"{source}>{target}"] = {
                    "route": route.languages if route else [],
                    "engine": route.engine if route else "",
                    "why": "" if route else NO_MODEL,
                }
    return table


def terms(seminar: Seminar) -> list[Json]:
    """The seminar's terms and then the organisation's, each with its name by language."""
    rows = Term.objects.filter(glossary__in=[seminar.id, ORGANISATION]).order_by("id")
    ordered = sorted(rows, key=lambda row: row.glossary_id == ORGANISATION)
    return [
        {
            "id": row.id,
            "languages": {tag: forms[0] for tag, forms in row.texts.items() if forms},
            "keep": row.keep,
            "note": row.note,
        }
        for row in ordered
    ]


def spoken_terms(seminar: Seminar) -> dict[str, list[str]]:
    """What terms are called, by language, as a recogniser may be told what to expect: the seminar's first.
    Under "" those that are the same in every language. At most SPOKEN of each.
    """
    found: dict[str, list[str]] = {}
    for term in terms(seminar):
        for tag, name in term["languages"].items():
            names = found.setdefault("" if term["keep"] else tag, [])
            if name not in names and len(names) < SPOKEN:
                names.append(name)
    return found


def own_terms(seminar: Seminar) -> list[Term]:
    """The seminar's own terms."""
    return list(Term.objects.filter(glossary=seminar.id))
