"""Facts about the recording. What is recorded lies in files; the log says only when, and how it goes."""

from consilium.kernel.facts import fact


@fact
class RecordingStarted:
    """A person has started a take."""

    take: str


@fact
class RecordingReported:
    """How the take is doing: "on" when files are being written, "broken" when none have come for a while."""

    take: str
    status: str


@fact
class RecordingStopped:
    """The take is over: by a person, or with the seminar."""

    take: str


@fact
class RecordingCut:
    """What of the take is not shown now: all its hidden stretches, [from, to] in milliseconds since 1970, in
    their order. None: all is shown again.
    """

    take: str
    hidden: tuple[tuple[int, ...], ...]
