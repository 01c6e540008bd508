"""What a page offers to narrow a list by, ready for its template. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """`count`: how many there are of it, where the page says so; `lang`: of a label in its own language."""

    value: str
    label: str
    chosen: bool
    lang: str = ""
    count: int = 0


@dataclass(frozen=True)
class Filter:
    """One group of options; `name` is the query parameter."""

    name: str
    label: str
    options: tuple[Option, ...]
