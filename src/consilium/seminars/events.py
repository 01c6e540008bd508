"""Facts about the seminar as a whole and its agenda."""

from consilium.kernel.facts import fact


@fact
class SeminarStarted:
    """The room is open."""


@fact
class SeminarEnded:
    """The room is closed. Of what was live the stream takes the last captions, and results, no more."""


@fact
class RolesChanged:
    """A role, a link or a place was taken back: what the person was given to follow the room with is void.
    `staff`: whether they still work here. For them and the staff.
    """

    person: str
    staff: bool


@fact
class ContributionStarted:
    contribution: str


@fact
class ContributionExtended:
    contribution: str
    minutes: int
