"""What a translation must keep of its source: placeholders, tags, line breaks, the number of plural forms."""

import re
from collections.abc import Sequence
from gettext import c2py

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_COUNTS = (*range(201), 1000, 1001, 1002, 1005, 10000)


def mistake(source: str | Sequence[str], forms: Sequence[str], rule: str) -> str:
    """The first thing wrong with `forms`, or "". `rule` is the plural expression of the language."""
    model = source if isinstance(source, str) else source[-1]
    one_number = {} if isinstance(source, str) else served(rule, len(forms))
    for place, form in enumerate(forms):
        if wrong := _unlike(model, form, may_omit=len(one_number.get(place, ())) == 1):
            return wrong
    return ""


def served(rule: str, forms: int) -> dict[int, list[int]]:
    """For each plural form the counts that it is used for, of those below 201 and some above."""
    form_of = c2py(rule)
    counts: dict[int, list[int]] = {form: [] for form in range(forms)}
    for count in _COUNTS:
        counts.setdefault(form_of(count), []).append(count)
    return counts


def _unlike(source: str, form: str, *, may_omit: bool) -> str:
    """`may_omit`: a form that stands for one number only may leave a number out ("one hand")."""
    wanted, given = set(_PLACEHOLDER.findall(source)), set(_PLACEHOLDER.findall(form))
    lost = wanted - given
    if given - wanted or (len(lost) > 1 if may_omit else lost):
        return "placeholders differ"
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(form)):
        return "HTML tags differ"
    if source.count("\n") != form.count("\n"):
        return "line breaks differ"
    if any(map(str.isalpha, source)) and _edges(source) != _edges(form):  # Chinese joins with 、 and no space
        return "spaces at the start or end differ"
    return ""


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
