"""Who may correct and what a text is called; and which of two audiences is the wider."""

import re
from collections.abc import Iterable

from consilium.kernel.audience import EVERYONE, STAFF, Audience
from consilium.kernel.roles import Role, Roles, is_staff, may_moderate

LONGEST = 8000
LANGUAGES_AT_MOST = 40
_SUBJECT = re.compile(r"^[a-z]{2,20}:[0-9A-Za-z-]{1,40}(/[0-9]{1,10})?$")


def is_subject(text: str) -> bool:
    """ "question:<id>", "poll:<id>/<option>", "slide:<deck>/<page>"."""
    return bool(_SUBJECT.match(text))


def may_correct(roles: Roles, *, own: bool = False) -> bool:
    """Replace a machine's text, or say which language a text is in: interpreters, captioners, moderators; and
    whoever wrote the text."""
    return own or may_moderate(roles) or bool(roles & {Role.INTERPRETER, Role.CAPTIONER})


def may_see_terms(roles: Roles) -> bool:
    return is_staff(roles)


def may_add_terms(roles: Roles) -> bool:
    """A term that turns up while people speak: whoever works behind the stage."""
    return is_staff(roles)


def may_edit_glossary(roles: Roles) -> bool:
    """The seminar's whole list, with import and removal."""
    return Role.ORGANISER in roles


def wider(old: Audience, new: Audience) -> Audience:
    """What was told cannot be untold: the audience that holds both (one person's has the staff in it)."""
    if EVERYONE in (old, new):
        return EVERYONE
    return new if old == STAFF and new.kind == "person" else old


def widest(audiences: Iterable[Audience]) -> list[Audience]:
    """As few audiences as hold all of these."""
    found = sorted(set(audiences), key=str)
    if EVERYONE in found:
        return [EVERYONE]
    persons = [each for each in found if each.kind == "person"]
    return [each for each in found if each != STAFF or not persons]
