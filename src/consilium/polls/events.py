"""Facts about polls. `form` is "single", "multiple" or "scale" (options are the marks of the scale)."""

from consilium.kernel.facts import fact


@fact
class PollDrafted:
    """A draft, or a draft changed: for the staff."""

    id: str
    title: str
    form: str
    options: tuple[str, ...]
    language: str = ""


@fact
class PollDiscarded:
    id: str


@fact
class PollOpened:
    """The audience may answer; told whole, as it has not seen the draft. `closes_at` 0: until closed."""

    id: str
    title: str
    form: str
    options: tuple[str, ...]
    closes_at: int
    language: str = ""


@fact
class BallotsTallied:
    """Running result: for the staff. `voters` have answered; `counts` per option, in the options' order."""

    id: str
    counts: tuple[int, ...]
    voters: int


@fact
class PollClosed:
    id: str


@fact
class PollPublished:
    """The result, for everyone."""

    id: str
    counts: tuple[int, ...]
    voters: int
