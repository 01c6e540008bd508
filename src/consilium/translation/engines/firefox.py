"""Mozilla's translation models (Bergamot), run in this process by fxtranslate from verified files."""

import contextlib
import hashlib
import json
import logging
import re
import threading
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from consilium.translation.engines.base import ModelDamaged, Pair, Translator

log = logging.getLogger(__name__)
MODEL, SHORTLIST, VOCABULARY = "model.bin", "lex.bin", "vocab.spm"
SOURCE_VOCABULARY, TARGET_VOCABULARY = "srcvocab.spm", "trgvocab.spm"  # Chinese has one for each side
OWN_MANIFEST = "model.json"
WRITING = 2  # to be counted up when the same model is given its sentences in another way; for the cache
# Signs of phones and word processors that the models do not have: "isn’t enough" came out as "is enough".
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‑": "-", "…": "..."}
)
_MICRO = re.compile(r"[µμ](?=[^\W\d_])")
_WRITTEN_MICRO = re.compile(r"(?<![^\W\d_])mc(?=(?:g|mol|m|l|L|IU|UI|U|s)(?![^\W\d_]))")
LARGEST = 200 * 1024 * 1024


@dataclass(frozen=True)
class Model:
    """One direction on disk: a folder, and the sha256 that each of its files must have."""

    source: str
    target: str
    folder: Path
    hashes: Mapping[str, str]

    @property
    def is_here(self) -> bool:
        return all((self.folder / name).is_file() for name in self.hashes)

    def read(self) -> dict[str, bytes]:
        """The files, verified. Raises ModelDamaged."""
        found = {}
        for name, wanted in self.hashes.items():
            path = self.folder / name
            try:
                data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
            except OSError as error:
                raise ModelDamaged(f"{path}: {error.strerror}") from None
            if hashlib.sha256(data).hexdigest() != wanted:
                raise ModelDamaged(f"{path} is not the file that was pinned")
            found[name] = data
        return found


def models(root: Path, registry: Mapping[str, Any]) -> list[Model]:
    """The models of a registry (config/models.json) and those that bring a `model.json` of the same form.

    `root` holds one folder a model, named as the entry is: "en-pt".
    """
    entries = {
        item["name"]: item
        for item in registry.get("models", [])
        if item.get("kind") == "translation" and item.get("engine", "firefox") == "firefox"
    }
    for path in sorted(root.glob(f"*/{OWN_MANIFEST}")):
        try:
            entries[path.parent.name] = json.loads(path.read_text())
        except (OSError, ValueError):
            log.warning("translation model %s: its %s cannot be read", path.parent.name, OWN_MANIFEST)
    made = (_model(root / name, item) for name, item in entries.items())
    return [model for model in made if model]


def _model(folder: Path, entry: Mapping[str, Any]) -> Model | None:
    try:
        hashes = {str(name): str(file["sha256"]) for name, file in entry["files"].items()}
        source, target = str(entry["source"]), str(entry["target"])
    except (KeyError, TypeError, AttributeError):
        log.warning("translation model %s: its entry is incomplete", folder.name)
        return None
    plain = all(Path(name).name == name for name in hashes)
    return Model(source, target, folder, hashes) if plain and MODEL in hashes else None


class Firefox(Translator):
    """Loads a model when it is first needed and keeps it. Everything runs on one thread of its own, because
    a loaded model belongs to the thread that made it; so one process uses one core for translating.
    """

    name = "firefox"

    def __init__(self, found: Sequence[Model]) -> None:
        self._models = {(model.source, model.target): model for model in found if model.is_here}
        self._pairs = frozenset(self._models)
        self._loaded = threading.local()
        self._thread: ThreadPoolExecutor | None = None

    def pairs(self) -> frozenset[Pair]:
        return self._pairs

    def version(self, source: str, target: str) -> str:
        return f"{self.name}:{WRITING}:{self._models[source, target].hashes[MODEL][:16]}"

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, terms: Mapping[str, str] | None = None
    ) -> list[str]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="firefox")
            weakref.finalize(self, _let_go, self._thread, self._loaded).atexit = False
        return self._thread.submit(self._translate, list(sentences), (source, target)).result()

    def _translate(self, sentences: list[str], pair: Pair) -> list[str]:
        name = "-".join(pair)
        engine = getattr(self._loaded, name, None)
        if engine is None:
            engine = _load(self._models[pair])
            setattr(self._loaded, name, engine)
        return [_translated(engine, sentence) if sentence.strip() else sentence for sentence in sentences]


def _translated(engine: Any, sentence: str) -> str:
    """The models have no µ, and leave it out: "25 µg" came out as "25 g", a million times the dose. Written
    as "25 mcg" it comes through, and is given its sign again.
    """
    written = _MICRO.sub("mc", sentence)
    found = str(engine.translate(written.translate(_PLAIN)))
    return found if written == sentence or "mc" in sentence else _WRITTEN_MICRO.sub("µ", found)


def _let_go(thread: ThreadPoolExecutor, loaded: threading.local) -> None:
    """Models are dropped by the thread that made them, too."""

    def clear() -> None:
        loaded.__dict__.clear()  # each thread has its own

    with contextlib.suppress(RuntimeError):  # the program ends, and the thread has ended
        thread.submit(clear).result()
    thread.shutdown(wait=False)


def _load(model: Model) -> Any:
    from fxtranslate import Translator as Engine  # 0.1 s, and only who translates pays it

    files = model.read()
    shared = files.get(VOCABULARY)
    ours, theirs = files.get(SOURCE_VOCABULARY, shared), files.get(TARGET_VOCABULARY, shared)
    if ours is None or theirs is None:
        raise ModelDamaged(f"{model.folder} has no vocabulary")
    try:
        return cast(Any, Engine)(files[MODEL], ours, theirs, files.get(SHORTLIST))
    except ValueError as error:
        raise ModelDamaged(f"{model.folder} cannot be loaded") from error
