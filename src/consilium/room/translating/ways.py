"""Which pairs of languages are translated, and where: as the engines of this installation have it now."""

from consilium.room.translating.desk import ELSEWHERE, HERE, NOWHERE
from consilium.translation import configured
from consilium.translation.engines.base import Pair
from consilium.translation.engines.firefox import Firefox
from consilium.translation.engines.router import Route, Router


class Ways:
    """Remembers what it was asked until `look` finds that something has changed. For several threads."""

    def __init__(self) -> None:
        self._known: tuple[Router, frozenset[Pair]] | None = None
        self._kinds: dict[Pair, str] = {}

    def kind(self, source: str, target: str) -> str:
        kinds, pair = self._kinds, (source, target)
        if pair not in kinds:
            kinds[pair] = _kind(configured.router().route(source, target))
        return kinds[pair]

    def look(self) -> bool:
        """Whether models or servers came or went since the last look."""
        router = configured.router()
        known = router, router.known()
        if known == self._known:
            return False
        self._known, self._kinds = known, {}
        return True


def _kind(route: Route | None) -> str:
    if route is None:
        return NOWHERE
    return HERE if all(isinstance(hop.engine, Firefox) for hop in route.hops) else ELSEWHERE
