"""/healthz tells the public only whether and what; /metrics tells the public nothing."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from consilium.config import health
from consilium.config.logs import RequestMiddleware
from consilium.config.meters import RequestMeter
from tests.support.ports import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_runs(settings: Settings) -> None:
    settings.LIVE_URL = f"http://127.0.0.1:{free_port()}"
    settings.LIVEKIT_URL = f"ws://127.0.0.1:{free_port()}"


def test_an_outsider_sees_names_of_failing_parts_and_no_more(client: Client, nothing_runs: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "failing": ["live", "sfu", "translator"]}
    assert "no-cache" in answer["Cache-Control"]


def test_probes_tell_a_running_server_from_none(live_server: object) -> None:
    assert health.url_answers(f"{live_server}/no-such-page")
    assert not health.url_answers(f"http://127.0.0.1:{free_port()}")
    assert not health.url_answers("not a url")
    assert health.database_answers()
    assert health.tasks_run()


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("address", "headers", "token", "allowed"),
    [
        ("127.0.0.1", {}, "", True),
        ("::1", {}, "", True),
        ("10.0.0.9", {}, "", False),
        ("", {}, "", False),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}, "", False),
        ("127.0.0.1", {}, "long-metrics-token", False),
        ("10.0.0.9", {"Authorization": "Bearer long-metrics-token"}, "long-metrics-token", True),
        ("10.0.0.9", {"Authorization": "Bearer лишнее"}, "long-metrics-token", False),
        ("10.0.0.9", {"Authorization": "Basic long-metrics-token"}, "long-metrics-token", False),
    ],
)
def test_who_may_read_metrics(
    settings: Settings, address: str, headers: dict[str, str], token: str, allowed: bool
) -> None:
    settings.METRICS_TOKEN = token
    request = RequestFactory().get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert health.may_read_metrics(request) is allowed


def test_an_outsider_does_not_find_metrics(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_metrics_are_prometheus_text(client: Client, nothing_runs: None) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    assert 'consilium_part_up{part="database"} 1' in lines
    assert "consilium_log_entries_total 0" in lines
    assert all(line.startswith("# TYPE ") or len(line.rsplit(" ", 1)) == 2 for line in lines)


def test_requests_are_counted_by_class_and_time() -> None:
    meter = RequestMeter()
    meter.count(200, 0.02)
    meter.count(204, 3.0)
    meter.count(503, 9.0)
    text = "\n".join(meter.lines())
    assert 'consilium_requests_total{status="2xx",' in text
    assert 'le="0.05"' in text
    assert [line.rsplit(" ", 1)[1] for line in meter.lines() if 'le="5"' in line or "_count" in line] == [
        "2",
        "3",
    ]


@pytest.mark.parametrize(
    ("said", "kept"), [("abcdef-12345", True), ("short", False), ('x"\r\n' * 9, False), ("", False)]
)
def test_each_answer_carries_a_request_id(said: str, kept: bool) -> None:
    answer = RequestMiddleware(lambda request: HttpResponse("ok"))(
        RequestFactory().get("/", HTTP_X_REQUEST_ID=said)
    )
    assert (answer["X-Request-ID"] == said) is kept
    assert len(answer["X-Request-ID"]) >= 8


def test_a_view_that_fails_leaves_no_request_id_behind() -> None:
    import structlog

    def refuse(request: HttpRequest) -> HttpResponse:
        raise PermissionDenied

    view: Callable[[HttpRequest], HttpResponse] = refuse
    with pytest.raises(PermissionDenied):
        RequestMiddleware(view)(RequestFactory().get("/"))
    assert "request_id" not in structlog.contextvars.get_contextvars()
