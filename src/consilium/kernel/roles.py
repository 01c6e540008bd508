"""Roles in a seminar. A person may hold several; `ORGANISER` prepares, the others act in the room."""

from enum import StrEnum


class Role(StrEnum):
    ORGANISER = "organiser"
    CHAIR = "chair"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    PRESENTER = "presenter"
    INTERPRETER = "interpreter"
    CAPTIONER = "captioner"
    TECHNICIAN = "technician"
    ATTENDEE = "attendee"


Roles = frozenset[Role]

#: Who stands behind the stage: reads backstage entries and the backstage chat.
STAFF: Roles = frozenset(set(Role) - {Role.ATTENDEE})
#: Who tends questions, polls, the floor and the stage.
MODERATORS: Roles = frozenset({Role.ORGANISER, Role.CHAIR, Role.MODERATOR})
#: Who has a seat on the stage from the start: may publish camera and microphone.
SPEAKERS: Roles = frozenset({Role.CHAIR, Role.MODERATOR, Role.PANELLIST, Role.PRESENTER})


def is_staff(roles: Roles) -> bool:
    return bool(roles & STAFF)


def may_moderate(roles: Roles) -> bool:
    return bool(roles & MODERATORS)


def may_speak(roles: Roles) -> bool:
    return bool(roles & SPEAKERS)
