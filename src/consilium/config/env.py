"""Environment variables in the product's own words, parsed into plain values. No Django here."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    return text(name).lower() in ("1", "true", "yes", "on")


def choice(name: str, default: str, *others: str) -> str:
    """One of some words; ValueError for another."""
    found = text(name, default)
    if found not in (default, *others):
        raise ValueError(f"{name} must be one of: {', '.join((default, *others))}")
    return found


def origins(name: str) -> list[str]:
    """Scheme, host and port of an address; nothing when it is not set."""
    parts = urlsplit(text(name))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def data_dir() -> Path:
    return Path(text("DATA_DIR", str(ROOT / "var"))).resolve()


def secrets() -> dict[str, str]:
    """Secrets that `consilium up` wrote on its first run: SECRET_KEY, LIVEKIT_API_KEY, LIVEKIT_API_SECRET."""
    path = data_dir() / "secrets.json"
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text())
    return found


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for sqlite:///path or postgres://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path)[1:],
            "OPTIONS": options,
            "CONN_MAX_AGE": None,  # opening costs more than most requests: schema and pragmas
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path)[1:],
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _PREPARED,
        }
    raise ValueError("DATABASE_URL must begin with sqlite:/// or postgres://")


# What is prepared (only the search is: search/index.py) is planned once. Left to choose, PostgreSQL plans it
# each time anew, as it overrates the cost of a word that it is not told.
_PREPARED = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}

# FULL: an acknowledged fact survives a power cut. WAL: readers never wait for the writer. 16 MB of pages are
# kept by each connection: the search looks at thousands of rows.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-16000;"
)


def email(url: str) -> dict[str, Any]:
    """Django's mail settings for console:, file:///folder or smtp(s)://user:password@host:port."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp",
        }
    return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


def openid_connect(values: Mapping[str, str]) -> dict[str, Any]:
    """allauth's provider table from OIDC_SERVER_URL, _CLIENT_ID, _SECRET, _NAME; empty without them."""
    server, client = values.get("OIDC_SERVER_URL", ""), values.get("OIDC_CLIENT_ID", "")
    if not (server and client):
        return {}
    app = {
        "provider_id": values.get("OIDC_ID") or "sso",
        "name": values.get("OIDC_NAME") or "Single sign-on",
        "client_id": client,
        "secret": values.get("OIDC_SECRET", ""),
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
