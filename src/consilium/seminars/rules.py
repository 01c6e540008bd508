"""Who may do what to a seminar, and what a registration becomes. Pure."""

from consilium.kernel.roles import MODERATORS, Role, Roles


def may_organise(roles: Roles) -> bool:
    """Programme, roles, registrations, links, publishing."""
    return Role.ORGANISER in roles


def may_run(roles: Roles) -> bool:
    """Open and close the room, move the agenda."""
    return bool(roles & MODERATORS)


def is_full(accepted: int, capacity: int | None) -> bool:
    return capacity is not None and accepted >= capacity


def admit(admission: str, *, full: bool) -> str:
    """The status of a new registration: "registered", "pending" or "waiting". `admission` is not "closed"."""
    if admission == "approval":
        return "pending"
    return "waiting" if full else "registered"


def may_create(*, administrator: bool, organises: bool) -> bool:
    """Make a new seminar: administrators, and whoever organises one already."""
    return administrator or organises
