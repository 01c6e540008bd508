"""Facts about presence checks. Who answered is a row and never told: it concerns nobody else."""

from consilium.kernel.facts import fact


@fact
class ChecksPlanned:
    """How presence is watched from now on. `tab`: pages of the audience tell whether they are visible."""

    tab: bool


@fact
class CheckCalled:
    """Everyone of the audience is asked whether they are there, and has `seconds` to say so."""

    id: str
    seconds: int
