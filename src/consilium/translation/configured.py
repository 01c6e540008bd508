"""The engines that this installation has, from the settings."""

import json
import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from consilium.kernel import languages
from consilium.translation.engines import Router, Translator
from consilium.translation.engines.firefox import Firefox, Model, models
from consilium.translation.engines.libretranslate import LibreTranslate
from consilium.translation.engines.openai import OpenAI

log = logging.getLogger(__name__)
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
    made = (_engine(name, found) for name in dict.fromkeys(settings.TRANSLATION_ENGINES))
    return [engine for engine in made if engine]


def _engine(name: str, found: list[Model]) -> Translator | None:
    """None without an address, and for settings that are wrong: the other engines go on without it."""
    known: dict[str, Callable[[], Translator | None]] = {
        "firefox": lambda: Firefox(found),
        "libretranslate": lambda: _libretranslate(settings.LIBRETRANSLATE_URL, settings.LIBRETRANSLATE_KEY),
        "openai": _openai,
    }
    try:
        return known[name]() if name in known else None
    except ValueError as error:
        log.error("the translation engine %s is left out: %s", name, error)
        return None


@lru_cache(maxsize=1)
def _libretranslate(url: str, key: str) -> LibreTranslate | None:
    """Kept when models come and go: it knows its pairs already."""
    return LibreTranslate(url, key) if url else None


def _openai() -> OpenAI | None:
    if not settings.OPENAI_URL:
        return None
    tags = settings.OPENAI_LANGUAGES or list(languages.BY_TAG)
    return OpenAI(settings.OPENAI_URL, settings.OPENAI_MODEL, tags, settings.OPENAI_KEY)


def _chosen() -> tuple[Any, ...]:
    """All that the engines are made of, but for the models."""
    servers = (settings.LIBRETRANSLATE_URL, settings.LIBRETRANSLATE_KEY, settings.OPENAI_URL)
    model = (settings.OPENAI_MODEL, settings.OPENAI_KEY, *settings.OPENAI_LANGUAGES)
    return (str(settings.MODELS_DIR), tuple(settings.TRANSLATION_ENGINES), servers, model)


def _registry() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REGISTRY.read_text())
    return found
