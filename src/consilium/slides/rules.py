"""Who may do what with slides."""

from consilium.kernel.roles import Role, Roles, may_moderate, may_speak

#: Whose own decks they may show; the moderators may show any.
_SHOWERS = frozenset({Role.PRESENTER, Role.PANELLIST})


def may_upload(roles: Roles) -> bool:
    return may_moderate(roles) or may_speak(roles)


def may_manage(roles: Roles, *, own: bool) -> bool:
    """Approve, withdraw, convert again: one's own decks, or any as a moderator."""
    return may_moderate(roles) or (own and may_upload(roles))


def may_show(roles: Roles, *, own: bool, shared: bool) -> bool:
    """`own`: they uploaded the deck or speak in its contribution; `shared`: it belongs to no contribution."""
    return may_moderate(roles) or bool(roles & _SHOWERS and (own or shared))
