"""The process: loads the engine, asks for jobs, does them all side by side; idle while there is no model."""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from consilium.workers.office import Job, Office
from consilium.workers.process import Jobs, until_stopped
from consilium.workers.scribe.job import Scribe
from consilium.workers.scribe.ladder import Ladder
from consilium.workers.scribe.recogniser import Capabilities, Later, Recogniser
from consilium.workers.scribe.transcript import Engines

log = logging.getLogger(__name__)
LOOK = 20.0  # seconds between two looks for a model
#: What is taken of the models that are here, unless one is named: fit for a CPU first.
PREFERRED = ("base", "small", "tiny", "large-v3-turbo", "tiny.en")
SMALLER = ("tiny", "tiny.en")


@dataclass(frozen=True)
class Options:
    """From the settings. `engine`: "whisper" (models in a folder), "openai" (an endpoint) or "none"."""

    site_url: str
    secret: str
    name: str
    models: Path
    engine: str = "whisper"
    model: str = ""
    device: str = "cpu"
    compute_type: str = "int8"
    voices: int = 2
    remote_url: str = ""
    remote_key: str = ""
    remote_languages: tuple[str, ...] = ()


def installed(models: Path) -> list[str]:
    """Names of the speech models that are here."""
    return sorted(path.parent.name for path in models.glob("speech/[!.]*/model.bin"))


def chosen(options: Options) -> str:
    """The model to load; "" when it, or any, is not here."""
    here = installed(options.models)
    if options.model:
        return options.model if options.model in here else ""
    return next((name for name in PREFERRED if name in here), here[0] if here else "")


def load(options: Options) -> Engines | None:
    """The engines of these options; None while there is nothing to load. Takes a second or more."""
    if options.engine == "openai":
        from consilium.workers.scribe.remote import Remote

        return Engines(
            Remote(options.remote_url, options.model, options.remote_languages, options.remote_key)
        )
    name = chosen(options) if options.engine == "whisper" else ""
    if not name:
        return None
    usual = _whisper(options, name)
    small = next((one for one in SMALLER if one in installed(options.models) and one != name), "")
    if not small or name in SMALLER:
        return Engines(usual)
    tags = frozenset({"en"}) if small.endswith(".en") else usual.capabilities.languages
    capabilities = Capabilities(tags, streaming=True)
    return Engines(usual, Later(f"whisper-{small}", capabilities, lambda: _whisper(options, small)))


def _whisper(options: Options, name: str) -> Recogniser:
    from consilium.workers.scribe.whisper import Whisper

    folder = options.models / "speech" / name
    return Whisper(folder, voices=options.voices, device=options.device, compute_type=options.compute_type)


async def work(options: Options, engines: Callable[[], Engines | None]) -> None:
    """All jobs of this process, until cancelled."""
    found = await _engines(engines)
    ladder = Ladder(has_small=found.small is not None)
    with ThreadPoolExecutor(options.voices, "ear") as pool:
        async with Office(options.site_url, options.secret, "scribe", options.name) as office:

            async def write(job: Job) -> None:
                await Scribe(office, options.site_url, job, found, pool, ladder).run()

            await Jobs(office, write).run()


async def _engines(load: Callable[[], Engines | None]) -> Engines:
    said = False
    while (found := await asyncio.to_thread(load)) is None:
        if not said:
            log.warning("there is no speech model here, so there are no captions; see: consilium models list")
            said = True
        await asyncio.sleep(LOOK)
    log.info("captions by %s", found.usual.name)
    return found


def main(options: Options) -> None:
    """Until SIGTERM or Ctrl-C."""
    os.nice(5)  # the room itself comes first
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    until_stopped(work(options, lambda: load(options)))
