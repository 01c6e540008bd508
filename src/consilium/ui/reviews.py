"""Who has read which catalogue: locale/reviews.json, {tag: null or {"by": name, "on": ISO date}}."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale, dates
from django.conf import settings
from django.utils.translation import get_language

from consilium.kernel import languages

SOURCE = "en"  # written in the source itself: nothing to translate


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language of the interface. `state`: "source", "reviewed", "unreviewed", "draft" (not offered)."""

    tag: str
    endonym: str
    name: str
    state: str
    by: str = ""
    on: str = ""


def catalogues(folder: Path | None = None) -> list[Catalogue]:
    """The twelve languages in the menu's order, named in the language of this request."""
    file = (folder or settings.LOCALE_PATHS[0]) / "reviews.json"
    reviews = json.loads(file.read_text())
    locale = Locale.parse((get_language() or SOURCE).replace("-", "_"))
    return [_catalogue(language, reviews.get(language.tag), locale) for language in languages.INTERFACE]


def _catalogue(language: languages.Language, review: dict[str, str] | None, locale: Locale) -> Catalogue:
    key = language.tag.replace("zh-hans", "zh_Hans")
    known = Catalogue(language.tag, language.endonym, str(locale.languages.get(key, language.english)), "")
    if language.tag == SOURCE:
        return _in_state(known, "source")
    if language.tag not in dict(settings.LANGUAGES):
        return _in_state(known, "draft")
    if review is None:
        return _in_state(known, "unreviewed")
    on = dates.format_date(date.fromisoformat(review["on"]), "long", locale=locale)
    return _in_state(known, "reviewed", review["by"], on)


def _in_state(known: Catalogue, state: str, by: str = "", on: str = "") -> Catalogue:
    return Catalogue(known.tag, known.endonym, known.name, state, by, on)
