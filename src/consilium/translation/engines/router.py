"""Which engines take a text from one language to another: direct, else by way of English, else not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consilium.translation.engines.base import Pair, Translator

ENGLISH = "en"


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
    """Engines in order of preference: the first that knows a pair takes it."""

    def __init__(self, engines: Iterable[Translator]) -> None:
        self.engines = tuple(engines)

    def route(self, source: str, target: str) -> Route | None:
        """Direct, else through English; None when neither is possible, or nothing is to be done."""
        source, target = self._spelt(source), self._spelt(target)
        if source == target:
            return None
        direct = self._hop(source, target)
        if direct:
            return Route((direct,))
        there, onward = self._hop(source, ENGLISH), self._hop(ENGLISH, target)
        return Route((there, onward)) if there and onward else None

    def known(self) -> frozenset[Pair]:
        """Every direct pair of every engine."""
        return frozenset(pair for engine in self.engines for pair in engine.pairs())

    def _hop(self, source: str, target: str) -> Hop | None:
        found = (engine for engine in self.engines if (source, target) in engine.pairs())
        return next((Hop(engine, source, target) for engine in found), None)

    def _spelt(self, tag: str) -> str:
        """The tag as an engine spells it: "pt-br" is read by who has only "pt", "zh" by who has "zh-hans"."""
        tags = {tag for pair in self.known() for tag in pair}
        low = tag.lower()
        base = low.partition("-")[0]
        wide = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hans-cn": "zh-hans"}.get(low)
        regional = base if not low.startswith("zh-") and not _has_script(low) else low
        return next((spelling for spelling in (low, wide, regional) if spelling in tags), low)


def _has_script(tag: str) -> bool:
    return any(len(part) == 4 and part.isalpha() for part in tag.split("-")[1:])
