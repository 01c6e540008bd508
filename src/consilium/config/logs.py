"""Logs: one JSON object a line, with the request's id, and never a person in them."""

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from consilium.config import meters

Event = MutableMapping[str, Any]

# Whoever logs one of these gets a mask, not a leak: the log is read by people who may not read the data.
PERSONAL = frozenset(
    {"email", "name", "first_name", "last_name", "full_name", "display_name", "username", "phone"}
    | {"title", "text", "question", "answer", "message", "body", "subject", "transcript", "caption"}
    | {"token", "secret", "password", "code", "cookie", "authorization", "link", "url", "query", "ip"}
)
MASK = "[masked]"
_EMAIL = re.compile(r"[^\s@<>()\"']+@[^\s@<>()\"']+\.[^\s@<>()\"']+")
# JWTs; tokens in paths and queries
_SIGNED = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=/)[\w:.-]{28,}|(?<==)[\w:-]{28,}")
_REQUEST_ID = re.compile(r"[\w-]{8,64}")


def scrub(text: str) -> str:
    """`text` without e-mail addresses and tokens, wherever they stand (exception texts carry such)."""
    return _SIGNED.sub(MASK, _EMAIL.sub(MASK, text))


def mask_personal(logger: object, method: str, event: Event) -> Event:
    """structlog processor: masks values of personal keys at any depth, and scrubs every text."""
    return {key: _masked(key, value) for key, value in event.items()}


def _masked(key: str, value: Any) -> Any:
    if key.lower() in PERSONAL and value is not None:
        return MASK
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {str(inner): _masked(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", item) for item in value]
    return value


def _drop_colour(logger: object, method: str, event: Event) -> Event:
    event.pop("color_message", None)  # uvicorn's second copy of each message
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _drop_colour,
    mask_personal,
]


def logging_config(*, debug: bool = False) -> dict[str, Any]:
    """For Django's LOGGING; configures structlog as well, so that both kinds of loggers look the same."""
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stream": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json"}},
        "root": {"handlers": ["stream"], "level": "INFO" if debug else "WARNING"},
        "loggers": {
            "consilium": {"level": "INFO"},
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


class RequestMiddleware:
    """Gives each request an id (a proxy's X-Request-ID is kept), measures it, and logs what failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.headers.get("X-Request-ID", "")
        request_id = said if _REQUEST_ID.fullmatch(said) else secrets.token_hex(8)
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._get_response(request)
        meters.requests.count(response.status_code, time.perf_counter() - begun)
        response["X-Request-ID"] = request_id
        return response


def get_logger(name: str) -> Any:
    """A structlog logger: `get_logger(__name__).info("slides_converted", seminar=seminar.id, pages=12)`."""
    return structlog.stdlib.get_logger(name)
