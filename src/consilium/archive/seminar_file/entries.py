"""Entries of the log as a seminar file holds them, read with suspicion."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from consilium.archive.seminar_file.container import LOG, Json, Unfit
from consilium.kernel.audience import Audience
from consilium.kernel.facts import Entry

_KIND = re.compile(r"^[a-z]+(\.[a-z_]+)?$")
_FIELDS = {"seq", "at", "actor", "audience", "kind", "v", "data"}


def read(stream: str, lines: Iterable[Json]) -> Iterator[Entry]:
    """A kind that is not known here is kept, and shown by nobody. Raises Unfit."""
    for number, line in enumerate(lines, 1):
        try:
            yield _entry(stream, line)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Unfit(f"{LOG}, line {number} is not an entry of a log.") from None


def _entry(stream: str, line: Json) -> Entry:
    if line.keys() - {"redacted"} != _FIELDS or not _is_sane(line):
        raise ValueError("fields")
    at = datetime.fromisoformat(line["at"])
    if at.tzinfo is None:
        raise ValueError("no time zone")
    made = Entry(
        stream,
        line["seq"],
        at,
        line["actor"],
        Audience.parse(line["audience"]),
        line["kind"],
        line["v"],
        line["data"],
        line.get("redacted", False),
    )
    _ = made.fact  # raises where a fact that is known here has another form
    return made


def _is_sane(line: Json) -> bool:
    texts = all(isinstance(line[name], str) for name in ("at", "actor", "audience", "kind"))
    return (
        texts
        and all(type(line[name]) is int and 0 < line[name] < 1 << 15 for name in ("v",))
        and type(line["seq"]) is int
        and isinstance(line["data"], dict)
        and isinstance(line.get("redacted", False), bool)
        and len(line["actor"]) <= 64
        and len(line["audience"]) <= 80
        and len(line["kind"]) <= 64
        and bool(_KIND.match(line["kind"]))
    )
