"""How the translator is: told by it through the cache, which all processes share, and read by /healthz."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.db import DatabaseError

KEY = "translator"
EVERY = 5.0
#: A translator that has been silent for so long is not there.
SILENT = 30.0


@dataclass
class Numbers:
    """Names ending in `_total` only grow. `seconds_total`: spent with texts that were told."""

    told_total: int = 0
    failed_total: int = 0
    seconds_total: float = 0.0
    beats: int = 0
    told_at: float = 0.0


def tell(numbers: Numbers, *, waiting: int) -> None:
    """At most every few seconds: each is a write."""
    now = time.monotonic()
    if numbers.beats and now - numbers.told_at < EVERY:
        return
    numbers.beats, numbers.told_at = numbers.beats + 1, now
    kept = {name: value for name, value in asdict(numbers).items() if name.endswith("_total")}
    cache.set(KEY, {**kept, "waiting": waiting}, SILENT)


def heard() -> Mapping[str, float]:
    """What was last told; empty when nothing was lately."""
    try:
        return cache.get(KEY) or {}
    except DatabaseError:
        return {}


def is_well() -> bool:
    return bool(heard())


def lines() -> list[str]:
    """Prometheus text."""
    found = []
    for name, value in heard().items():
        kind = "counter" if name.endswith("_total") else "gauge"
        full = f"consilium_translator_{name}"
        found += [f"# TYPE {full} {kind}", f"{full} {value:g}"]
    return found
