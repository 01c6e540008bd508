"""Which engines take a text from one language to another: direct, else by way of English, else not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consilium.translation.engines.base import Pair, Translator

ENGLISH = "en"
REMEMBERED = 20_000  # ways; tags of any kind may be asked for


@dataclass(frozen=True)
class Hop:
    engine: Translator
    source: str
    target: str


@dataclass(frozen=True)
class Route:
    hops: tuple[Hop, ...]

    @property
    def languages(self) -> list[str]:
        """Every language on the way: ["kk", "en", "zh-hans"]."""
        return [hop.source for hop in self.hops[:1]] + [hop.target for hop in self.hops]

    @property
    def engine(self) -> str:
        """What a reader is told: one name, or both where two engines take part."""
        return "+".join(dict.fromkeys(hop.engine.name for hop in self.hops))

    @property
    def version(self) -> str:
        return " ".join(hop.engine.version(hop.source, hop.target) for hop in self.hops)

    @property
    def takes_terms(self) -> bool:
        """Whether an engine can be told the wished-for words: not when English lies between."""
        return len(self.hops) == 1 and self.hops[0].engine.takes_terms

    def translate(self, sentences: Sequence[str], terms: Mapping[str, str] | None = None) -> list[str]:
        """Raises Failed."""
        texts = list(sentences)
        for hop in self.hops:
            texts = hop.engine.translate(texts, hop.source, hop.target, terms=terms)
        return texts


class Router:
    """Engines in order of preference: the first that knows a pair takes it. For several threads."""

    def __init__(self, engines: Iterable[Translator]) -> None:
        self.engines = tuple(engines)
        self._map = _Map((), ())  # they are asked when a way is wanted: the first answer may take a moment

    def route(self, source: str, target: str) -> Route | None:
        """Direct, else through English; None when neither is possible, or nothing is to be done."""
        return self._now().route(source, target)

    def known(self) -> frozenset[Pair]:
        """Every direct pair of every engine."""
        return self._now().known

    def _now(self) -> "_Map":
        """Engines are asked each time, as a server's pairs come and go; then the map is drawn anew."""
        offered = tuple(engine.pairs() for engine in self.engines)
        found = self._map
        if found.offered != offered:  # quick while the engines give the same objects
            found = self._map = _Map(self.engines, offered)
        return found


class _Map:
    """The ways among the pairs that the engines offered at one moment, each looked for once: a page shows
    all of them, and fifty languages have 2,500.
    """

    def __init__(self, engines: Sequence[Translator], offered: tuple[frozenset[Pair], ...]) -> None:
        self.offered = offered
        self.known: frozenset[Pair] = frozenset().union(*offered)
        self._engines = engines
        self._tags = frozenset(tag for pair in self.known for tag in pair)
        self._routes: dict[Pair, Route | None] = {}

    def route(self, source: str, target: str) -> Route | None:
        pair = source, target
        if pair not in self._routes:
            if len(self._routes) >= REMEMBERED:
                self._routes = {}
            self._routes[pair] = self._found(self._spelt(source), self._spelt(target))
        return self._routes.get(pair)

    def _found(self, source: str, target: str) -> Route | None:
        if source == target:
            return None
        direct = self._hop(source, target)
        if direct:
            return Route((direct,))
        there, onward = self._hop(source, ENGLISH), self._hop(ENGLISH, target)
        return Route((there, onward)) if there and onward else None

    def _hop(self, source: str, target: str) -> Hop | None:
        found = (
            engine
            for engine, pairs in zip(self._engines, self.offered, strict=True)
            if (source, target) in pairs
        )
        return next((Hop(engine, source, target) for engine in found), None)

    def _spelt(self, tag: str) -> str:
        """The tag as an engine spells it: "pt-br" is read by who has only "pt", "zh" by who has "zh-hans"."""
        tags, low = self._tags, tag.lower()
        base = low.partition("-")[0]
        wide = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hans-cn": "zh-hans"}.get(low)
        regional = base if not low.startswith("zh-") and not _has_script(low) else low
        return next((spelling for spelling in (low, wide, regional) if spelling in tags), low)


def _has_script(tag: str) -> bool:
    return any(len(part) == 4 and part.isalpha() for part in tag.split("-")[1:])
