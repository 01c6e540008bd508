"""Which languages the site may offer. Read by the settings, so no Django here."""

from pathlib import Path

_DRAFT = b'"X-Consilium-Status: draft'  # written by tools/messages.py until no text is missing


def is_offered(folder: Path) -> bool:
    """Whether `locale/<language>` holds a catalogue that is more than a draft."""
    try:
        with (folder / "LC_MESSAGES" / "django.po").open("rb") as file:
            return _DRAFT not in file.read(2000)
    except FileNotFoundError:
        return False
