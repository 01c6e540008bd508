"""What nobody heard while the scribe was away: the sentence that was going on, and what followed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from consilium.captions.state import CaptionsState
from consilium.kernel.facts import Json

SHORTEST = 300  # milliseconds worth telling
LONG_AWAY = 10_000  # after which one says so even when nobody was speaking at the time


@dataclass(frozen=True)
class Span:
    """A time in milliseconds of one language and source."""

    language: str
    source: str
    start: int
    end: int


def note(open_sentences: Iterable[tuple[str, str, int]]) -> Json:
    """What the successor should know, of (language, source, start)."""
    return {"open": [list(one) for one in open_sentences]}


def losses(left: Json, left_at: int, now: int, captions: CaptionsState, floor: str) -> list[Span]:
    """From the note of the one before; nothing when there was none. `floor`: the floor's language."""
    if not left_at:
        return []
    spans = [Span(language, source, start, now) for language, source, start in _open(left)]
    if not spans and now - left_at > LONG_AWAY and floor:
        spans = [Span(floor, "floor", left_at, now)]
    trimmed = (Span(one.language, one.source, _after(one, captions), one.end) for one in spans)
    return [one for one in trimmed if one.end - one.start >= SHORTEST]


def unfinished(
    voice_began: int, left_at: int, language: str, source: str, captions: CaptionsState
) -> Span | None:
    """Somebody was in the midst of a sentence when we came: it began when nobody was here."""
    span = Span(language, source, left_at, voice_began)
    start = _after(span, captions)
    return Span(language, source, start, voice_began) if voice_began - start >= SHORTEST else None


def _after(span: Span, captions: CaptionsState) -> int:
    """Its start, but not before the end of the last caption: that was not lost."""
    known = (cue.end for cue in captions.cues.get(span.language, ()) if cue.source == span.source)
    return max(span.start, max(known, default=0))


def _open(left: Json) -> list[tuple[str, str, int]]:
    """The note was written by a program of another version, perhaps."""
    found = left.get("open") if isinstance(left, dict) else None
    return [
        (str(one[0]), str(one[1]), int(one[2]))
        for one in (found if isinstance(found, list) else ())
        if isinstance(one, list) and len(one) == 3 and isinstance(one[2], int)
    ]
