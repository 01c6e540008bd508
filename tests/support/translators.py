"""Engines that do what a test says, passed in where a real one would be."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from consilium.translation.engines import EngineDown, Translator
from consilium.translation.engines.base import Pair


class Scripted(Translator):
    """`translate_one` makes one sentence of one; `asked` is what was to be translated, batch by batch."""

    def __init__(
        self,
        name: str,
        pairs: Iterable[Pair],
        translate_one: Callable[[str], str] = str.upper,
        *,
        takes_terms: bool = False,
    ) -> None:
        self.name, self.takes_terms = name, takes_terms
        self.offered = frozenset(pairs)
        self.down = False
        self.asked: list[list[str]] = []
        self.terms: list[dict[str, str]] = []
        self._one = translate_one

    def pairs(self) -> frozenset[Pair]:
        return self.offered

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, terms: Mapping[str, str] | None = None
    ) -> list[str]:
        if self.down:
            raise EngineDown(f"{self.name} is down")
        self.asked.append(list(sentences))
        self.terms.append(dict(terms or {}))
        return [self._one(sentence) for sentence in sentences]
