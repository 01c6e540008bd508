"""`consilium models list|download|verify`: models of speech and translation, pinned by revision and sha256.

A model lies in MODELS_DIR/<kind>/<name>/ whole and verified, or not at all: files arrive in a draft folder
beside it, which is renamed when every hash is right. A broken download goes on where it stopped.

Where files come from is the operator's choice: `--from ADDRESS` (a hub, or a mirror of one), `--from FOLDER`,
or, without it, an installed Python package that carries the model (the `demo` extra).
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from consilium.config import env

REGISTRY = Path(__file__).with_name("models.json")
TIMEOUT = 60.0  # seconds without a byte
_CHUNK = 1 << 20
Say = Callable[[str], None]


class NotFetched(Exception):
    """Why a model is not there, in one sentence for the person at the terminal."""


@dataclass(frozen=True)
class File:
    """One file of a model: its size in bytes, and the only content that is accepted."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Model:
    """One pinned model. `package`: for each file the parts that installed Python packages carry, in order."""

    kind: str
    name: str
    engine: str
    revision: str
    licence: str
    languages: tuple[str, ...]
    files: dict[str, File]
    hub: str = ""
    note: str = ""
    package: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files.values())

    @property
    def in_package(self) -> bool:
        """Whether every part lies in an installed package."""
        parts = [part for file in self.files for part in self.package.get(file, ("",))]
        return all(_packaged(part) is not None for part in parts)


def models_dir() -> Path:
    """Where models lie: MODELS_DIR, else `models` in the data folder."""
    return Path(env.text("MODELS_DIR", str(env.data_dir() / "models"))).resolve()


def registry(path: Path = REGISTRY) -> list[Model]:
    """Every model that is known here."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [_model(entry, found["languages"]) for entry in found["models"]]


def _model(entry: dict[str, Any], sets: dict[str, str]) -> Model:
    said = str(entry["languages"])
    tags = sets[said[1:]] if said.startswith("@") else said
    return Model(
        kind=entry["kind"],
        name=entry["name"],
        engine=entry["engine"],
        revision=entry["revision"],
        licence=entry["licence"],
        languages=tuple(tags.split()),
        files={name: File(one["size"], one["sha256"]) for name, one in entry["files"].items()},
        hub=entry.get("hub", ""),
        note=entry.get("note", ""),
        package={name: tuple(parts) for name, parts in entry.get("package", {}).items()},
    )


def named(names: list[str], known: list[Model]) -> list[Model]:
    """The models of these names: "speech/base", or "base" while no other kind has that name."""
    found = []
    for name in names:
        fits = [model for model in known if name in (model.id, model.name)]
        if len(fits) != 1:
            raise NotFetched(f"There is no model {name!r}; `consilium models list` shows all of them.")
        found += fits
    return found


def state_of(model: Model, folder: Path) -> str:
    """ "" (not here), "ready", or "damaged: FILE". Reads every byte."""
    home = folder / model.kind / model.name
    if not home.exists():
        return ""
    wrong = [name for name, file in model.files.items() if not _is_right(home / name, file)]
    return f"damaged: {', '.join(wrong)}" if wrong else "ready"


def is_here(model: Model, folder: Path) -> bool:
    """Whether all files lie there with their sizes; `state_of` reads them as well."""
    home = folder / model.kind / model.name
    return all(
        (home / name).is_file() and (home / name).stat().st_size == file.size
        for name, file in model.files.items()
    )


def fetch(model: Model, folder: Path, source: str = "", say: Say = print) -> Path:
    """Bring a model here, verified. Raises NotFetched; then nothing half is there.

    `source` is an address or a folder; "" takes it from the installed package.
    """
    home = folder / model.kind / model.name
    if state_of(model, folder) == "ready":
        return home
    draft = home.with_name(f".{model.name}.draft")
    draft.mkdir(parents=True, exist_ok=True)
    for name, file in model.files.items():
        if not _is_right(draft / name, file):
            _fetch_file(model, name, draft / name, source, say)
    if home.exists():
        shutil.rmtree(home)
    draft.rename(home)
    say(f"{model.id}: ready in {home}")
    return home


def _fetch_file(model: Model, name: str, target: Path, source: str, say: Say) -> None:
    file = model.files[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        if not source:
            _join(model, name, part)
        elif source.startswith(("http://", "https://")):
            _download(_addresses(model, name, source), part, file, say)
        else:
            _copy(model, name, Path(source), part)
        found = _sha256(part)
    except OSError as error:
        raise NotFetched(f"{model.id}: {name} could not be read or written ({_reason(error)}).") from error
    if found != file.sha256:
        part.unlink()
        raise NotFetched(
            f"{model.id}: {name} is not the pinned file (sha256 {found[:12]}…, not {file.sha256[:12]}…); "
            "it was thrown away."
        )
    part.replace(target)


def _join(model: Model, name: str, part: Path) -> None:
    """From the parts that installed packages carry."""
    pieces = [_packaged(piece) for piece in model.package.get(name, ())]
    if not pieces or None in pieces:
        raise NotFetched(
            f"{model.id} is in no installed package; say where to take it: --from ADDRESS or --from FOLDER."
        )
    with part.open("wb") as out:
        for piece in pieces:
            assert piece is not None  # noqa: S101 (for the types)
            with piece.open("rb") as data:
                shutil.copyfileobj(data, out, _CHUNK)


def _packaged(piece: str) -> Path | None:
    """A file of an installed package, by "package/path"; nothing of the package is run."""
    top, _, rest = piece.partition("/")
    spec = importlib.util.find_spec(top) if top else None
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(next(iter(spec.submodule_search_locations))) / rest
    return path if path.is_file() else None


def _copy(model: Model, name: str, source: Path, part: Path) -> None:
    """From a folder: our own layout (KIND/NAME/FILE), or simply the model's files."""
    for candidate in (source / model.kind / model.name / name, source / model.name / name, source / name):
        if candidate.is_file():
            shutil.copyfile(candidate, part)
            return
    raise NotFetched(f"{model.id}: {name} is not in {source}.")


