"""The twelve languages of the interface, by their own names, and helpers on BCP 47 tags.

A seminar may use any other BCP 47 language as a floor or channel language: see `is_tag`.
"""

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_YEAR = re.compile(r"[\s,،]*y+(-?\s?'[^']*'\.?|年)?[\s,،]*")


@dataclass(frozen=True)
class Language:
    tag: str
    endonym: str
    english: str


INTERFACE: tuple[Language, ...] = (
    Language("en", "English", "English"),
    Language("ru", "Русский", "Russian"),
    Language("zh-hans", "中文", "Chinese"),
    Language("kk", "Қазақша", "Kazakh"),
    Language("ky", "Кыргызча", "Kyrgyz"),
    Language("tg", "Тоҷикӣ", "Tajik"),
    Language("uz", "Oʻzbekcha", "Uzbek"),
    Language("hi", "हिन्दी", "Hindi"),
    Language("ur", "اردو", "Urdu"),
    Language("fa", "فارسی", "Persian"),
    Language("be", "Беларуская", "Belarusian"),
    Language("ar", "العربية", "Arabic"),
)
_RIGHT_TO_LEFT = {
    "ar",
    "fa",
    "ur",
    "he",
    "ps",
    "sd",
    "ug",
    "yi",
    "dv",
    "ckb",
}  # also of languages heard or read
BY_TAG = {language.tag: language for language in INTERFACE}


def is_tag(text: str) -> bool:
    """Whether `text` is a well-formed language tag as stored here (language part in lower case)."""
    return len(text) <= 35 and bool(_TAG.match(text))


def endonym(tag: str) -> str:
    """The language's own name, or the tag itself when neither we nor CLDR know it."""
    language = BY_TAG.get(tag) or BY_TAG.get(tag.split("-")[0])
    return language.endonym if language else _named_by_cldr(tag)


@cache
def _named_by_cldr(tag: str) -> str:
    try:
        name = Locale.parse(tag.replace("-", "_")).display_name if is_tag(tag) else ""
    except (ValueError, UnknownLocaleError):
        name = ""
    return name[:1].upper() + name[1:] if name else tag


def direction(tag: str) -> str:
    """ "rtl" or "ltr", for the `dir` attribute."""
    return "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def without_year(pattern: str) -> str:
    """A date pattern of CLDR without the year and its word (skeletons abbreviate in half the languages)."""

    def gap(found: re.Match[str]) -> str:
        return " " if found.start() and found.end() < len(pattern) else ""

    return _YEAR.sub(gap, pattern)
