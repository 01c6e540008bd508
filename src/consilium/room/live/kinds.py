"""The kinds of bursts that this house knows. To add one: a parser here, `record` and `tally` in the app's
actions.
"""

from collections.abc import Mapping

from consilium.room.live.bursts import Burst


def kinds() -> Mapping[str, Burst]:
    return {}
