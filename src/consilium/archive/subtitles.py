"""Captions beside the media, as renditions of a take that any HLS player shows.

Captions come some seconds after the words, and players fetch a segment once. So a text segment is listed
DELAY after its media (a player at its usual distance of three segments has it in time), and it is made from
the rows whenever it is asked for, with a short cache life: who comes later reads what was put right.
"""

from collections import defaultdict

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from consilium.archive.webvtt import Line, document
from consilium.captions import rules as captioning
from consilium.captions.models import Cue, Status
from consilium.kernel.languages import endonym
from consilium.kernel.timecode import milliseconds
from consilium.recordings import queries as recordings
from consilium.recordings.models import Take
from consilium.recordings.rules import touches

#: Milliseconds. Recognition and translation take 2 to 5 s; a player is 12 s behind the newest segment.
DELAY = 8000
#: Captions that will come, if none has yet: a player reads the list of languages once.
_COMING = ("on", "delayed")


def renditions(take: Take) -> list[tuple[str, str]]:
    """(language, name) of each language in which there are captions. A name tells, in its own language, that
    a machine made them, or some of them.
    """
    made: defaultdict[str, set[str]] = defaultdict(set)
    rows = _cues(take).order_by().values_list("language", "original", "engine", "revised_by").distinct()
    for language, original, engine, person in rows:
        human = engine == captioning.HUMAN or person
        made[language].add("human" if human else "translated" if original else "heard")
    coming = Status.objects.filter(seminar=take.seminar_id, status__in=_COMING).values_list(
        "language", flat=True
    )
    if not take.stopped_at:
        for language in coming:
            made[language] |= {"heard"} if language not in made else set()
    return [(language, _name(language, made[language])) for language in sorted(made)]


def playlist(take: Take, language: str) -> str:
    return recordings.companion(take, f"captions-{language}.vtt", behind=DELAY)


def segment(take: Take, n: int, language: str) -> str | None:
    """What is read during segment `n`; None when there is no such segment."""
    span = recordings.span(take, n)
    if span is None:
        return None
    start, end = span
    rows = _cues(take).filter(language=language, start__lt=end, end__gt=start)
    rows = rows.filter(start__gt=start - captioning.LONGEST_CUE).order_by("start", "seq")
    shown = [row for row in rows if not touches(take.hidden, row.start, row.end)]
    lines = [Line(row.cue, row.text, row.start, row.end, _made(row)) for row in shown]
    return document(lines, language=language, zero=milliseconds(take.started_at), start=start, end=end)


def _cues(take: Take) -> QuerySet[Cue]:
    found = Cue.objects.filter(
        seminar=take.seminar_id, lost=False, hidden=False, end__gt=milliseconds(take.started_at)
    )
    found = found.filter(start__lt=milliseconds(take.stopped_at)) if take.stopped_at else found
    return found.exclude(text="")


def _made(row: Cue) -> str:
    """Who wrote it. No person is named: files of this kind are passed on."""
    if row.engine == captioning.HUMAN or row.revised_by_id:
        return "human"
    return (
        f"machine translation from {row.original}: {row.engine}" if row.original else f"machine: {row.engine}"
    )


def _name(language: str, made: set[str]) -> str:
    """Own names need no translation: each reader finds theirs."""
    if made == {"human"}:
        return endonym(language)
    with override(language):
        mark = _("machine translation") if "translated" in made else _("machine captions")
    return f"{endonym(language)} ({mark})"
