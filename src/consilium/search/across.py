"""The query in the languages that seminars are held in, where an engine translates it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from consilium.search.rules import LANGUAGES_AT_MOST, LONGEST_TRANSLATED
from consilium.translation.actions import translate_text
from consilium.translation.configured import router
from consilium.translation.detection import detect
from consilium.translation.engines import Failed
from consilium.translation.memory import Passing

log = logging.getLogger(__name__)
#: What somebody looks for is kept nowhere; the pages of one answer do not ask the engine again.
_QUERIES = Passing(500)


@dataclass(frozen=True)
class Translated:
    """The query as a machine says it in another language."""

    language: str
    text: str
    engine: str


def translations(text: str, own: str, targets: Iterable[str]) -> tuple[Translated, ...]:
    """In at most a few of the `targets`; () where no engine is, or for a text that is no plain word or two.

    `own`: the language of the reader's pages.
    """
    plain = text.strip(' "*')
    if not plain or len(plain) > LONGEST_TRANSLATED or any(mark in plain for mark in '"*'):
        return ()
    if not router().known():
        return ()
    source = detect(plain, own)
    found: list[Translated] = []
    for target in targets:
        if target == source or router().route(source, target) is None:
            continue
        if made := _translated(plain, source, target):
            found.append(made)
        if len(found) == LANGUAGES_AT_MOST:
            break
    return tuple(found)


def _translated(text: str, source: str, target: str) -> Translated | None:
    try:
        made = translate_text(text, source, target, seminar=None, passing=_QUERIES)
    except Failed as error:
        log.warning("a query is not translated from %s to %s: %s", source, target, error)
        return None
    if made is None or made.text.strip().casefold() == text.casefold():
        return None
    return Translated(target, made.text.strip(' .。"'), made.engine)
