"""Who may write and remove messages."""

from datetime import timedelta

from consilium.kernel.roles import Roles, is_staff, may_moderate

LONGEST = 2000
POSTED_AT_MOST, POSTED_WITHIN = 20, timedelta(minutes=1)


def may_read(roles: Roles, *, backstage: bool) -> bool:
    return is_staff(roles) if backstage else bool(roles)


def may_post(roles: Roles, *, backstage: bool) -> bool:
    """The backstage chat is the staff's."""
    return may_read(roles, backstage=backstage)


def is_open(status: str, *, backstage: bool) -> bool:
    """The chat is open while the seminar is live; the staff may talk backstage before."""
    return status == "live" or (backstage and status == "published")


def may_remove(roles: Roles, *, own: bool) -> bool:
    return own or may_moderate(roles)
