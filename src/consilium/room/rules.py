"""Who may do what in the room, and what they may publish."""

from datetime import timedelta

from consilium.kernel.roles import Role, Roles, is_staff, may_moderate, may_speak
from consilium.sfu.grants import LISTENER, ON_STAGE, WITH_FLOOR, Grant

#: Far more often than anyone asks for the floor, and an end to a script that tells all staff of it.
RAISED_AT_MOST, RAISED_WITHIN = 6, timedelta(minutes=1)
LAYOUTS = ("slides", "speakers", "gallery")
#: How the floor's language may be known: by people, or by the scribe.
CORRECTED, HEARD = "corrected", ("profile", "detected")


def may_raise_hand(roles: Roles, *, on_stage: bool, live: bool) -> bool:
    return live and not on_stage


def may_take_seat(roles: Roles) -> bool:
    """Speakers have a seat on the stage from the start, until they are called off."""
    return may_speak(roles)


def needs_seat(roles: Roles, *, speaks: bool) -> bool:
    """Who only listens takes one of the seats; who works here, or has the floor, is let in without."""
    return not speaks and not is_staff(roles)


def may_direct(roles: Roles) -> bool:
    """Give and take the floor, call on and off the stage, mute, remove, start and end."""
    return may_moderate(roles)


def may_turn(roles: Roles) -> bool:
    """Say in which language the floor speaks."""
    return may_moderate(roles) or Role.CAPTIONER in roles


def may_enter(roles: Roles, *, status: str, staff: bool) -> bool:
    """The sound and picture: staff before and while it is live, everyone while it is live."""
    return status == "live" or (staff and status == "published")


def grant(*, on_stage: bool, floor: bool) -> Grant:
    """What someone may publish, from where they stand; an interpreter in a booth as who has the floor. Where
    an interpreter's voice is heard, the log says.
    """
    if on_stage:
        return ON_STAGE
    return WITH_FLOOR if floor else LISTENER
