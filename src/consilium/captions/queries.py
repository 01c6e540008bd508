"""Captions from the rows, as one reader may know them."""

import json
from collections.abc import Iterable

from django.conf import settings

from consilium.captions.models import Cue, Status
from consilium.captions.state import KEPT, CaptionsState, CaptionStatus
from consilium.captions.state import Cue as KnownCue
from consilium.kernel.audience import Reader
from consilium.kernel.facts import Json
from consilium.kernel.ids import is_id
from consilium.seminars.models import Seminar
from consilium.translation import queries as translation

PAGE = 200
MEASURED = "measured/captions.json"  # in DATA_DIR


def snapshot(seminar: Seminar, reader: Reader) -> CaptionsState:
    """The newest cues, from the rows; the same as folding what this reader is sent of the log."""
    cues = {language: _newest(seminar, language) for language in _languages(seminar, reader)}
    return CaptionsState(
        cues={language: found for language, found in cues.items() if found},
        status={
            row.language: CaptionStatus(row.status, row.delay, row.engine)
            for row in Status.objects.filter(seminar=seminar)
        },
    )


def cues_between(seminar: Seminar, language: str, *, after: int, before: int | None) -> list[KnownCue]:
    """At most PAGE cues of a language by start, in milliseconds: the first ones from `after` on, or, given
    `before`, the last ones before it.
    """
    rows = Cue.objects.filter(seminar=seminar, language=language, start__gte=after)
    if before is None:
        return _known(rows.order_by("start", "seq")[:PAGE])
    return _known(rows.filter(start__lt=before).order_by("-start", "-seq")[:PAGE])[::-1]


def shown(seminar: Seminar, language: str) -> list[KnownCue]:
    """Everything that was said, in one language, as anybody may read it; by the time of the voice."""
    rows = Cue.objects.filter(seminar=seminar, language=language, hidden=False, lost=False).exclude(text="")
    return _known(rows.order_by("start", "seq"))


def original_of(seminar: Seminar, cue: str) -> KnownCue | None:
    """The cue as it was heard."""
    row = Cue.objects.filter(seminar=seminar, cue=cue, original="").first() if is_id(cue) else None
    return known(row) if row else None


def facts() -> Json:
    """What captions can be here. `measured`: by spoken language, the share of wrong words, milliseconds of
    delay and the engine, from the server's own benchmark (`consilium measure captions`); empty before the
    first. `pairs`: "a>b" for each pair that is translated.
    """
    routes = translation.pairs()
    return {"measured": measured(), "pairs": [pair for pair, found in routes.items() if found["route"]]}


def measured() -> Json:
    """The benchmark's result; nothing when it is missing or broken: what was not measured is not claimed."""
    try:
        found = json.loads((settings.DATA_DIR / MEASURED).read_text())["languages"]
        return {
            str(language): {
                "wer": float(one["wer"]),
                "delay": int(one["delay"]),
                "engine": str(one["engine"]),
            }
            for language, one in found.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def people_in(state: CaptionsState) -> set[str]:
    """Ids of everyone whom the state names."""
    return {cue.person for cues in state.cues.values() for cue in cues} - {""}


def known(row: Cue) -> KnownCue:
    """A row as the state has it."""
    return KnownCue(
        id=row.cue,
        language=row.language,
        text="" if row.hidden else row.text,
        person=row.person_id or "",
        source=row.source,
        start=row.start,
        end=row.end,
        engine=row.engine,
        original=row.original,
        doubts=() if row.hidden else tuple(row.doubts),
        revised_by=row.revised_by_id or "",
        lost=row.lost,
    )


def _languages(seminar: Seminar, reader: Reader) -> list[str]:
    if reader.language:
        return [reader.language]
    return list(Cue.objects.filter(seminar=seminar).order_by().values_list("language", flat=True).distinct())


def _newest(seminar: Seminar, language: str) -> tuple[KnownCue, ...]:
    rows = Cue.objects.filter(seminar=seminar, language=language).order_by("-seq")[:KEPT]
    return tuple(reversed(_known(rows)))


def _known(rows: Iterable[Cue]) -> list[KnownCue]:
    return [known(row) for row in rows]