def _addresses(model: Model, name: str, base: str) -> list[str]:
    """Where a file may be: at a mirror in our own layout, at a hub by its revision."""
    base = base.rstrip("/")
    ours = f"{base}/{PurePosixPath(model.kind, model.name, name)}"
    return [ours, f"{base}/{model.hub}/resolve/{model.revision}/{name}"] if model.hub else [ours]


def _download(addresses: list[str], part: Path, file: File, say: Say) -> None:
    """The first address that has it; what is there already of the part is not asked for again."""
    have = part.stat().st_size if part.exists() else 0
    if have >= file.size:
        return  # whole already, or wrong: the hash will say
    for address in addresses:
        with contextlib.suppress(_Missing):
            _append(address, have, part, file, say)
            return
    raise NotFetched(f"{addresses[0].rsplit('/', 1)[1]} is at none of: {', '.join(addresses)}")


class _Missing(Exception):
    """Not at this address."""


def _append(address: str, have: int, part: Path, file: File, say: Say) -> None:
    request = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 (http(s), see fetch)
            resumed = answer.status == 206
            with part.open("ab" if resumed else "wb") as out:
                for size in _pour(answer, out, file.size - (have if resumed else 0)):
                    say(f"  {part.name.removesuffix('.part')}: {size + (have if resumed else 0) >> 20} MiB")
    except urllib.error.HTTPError as error:
        if error.code in (401, 403, 404, 410):
            raise _Missing from None
        raise NotFetched(f"{address} answered {error.code}; try again.") from None
    if part.stat().st_size < file.size:
        raise NotFetched(f"{address}: the line broke; the same command goes on from there.")


def _pour(source: Any, out: IO[bytes], most: int) -> Iterator[int]:
    """Copy, no more than `most` bytes and one; yields how many there are, every 64 MiB."""
    done = 0
    while done <= most and (chunk := source.read(_CHUNK)):
        out.write(chunk)
        done += len(chunk)
        if done % (64 * _CHUNK) == 0:
            yield done


def _is_right(path: Path, file: File) -> bool:
    try:
        return path.stat().st_size == file.size and _sha256(path) == file.sha256
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _reason(error: OSError) -> str:
    said = error.reason if isinstance(error, urllib.error.URLError) else error.strerror
    return str(said or type(error).__name__)


def prepare_demo(say: Say = print) -> None:
    """What the demo can have without a download: models that installed packages carry. Never an error."""
    for model in registry():
        if not model.in_package or is_here(model, models_dir()):
            continue
        try:
            fetch(model, models_dir(), say=say)
        except NotFetched as error:
            say(str(error))
    if not any(model.kind == "speech" and is_here(model, models_dir()) for model in registry()):
        say("no speech model is here, so there are no captions; see `consilium models list`")


def main(command: str, names: list[str], source: str = "") -> int:
    """Exit status 1 when something is missing or damaged, in one sentence each."""
    folder, known = models_dir(), registry()
    try:
        chosen = named(names, known)
        if command == "list":
            print("\n".join(_lines(known, folder)))
            return 0
        if command == "download":
            for model in chosen:
                fetch(model, folder, source or os.environ.get("MODELS_SOURCE", ""))
            return 0
        return _verify(chosen or [model for model in known if state_of(model, folder)], folder)
    except NotFetched as error:
        print(error, file=sys.stderr)
        return 1


def _verify(models: list[Model], folder: Path) -> int:
    states = {model.id: state_of(model, folder) or "not here" for model in models}
    for name, state in states.items():
        print(f"{name}: {state}")
    if not states:
        print(f"There are no models in {folder}.")
    return 0 if all(state == "ready" for state in states.values()) else 1


def _lines(models: list[Model], folder: Path) -> Iterator[str]:
    yield f"Models in {folder}:"
    for model in models:
        here = "here" if is_here(model, folder) else "package" if model.in_package else "-"
        tags = " ".join(model.languages) if len(model.languages) < 6 else f"{len(model.languages)} languages"
        size = f"{model.size / 1e6:.0f} MB"
        yield f"  {model.id:<26} {here:<8} {size:>8}  {model.licence:<9} {tags:<14} {model.note}".rstrip()
