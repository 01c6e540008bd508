"""Logs are JSON and hold no person, whoever wrote them and however."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from consilium.config.logs import MASK, logging_config, mask_personal, scrub

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


@pytest.fixture
def log() -> io.StringIO:
    """What our configuration writes, in a stream; pytest's own handlers stay."""
    stream = io.StringIO()
    config = logging_config()
    handler = config["handlers"]["stream"] | {"stream": stream}
    formatter = config["formatters"]["json"]
    made = logging.StreamHandler(stream)
    made.setFormatter(
        structlog.stdlib.ProcessorFormatter(**{k: v for k, v in formatter.items() if k != "()"})
    )
    assert handler["class"] == "logging.StreamHandler"
    logger = logging.getLogger("consilium.test")
    logger.handlers = [made]
    logger.setLevel("INFO")
    logger.propagate = False
    return stream


def last(log: io.StringIO) -> dict[str, object]:
    found: dict[str, object] = json.loads(log.getvalue().splitlines()[-1])
    return found


def test_an_entry_is_one_json_object_with_its_request(log: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        structlog.stdlib.get_logger("consilium.test").info("slides_converted", pages=12)
    entry = last(log)
    assert entry["event"] == "slides_converted"
    assert (entry["pages"], entry["request_id"], entry["level"]) == (12, "abc123", "info")


def test_personal_keys_are_masked_at_any_depth() -> None:
    event = mask_personal(
        None, "info", {"event": "x", "Email": "a@b.org", "data": {"name": "Aigul", "seq": 4}}
    )
    assert event == {"event": "x", "Email": MASK, "data": {"name": MASK, "seq": 4}}


def test_exceptions_are_scrubbed(log: io.StringIO) -> None:
    try:
        raise ValueError("Key (email)=(aigul@clinic.example) already exists")
    except ValueError:
        logging.getLogger("consilium.test").exception("saving failed for %s", "aigul@clinic.example")
    assert "aigul" not in log.getvalue()
    assert "ValueError" in log.getvalue()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mail to a.b@clinic.example bounced", f"mail to {MASK} bounced"),
        (f"GET /live?token={TOKEN}", f"GET /live?token={MASK}"),
        ("Not Found: /join/1pXyZq_abcDEFghiJKLmnoPQRstuVWX:1tYk2Z:s1gn", f"Not Found: /join/{MASK}"),
        (
            "consilium.eventlog.actions.append_many_entries failed",
            "consilium.eventlog.actions.append_many_entries failed",
        ),
        ("/seminars/01j9z3k4m5n6p7q8r9s0t1v2w3/", "/seminars/01j9z3k4m5n6p7q8r9s0t1v2w3/"),
    ],
)
def test_scrub(text: str, clean: str) -> None:
    assert scrub(text) == clean
