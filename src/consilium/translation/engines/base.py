"""The interface of an engine, and the ways in which one fails."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

Pair = tuple[str, str]


class Failed(Exception):
    """An engine could not translate. The message says why, never what the text was."""


class EngineDown(Failed):
    """It does not answer, or says that it is not able to now: trying again later may help."""


class BadAnswer(Failed):
    """It answered with something that is no translation."""


class ModelDamaged(Failed):
    """A file of a model is missing, or is not the one that was pinned."""


class Translator(ABC):
    """One engine. `name` is what is kept with every text that it makes."""

    name: str
    #: Whether `terms` are understood (a language model's prompt); others are given placeholders instead.
    takes_terms = False

    @abstractmethod
    def pairs(self) -> frozenset[Pair]:
        """The (source, target) tags that it translates directly. Cheap: nothing is loaded for it."""

    @abstractmethod
    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, terms: Mapping[str, str] | None = None
    ) -> list[str]:
        """One translation per sentence, in order. `terms` are wanted words: source text to target text.

        Raises Failed.
        """

    def version(self, source: str, target: str) -> str:
        """A word that changes when the same text may come out differently; for the cache."""
        return self.name
