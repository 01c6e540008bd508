"""The engines that this installation has, from the settings."""

import json
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from consilium.translation.engines import Router, Translator
from consilium.translation.engines.firefox import Firefox, Model, models

REGISTRY = Path(__file__).parents[1] / "config" / "models.json"
LOOK_AGAIN = 10.0  # seconds: a model that was downloaded is used without a restart
_lock = threading.Lock()
_made: tuple[float, tuple[Any, ...], Router] | None = None


def router() -> Router:
    """The engines in the order of TRANSLATION_ENGINES; made again when models came or settings changed."""
    global _made  # noqa: PLW0603 (loaded models are kept by the process)
    with _lock:
        now, chosen = time.monotonic(), _chosen()
        if _made and _made[1][0] == chosen and now - _made[0] < LOOK_AGAIN:
            return _made[2]
        found = [model for model in models(settings.MODELS_DIR / "translation", _registry()) if model.is_here]
        key = (chosen, [(model.folder, *model.hashes.values()) for model in found])
        kept = _made[2] if _made and _made[1] == key else Router(_engines(found))
        _made = (now, key, kept)
        return kept


def _engines(found: list[Model]) -> list[Translator]:
    known: dict[str, Any] = {"firefox": lambda: Firefox(found)}
    return [known[name]() for name in settings.TRANSLATION_ENGINES if name in known]


def _chosen() -> tuple[Any, ...]:
    return (str(settings.MODELS_DIR), *settings.TRANSLATION_ENGINES)


def _registry() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REGISTRY.read_text())
    return found
