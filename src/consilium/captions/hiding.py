"""Cues whose words are not shown. For the archive, which knows why and who may."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction

from consilium.captions import rules
from consilium.captions.events import CueFinalised, CueRevised, CuesHidden, CueTranslated
from consilium.captions.models import Cue
from consilium.eventlog.actions import append, rewrite
from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import kind_of
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation.actions import forget

HIDDEN_AT_ONCE = 200  # cues that one fact names
#: When nothing that this person says is shown, [from, to) in milliseconds since 1970.
Withheld = Callable[[Seminar, str], Iterable[tuple[int, int]]]
_withheld: list[Withheld] = []


def ask_when_hidden(withheld: Withheld) -> None:
    """Who knows it is asked about each cue that is kept; called once, when the apps are ready."""
    _withheld.append(withheld)


def is_withheld(seminar: Seminar, person: str, start: int, end: int) -> bool:
    """Whether anything from `start` to `end` is hidden already: its words come late, and are hidden too.

    `person`: who says it, "" for not known.
    """
    return any(begin < end and start < stop for ask in _withheld for begin, stop in ask(seminar, person))


@transaction.atomic
def hide(seminar: Seminar, ids: Collection[str], *, by: Member) -> None:
    """Let the words of these cues, and of no others, be hidden. For the archive, which asks who may.

    The words of a hidden cue leave the log and stay in the row; shown again, they are told anew.
    """
    seminar = Seminar.objects.select_for_update(no_key=True).get(pk=seminar.id)
    rows = Cue.objects.filter(seminar=seminar)
    again = rows.filter(hidden=True).exclude(cue__in=ids).order_by("seq")
    for row in again:
        row.hidden = False
        row.save(update_fields=["hidden"])
        if row.text:
            append(seminar.id, as_it_is(row), audience=EVERYONE, actor=by.person.id)
    gone = rows.filter(hidden=False, cue__in=ids).exclude(lost=True)
    fresh = list(gone.order_by("seq").values_list("cue", flat=True))
    gone.update(hidden=True)
    _silence(seminar, list(dict.fromkeys(fresh)), by.person.id)


@transaction.atomic
def redact(seminar: Seminar, ids: Collection[str]) -> None:
    """Take the words of hidden cues away for good, also what they had become in other languages."""
    rows = Cue.objects.filter(seminar=seminar, cue__in=ids, hidden=True)
    for language, text in rows.exclude(text="").values_list("language", "text"):
        forget(language, text)
    rows.update(text="", doubts=[])


def as_it_is(cue: Cue) -> CueRevised:
    """The fact that tells a cue as its row has it; of a hidden one, without its words."""
    fact = CueRevised(
        id=cue.cue,
        language=cue.language,
        text=cue.text,
        by=cue.revised_by_id or "",
        engine=cue.engine,
        doubts=tuple(cue.doubts),
    )
    return unsaid(fact) if cue.hidden else fact


def unsaid(fact: Any) -> Any:
    """A fact that is still to be told, without the words."""
    return replace(fact, text="", **({"doubts": ()} if hasattr(fact, "doubts") else {}))


def _silence(seminar: Seminar, ids: list[str], actor: str) -> None:
    for kind in (CueFinalised, CueTranslated, CueRevised):
        rewrite(seminar.id, kind_of(kind), ids, rules.unworded)
    for begin in range(0, len(ids), HIDDEN_AT_ONCE):
        fact = CuesHidden(tuple(ids[begin : begin + HIDDEN_AT_ONCE]))
        append(seminar.id, fact, audience=EVERYONE, actor=actor)
