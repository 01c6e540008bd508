"""Secrets made on the first run, kept in DATA_DIR/secrets.json, readable by the owner alone."""

import json
import os
import secrets
from pathlib import Path


def ensure(data_dir: Path) -> dict[str, str]:
    """The secrets of this installation; made once, then always the same."""
    path = data_dir / "secrets.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "LIVEKIT_API_KEY": "consilium" + secrets.token_hex(4),
            "LIVEKIT_API_SECRET": secrets.token_urlsafe(36),
        }
        write_private(path, json.dumps(fresh, indent=2) + "\n")
    found: dict[str, str] = json.loads(path.read_text())
    return found


def write_private(path: Path, text: str) -> None:
    """Write whole or not at all, mode 0600 from the first byte."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
