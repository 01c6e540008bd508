"""Translations that were made before: by text, pair, engines and glossary."""

import hashlib
import threading
from collections import OrderedDict
from datetime import timedelta

from django.utils import timezone

from consilium.translation.models import Cached

KEPT = timedelta(days=90)
Made = tuple[str, tuple[str, ...]]  # the text, and the doubts about it


def key(text: str, source: str, target: str, engines: str, glossary: str) -> str:
    """64 characters; the text itself is not kept."""
    parts = "\0".join((source, target, engines, glossary, text))
    return hashlib.sha256(parts.encode()).hexdigest()


def recall(key: str) -> Made | None:
    row = Cached.objects.filter(pk=key).first()
    return (row.text, tuple(row.doubts)) if row else None


def remember(key: str, target: str, text: str, doubts: tuple[str, ...]) -> None:
    values = {"target": target, "text": text, "doubts": list(doubts), "made_at": timezone.now()}
    Cached.objects.update_or_create(pk=key, defaults=values)


class Passing:
    """The newest translations of what is nobody else's business, such as queries: in this process, while it
    runs, and nowhere else.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: OrderedDict[str, Made] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: str) -> Made | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def remember(self, key: str, target: str, text: str, doubts: tuple[str, ...]) -> None:
        with self._lock:
            self._known[key] = (text, doubts)
            while len(self._known) > self._size:
                self._known.popitem(last=False)


def forget(target: str, text: str) -> None:
    """A text was withdrawn: what it had become is forgotten too."""
    Cached.objects.filter(target=target, text=text).delete()


def forget_old() -> int:
    """Delete what is older than KEPT; return how many."""
    return Cached.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]
