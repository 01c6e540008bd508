"""Secrets made on the first run, kept in DATA_DIR/secrets.json, readable by the owner alone."""

import json
import os
import secrets
from pathlib import Path


def ensure(data_dir: Path) -> dict[str, str]:
    """The secrets of this installation; made once, then always the same."""
    path = data_dir / "secrets.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if _NAMES - found.keys():  # the first run, or the first of a version that needs one more
        data_dir.mkdir(parents=True, exist_ok=True)
        found = _fresh() | found
        write_private(path, json.dumps(found, indent=2) + "\n")
    return found


_NAMES = {"SECRET_KEY", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "WORKER_TOKEN"}


def _fresh() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "LIVEKIT_API_KEY": "consilium" + secrets.token_hex(4),
        "LIVEKIT_API_SECRET": secrets.token_urlsafe(36),
        "WORKER_TOKEN": secrets.token_urlsafe(36),
    }


def write_private(path: Path, text: str) -> None:
    """Write whole or not at all, mode 0600 from the first byte."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
