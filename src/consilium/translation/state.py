"""Texts in other languages as one reader knows them."""

from dataclasses import dataclass, field, replace

from consilium.kernel.facts import Entry
from consilium.kernel.timecode import milliseconds
from consilium.translation.events import LanguageWanted, TextRecognised, TextTranslated, TextWithdrawn


@dataclass(frozen=True)
class Reading:
    """A text in one language. `by` is the person who wrote it, "" when a machine did."""

    text: str
    engine: str
    by: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TranslationState:
    """`readings`: by subject, then by language. `recognised`: the language of a text where it was put right.

    `wanted`: languages that are read here, since when; for the staff.
    """

    readings: dict[str, dict[str, Reading]] = field(default_factory=dict)
    recognised: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)


def fold(state: TranslationState, entry: Entry) -> TranslationState:
    match entry.fact:
        case TextTranslated(subject, language, text, engine, by, doubts):
            known = {**state.readings.get(subject, {}), language: Reading(text, engine, by, doubts)}
            return replace(state, readings={**state.readings, subject: known})
        case TextRecognised(subject, language):
            return replace(
                state,
                readings=_without(state.readings, subject),
                recognised={**state.recognised, subject: language},
            )
        case TextWithdrawn(subject):
            return replace(
                state,
                readings=_without(state.readings, subject),
                recognised={key: tag for key, tag in state.recognised.items() if key != subject},
            )
        case LanguageWanted(language) if language not in state.wanted:
            return replace(state, wanted={**state.wanted, language: milliseconds(entry.at)})
        case _:
            return state


def _without(readings: dict[str, dict[str, Reading]], subject: str) -> dict[str, dict[str, Reading]]:
    return {key: found for key, found in readings.items() if key != subject}
