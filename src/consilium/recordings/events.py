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
