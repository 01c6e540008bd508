"""Numbers about this process, in Prometheus' text form. Counted by whoever causes them; never a person's
data.
"""

from dataclasses import dataclass, fields


@dataclass
class Metrics:
    """Names ending in `_total` only grow. `lag_seconds`: from the newest entry's date to its writing here."""

    connections: int = 0
    streams: int = 0
    entries_total: int = 0
    deliveries_total: int = 0
    flushes_total: int = 0
    dropped_total: int = 0
    refused_total: int = 0
    gaps_total: int = 0
    bursts_total: int = 0
    batches_total: int = 0
    waiting: int = 0
    lag_seconds: float = 0.0

    def text(self) -> str:
        lines = []
        for field in fields(self):
            name = f"consilium_live_{field.name}"
            kind = "counter" if field.name.endswith("_total") else "gauge"
            lines.append(f"# TYPE {name} {kind}\n{name} {getattr(self, field.name):g}\n")
        return "".join(lines)
