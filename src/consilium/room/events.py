"""Facts about the stage, the floor, hands, the programme's layout and who is present."""

from consilium.kernel.facts import fact


@fact
class StageEntered:
    """The person may publish camera, microphone and screen."""

    person: str


@fact
class StageLeft:
    person: str


@fact
class HandRaised:
    person: str


@fact
class HandLowered:
    person: str


@fact
class FloorTurned:
    """Whose voice is the floor now, and in which language. `how`: by "profile", "detected" or "corrected"."""

    person: str
    language: str
    how: str


@fact
class FloorGiven:
    """Someone of the audience has the right to speak now."""

    person: str


@fact
class FloorReturned:
    """They have it no longer: given back, or taken back."""

    person: str


@fact
class ParticipantRemoved:
    """They may not be in this room."""

    person: str


@fact
class ParticipantReadmitted:
    person: str


@fact
class LayoutChosen:
    """How the programme is laid out for everyone: "slides", "speakers" or "gallery"."""

    layout: str


@fact
class SeatsTallied:
    """How many seats of the audience are free: told when none is left, and when there are some again."""

    free: int


@fact
class PresenceTallied:
    """How many persons are present, in all and by state (ISO 3166 code, "" for unknown)."""

    present: int
    states: dict[str, int]
