"""Facts and entries: the words of the log.

A fact is a frozen dataclass named in the past tense, `QuestionAsked`; its kind on the wire is
`"question.asked"`. Apps declare theirs in `events.py` with `@fact`; nothing here knows them.
"""

import dataclasses
import re
import types
import typing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, dataclass_transform

from consilium.kernel.audience import Audience

KINDS: dict[str, type] = {}
T = TypeVar("T")
Json = dict[str, Any]


@cache
def _dotted(name: str) -> str:
    """QuestionAsked -> question.asked, QuestionTakenUp -> question.taken_up: the noun is one word."""
    noun, *rest = re.findall(r"[A-Z][a-z0-9]*", name)
    return f"{noun}.{'_'.join(rest)}".lower()


@dataclass_transform(frozen_default=True)
def fact(cls: type[T]) -> type[T]:
    """Declare a fact: ids, text, numbers, flags, tuples and dicts of these; no names of persons."""
    made = dataclass(frozen=True)(cls)
    kind = _dotted(cls.__name__)
    if KINDS.get(kind, made).__module__ != made.__module__:
        raise TypeError(f"two facts are called {kind}")
    KINDS[kind] = made
    return made


def kind_of(fact: object) -> str:
    """The kind of a fact or of its class."""
    cls = fact if isinstance(fact, type) else type(fact)
    kind = _dotted(cls.__name__)
    if KINDS.get(kind) is not cls:
        raise TypeError(f"{cls.__name__} is not declared with @fact")
    return kind


def version_of(fact: object) -> int:
    """The version of a fact's form; a class raises `version` when its fields change meaning."""
    return int(getattr(fact, "version", 1))


def language_of(kind: str, data: Json) -> str:
    """The language whose readers alone are sent this entry; "" when everyone is.

    A class that is told language by language says `by_language = True` and has a field `language`.
    """
    return str(data.get("language", "")) if getattr(KINDS.get(kind), "by_language", False) else ""


def to_json(value: Any) -> Any:
    """Plain JSON of a fact or a state: dataclasses to dicts, tuples to lists, enums to their values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [to_json(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, Enum):
        return value.value
    return value


def from_json(hint: Any, value: Any) -> Any:
    """The inverse of `to_json` by type hint. Raises ValueError, TypeError or KeyError on a wrong shape."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return from_json(next(arm for arm in typing.get_args(hint) if arm is not types.NoneType), value)
    if origin is tuple:
        return tuple(from_json(typing.get_args(hint)[0], item) for item in value)
    if origin is dict:
        return {key: from_json(typing.get_args(hint)[1], item) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{name: from_json(hints[name], item) for name, item in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value


@dataclass(frozen=True)
class Entry:
    """One line of a stream. `fact` is None when it was redacted, or its kind or version is not known here."""

    stream: str
    seq: int
    at: datetime
    actor: str
    audience: Audience
    kind: str
    v: int
    data: Json
    redacted: bool = False

    @property
    def fact(self) -> Any | None:
        cls = KINDS.get(self.kind)
        if self.redacted or cls is None or self.v != getattr(cls, "version", 1):
            return None
        return from_json(cls, self.data)
