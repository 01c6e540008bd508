"""Facts about booths, channels, who is on air, handovers."""

from consilium.kernel.facts import fact


@fact
class BoothOpened:
    """A booth with the languages it speaks into, the main one first, then retour. Also when it changed."""

    id: str
    name: str
    languages: tuple[str, ...]


@fact
class BoothClosed:
    id: str


@fact
class BoothJoined:
    booth: str
    person: str


@fact
class BoothLeft:
    booth: str
    person: str


@fact
class ChannelOpened:
    """Listeners may choose this language from now on. `kind` is "audio", or "sign" for a video channel."""

    language: str
    kind: str


@fact
class ChannelClosed:
    language: str


@fact
class ChannelTaken:
    """The person is on air in this channel, and alone there: who was before is no longer."""

    language: str
    person: str


@fact
class ChannelSilenced:
    """The microphone on air is off: listeners hear the floor. The interpreter's turn goes on."""

    language: str


@fact
class ChannelResumed:
    language: str


@fact
class ChannelReturned:
    """Nobody is on air in this channel: no interpreter now."""

    language: str


@fact
class HandoverAsked:
    """`by` asks that `to` be next. It is agreed by the other of the two: `to`, or whoever is on air."""

    language: str
    by: str
    to: str


@fact
class HandoverAgreed:
    """`to` is on air from `at` (milliseconds, a few seconds ahead), without a further word."""

    language: str
    to: str
    at: int


@fact
class HandoverCancelled:
    """Declined or withdrawn, before its moment."""

    language: str


@fact
class PivotMarked:
    """Other booths take relay from this channel by preference."""

    language: str
    pivot: bool


@fact
class InterpreterReadied:
    """Whether the interpreter is ready to take over. For the staff."""

    person: str
    ready: bool


@fact
class InterpreterVoiced:
    """The interpreter speaks into the floor (`on`), or no longer."""

    person: str
    on: bool


@fact
class SlowdownAsked:
    """A booth asks who speaks to speak more slowly. Which booth is not told."""


@fact
class BoothMessagePosted:
    """A message within a booth, never on air."""

    id: str
    booth: str
    text: str
    by: str
