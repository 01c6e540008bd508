"""Translations that were made before: by text, pair, engines and glossary."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from consilium.translation.models import Cached

KEPT = timedelta(days=90)


def key(text: str, source: str, target: str, engines: str, glossary: str) -> str:
    """64 characters; the text itself is not kept."""
    parts = "\0".join((source, target, engines, glossary, text))
    return hashlib.sha256(parts.encode()).hexdigest()


def recall(key: str) -> tuple[str, tuple[str, ...]] | None:
    """The text and the doubts about it."""
    row = Cached.objects.filter(pk=key).first()
    return (row.text, tuple(row.doubts)) if row else None


def remember(key: str, target: str, text: str, doubts: tuple[str, ...]) -> None:
    values = {"target": target, "text": text, "doubts": list(doubts), "made_at": timezone.now()}
    Cached.objects.update_or_create(pk=key, defaults=values)


def forget(target: str, text: str) -> None:
    """A text was withdrawn: what it had become is forgotten too."""
    Cached.objects.filter(target=target, text=text).delete()


def forget_old() -> int:
    """Delete what is older than KEPT; return how many."""
    return Cached.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]
