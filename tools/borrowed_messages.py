"""Texts of Django and allauth that our users can see.

Their own catalogues are thin or missing in half of our languages, so these texts stand in ours as well, and
ours win. Read from the installed packages: an upgrade that words something anew makes the check fail.
Left out: the administration (it is for the operator, in what Django speaks), and what this site does not
offer: passwords, user names, telephones.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import django
from babel.messages import pofile
from babel.messages.catalog import Catalog

from tools.message_sources import Found, Text, from_code, from_template

PLACES = ("django/", "allauth/")
PACKAGES = Path(django.__file__).parent.parent
OVERRIDDEN = Path(__file__).resolve().parent.parent / "src" / "consilium" / "ui" / "templates"
SOURCES = (
    "django/core/validators.py",
    "django/core/paginator.py",
    "django/db/models/base.py",
    "django/db/models/constraints.py",
    "django/forms/fields.py",
    "django/forms/models.py",
    "django/forms/utils.py",
    "django/forms/widgets.py",
    "django/utils/text.py",
    "allauth/account/adapter.py",
    "allauth/account/fields.py",
    "allauth/account/forms.py",
    "allauth/mfa/**/forms.py",
    "allauth/mfa/adapter.py",
    "allauth/mfa/models.py",
    "allauth/socialaccount/adapter.py",
    "allauth/socialaccount/forms.py",
)
PAGES = ("account", "allauth", "mfa", "socialaccount", "usersessions")
ELSEWHERE = {  # single texts of files that hold many which nobody sees
    "django/db/models/fields/__init__.py": ("This field cannot be null.", "This field cannot be blank."),
}
_NOT_OFFERED_PAGE = re.compile(r"password|phone|/idp/")
_NOT_OFFERED = re.compile(
    r"password(?!less)|username|phone|pickle|IPv[46]|slug|JSON\b|UUID|inline value|Media\(|\boidc\b",
    re.IGNORECASE,
)


def collect() -> list[Found]:
    found: list[Found] = []
    for pattern in SOURCES:
        for path in sorted(PACKAGES.glob(pattern)):
            found += _visible(path, from_code(path))
    for app in PAGES:
        for path in sorted((PACKAGES / "allauth" / "templates" / app).rglob("*.*")):
            name = path.relative_to(PACKAGES / "allauth" / "templates").as_posix()
            if path.suffix in (".html", ".txt") and not (OVERRIDDEN / name).exists():
                found += [] if _NOT_OFFERED_PAGE.search(name) else _visible(path, from_template(path))
    return found + [(place, text, None) for place, texts in ELSEWHERE.items() for text in texts]


def _visible(path: Path, texts: Iterator[tuple[Text, str | None]]) -> list[Found]:
    place = path.relative_to(PACKAGES).as_posix()
    return [
        (place, text, context)
        for text, context in texts
        if not _NOT_OFFERED.search(text if isinstance(text, str) else text[0])
    ]


def translation(locale: str, source: str | Sequence[str], forms: int) -> tuple[str, ...]:
    """What Django or allauth say themselves, or () when they do not, or have other plural forms."""
    for catalog in _catalogues(locale):
        message = catalog.get(source if isinstance(source, str) else tuple(source))
        if message is None or message.fuzzy:
            continue
        string = message.string
        texts = (string,) if isinstance(string, str) else tuple(string or ())
        if len(texts) == (1 if isinstance(source, str) else forms) and all(texts):
            return texts
    return ()


@cache
def _catalogues(locale: str) -> tuple[Catalog, ...]:
    """Those of `locale` that are installed, Django's before allauth's."""
    read = []
    for folder in ("django/conf/locale", "django/contrib/auth/locale", "allauth/locale"):
        path = PACKAGES / folder / locale / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as file:
                read.append(pofile.read_po(file, locale=locale))
    return tuple(read)
