"""The twelve languages of the interface, by their own names, and helpers on BCP 47 tags.

A seminar may use any other BCP 47 language as a floor or channel language: see `is_tag`.
"""

import re
from dataclasses import dataclass

_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True)
class Language:
    tag: str
    endonym: str
    english: str
    right_to_left: bool = False


INTERFACE: tuple[Language, ...] = (
    Language("en", "English", "English"),
    Language("ru", "Русский", "Russian"),
    Language("zh-hans", "中文", "Chinese"),
    Language("kk", "Қазақша", "Kazakh"),
    Language("ky", "Кыргызча", "Kyrgyz"),
    Language("tg", "Тоҷикӣ", "Tajik"),
    Language("uz", "Oʻzbekcha", "Uzbek"),
    Language("hi", "हिन्दी", "Hindi"),
    Language("ur", "اردو", "Urdu", right_to_left=True),
    Language("fa", "فارسی", "Persian", right_to_left=True),
    Language("be", "Беларуская", "Belarusian"),
    Language("ar", "العربية", "Arabic", right_to_left=True),
)
BY_TAG = {language.tag: language for language in INTERFACE}


def is_tag(text: str) -> bool:
    """Whether `text` is a well-formed language tag as stored here (language part in lower case)."""
    return len(text) <= 35 and bool(_TAG.match(text))


def endonym(tag: str) -> str:
    """The language's own name, or the tag itself when it is not one of the twelve."""
    language = BY_TAG.get(tag) or BY_TAG.get(tag.split("-")[0])
    return language.endonym if language else tag


def direction(tag: str) -> str:
    """ "rtl" or "ltr", for the `dir` attribute."""
    language = BY_TAG.get(tag) or BY_TAG.get(tag.split("-")[0])
    return "rtl" if language and language.right_to_left else "ltr"
