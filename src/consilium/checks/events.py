"""Facts about presence checks. Who answered is a row and never told: it concerns nobody else."""

from consilium.kernel.facts import fact


@fact
class CheckCalled:
    """Everyone of the audience is asked whether they are there, and has `seconds` to say so."""

    id: str
    seconds: int
