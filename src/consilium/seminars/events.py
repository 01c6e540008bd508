"""Facts about the seminar as a whole and its agenda."""

from consilium.kernel.facts import fact


@fact
class SeminarStarted:
    """The room is open."""


@fact
class SeminarEnded:
    """The room is closed; the stream takes no more facts of the live room."""


@fact
class ContributionStarted:
    contribution: str


@fact
class ContributionExtended:
    contribution: str
    minutes: int
