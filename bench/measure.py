"""One figure and what it is compared with; CPU time and memory of a process."""

import math
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """`ratio` says how many times better the value is than the baseline's, so more is always better there."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"
    baseline: str = ""
    baseline_value: float | None = None

    @property
    def ratio(self) -> float | None:
        if not self.baseline_value or not self.value:
            return None
        share = self.baseline_value / self.value
        return round(share if self.better == "lower" else 1 / share, 2)

    @property
    def met(self) -> bool | None:
        """None when there is no goal: the figure is there to be read."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal

    def row(self) -> dict[str, Any]:
        """As it stands in build/bench.json."""
        return {**asdict(self), "value": round(self.value, 3), "ratio": self.ratio, "met": self.met}


def cpu_ms(pid: int) -> float:
    """CPU time of all threads of a process so far, from the scheduler's own count."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def rss_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def nth(values: list[float], share: int) -> float:
    """The percentile by nearest rank: no more than `share` % of the values are smaller."""
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


def table(figures: list[Figure]) -> str:
    """The figures for people."""
    lines = [f"{'what':<58} {'value':>10} {'unit':<6} {'goal':>8}      {'baseline':>10}  {'ratio':>7}"]
    for figure in figures:
        goal = "" if figure.goal is None else f"{'<=' if figure.better == 'lower' else '>='}{figure.goal:g}"
        verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
        base = "" if figure.baseline_value is None else f"{figure.baseline_value:.4g}"
        times = "" if figure.ratio is None else f"{figure.ratio:g}x"
        said = f"{figure.value:>10.4g} {figure.unit:<6} {goal:>8} {verdict:<6}{base:>9}  {times:>7}"
        lines.append(f"{figure.name:<58} {said}  {figure.baseline}")
    return "\n".join(lines)
