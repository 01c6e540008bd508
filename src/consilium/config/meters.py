"""Counters of this process, for /metrics. Counts and seconds only: nothing about a person."""

import os
import threading
from collections import Counter

BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class RequestMeter:
    """Requests answered, by class of status, and how long they took. Safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0

    def count(self, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[f"{status // 100}xx"] += 1
            self._buckets.update(bound for bound in BUCKETS if seconds <= bound)
            self._seconds += seconds

    def lines(self) -> list[str]:
        """Prometheus text."""
        with self._lock:
            requests, buckets, seconds = dict(self._requests), dict(self._buckets), self._seconds
        total = sum(requests.values())
        name = "consilium_request_seconds"
        pid = f'process="{os.getpid()}"'  # several web processes answer in turn: each has counters of its own
        return [
            "# TYPE consilium_requests_total counter",
            *(
                f'consilium_requests_total{{status="{key}",{pid}}} {requests[key]}'
                for key in sorted(requests)
            ),
            f"# TYPE {name} histogram",
            *(f'{name}_bucket{{le="{bound:g}",{pid}}} {buckets.get(bound, 0)}' for bound in BUCKETS),
            f'{name}_bucket{{le="+Inf",{pid}}} {total}',
            f"{name}_sum{{{pid}}} {seconds:.6f}",
            f"{name}_count{{{pid}}} {total}",
        ]


requests = RequestMeter()
