"""/healthz for whoever asks ("ok", or the names of the parts that fail), /metrics for the administrator."""

import ipaddress
import resource
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult, get_date_max

from consilium.config import meters
from consilium.config.machine import MEDIA_QUEUE
from consilium.eventlog.models import Stream
from consilium.room.translating import beat

PROBE_SECONDS = 1.0
REMEMBERED_SECONDS = 1.0  # /healthz is public: however often it is asked, the parts are asked once a second
TASKS_LATE = timedelta(seconds=60)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def url_answers(url: str) -> bool:
    """Whether an HTTP server speaks at the URL (ws:// and wss:// too), with no server error."""
    address = url.replace("ws", "http", 1) if url.startswith("ws") else url
    try:
        with urllib.request.urlopen(address, timeout=PROBE_SECONDS) as response:  # noqa: S310 (from the settings)
            return bool(response.status < 500)
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except (OSError, ValueError):
        return False


def tasks_run() -> bool:
    """Whether no job that could run has been waiting for longer than a minute."""
    try:
        limit = timezone.now() - TASKS_LATE
        at_once = Q(run_after=get_date_max(), enqueued_at__lt=limit)
        return not _waiting_tasks().filter(at_once | Q(run_after__lt=limit)).exists()
    except DatabaseError:
        return False


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "live": lambda: url_answers(settings.LIVE_URL),
    "sfu": lambda: url_answers(settings.LIVEKIT_URL),
    "tasks": tasks_run,
    "translator": beat.is_well,
}


class _Remembered:
    """The last answer of all parts, asked again when it is older than a second; one asker at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = 0.0
        self._answer: dict[str, bool] = {}

    def get(self) -> dict[str, bool]:
        with self._lock:
            if time.monotonic() - self._at > REMEMBERED_SECONDS:
                self._answer = {name: probe() for name, probe in PARTS.items()}
                self._at = time.monotonic()
            return self._answer


_remembered = _Remembered()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 {"status": "ok"}, or 503 with the names of what fails and no word more."""
    failing = [name for name, well in _remembered.get().items() if not well]
    if failing:
        return JsonResponse({"status": "failing", "failing": failing}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; not there (404) for anyone but this machine itself or the holder of METRICS_TOKEN."""
    if not may_read_metrics(request):
        raise Http404
    lines = [*_part_lines(), *meters.requests.lines(), *_row_lines(), *beat.lines(), *_process_lines()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def may_read_metrics(request: HttpRequest) -> bool:
    """With METRICS_TOKEN set its bearer; without it this machine, but not through a proxy on it."""
    if settings.METRICS_TOKEN:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and secrets.compare_digest(
            token.encode(), settings.METRICS_TOKEN.encode()
        )
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Proto")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _waiting_tasks() -> "QuerySet[DBTaskResult[Any, Any]]":
    """Without those that may take hours each, and wait for one another."""
    return DBTaskResult.objects.ready().exclude(queue_name=MEDIA_QUEUE)


def _part_lines() -> list[str]:
    lines = ["# TYPE consilium_part_up gauge"]
    return lines + [
        f'consilium_part_up{{part="{name}"}} {int(well)}' for name, well in _remembered.get().items()
    ]


def _row_lines() -> list[str]:
    entries = sum(Stream.objects.values_list("last_seq", flat=True))
    return [
        "# TYPE consilium_log_entries_total counter",
        f"consilium_log_entries_total {entries}",
        "# TYPE consilium_log_streams gauge",
        f"consilium_log_streams {Stream.objects.count()}",
        "# TYPE consilium_tasks_waiting gauge",
        f"consilium_tasks_waiting {_waiting_tasks().count()}",
    ]


def _process_lines() -> list[str]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return [
        "# TYPE process_cpu_seconds_total counter",
        f"process_cpu_seconds_total {usage.ru_utime + usage.ru_stime:.3f}",
        "# TYPE process_max_resident_memory_bytes gauge",
        f"process_max_resident_memory_bytes {usage.ru_maxrss * 1024}",
    ]
