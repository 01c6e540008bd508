"""Who may do what with texts in other languages. Pure."""

from consilium.kernel.roles import Role, Roles, may_moderate

#: Languages that one seminar translates into: far beyond what is read, and an end to it.
WANTED_AT_MOST = 24
LONGEST = 8000  # characters of a translation: an answer has 4000, and some languages are wordy


def may_correct(roles: Roles, *, own: bool) -> bool:
    """Write a translation that replaces the machine's for everybody."""
    return own or may_moderate(roles) or bool(roles & {Role.INTERPRETER, Role.CAPTIONER})


def may_recognise(roles: Roles, *, own: bool) -> bool:
    """Say in which language a text is written."""
    return may_correct(roles, own=own)
