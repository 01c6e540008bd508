"""The process: loads the engine, asks for jobs, does them all side by side; idle while there is no model."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from consilium.workers.client import Turned
from consilium.workers.scribe.job import Scribe
from consilium.workers.scribe.ladder import Ladder
from consilium.workers.scribe.recogniser import Capabilities, Later, Recogniser
from consilium.workers.scribe.site import Job, Office
from consilium.workers.scribe.transcript import Engines

log = logging.getLogger(__name__)
ASK = 1.0  # seconds between two questions for a job
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


class Process:
    """All jobs of this process, and the office they come from."""

    def __init__(self, options: Options, engines: Callable[[], Engines | None]) -> None:
        self._options = options
        self._load = engines
        self._jobs: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled; then every lease is given back."""
        options = self._options
        engines = await self._engines()
        ladder = Ladder(has_small=engines.small is not None)
        with ThreadPoolExecutor(options.voices, "ear") as pool:
            async with Office(options.site_url, options.secret, options.name) as office:
                try:
                    await self._work(office, engines, pool, ladder)
                finally:
                    for job in self._jobs.values():
                        job.cancel()
                    await asyncio.gather(*self._jobs.values(), return_exceptions=True)

    async def _engines(self) -> Engines:
        said = False
        while (found := await asyncio.to_thread(self._load)) is None:
            if not said:
                log.warning(
                    "there is no speech model here, so there are no captions; see: consilium models list"
                )
                said = True
            await asyncio.sleep(LOOK)
        log.info("captions by %s", found.usual.name)
        return found

    async def _work(self, office: Office, engines: Engines, pool: Executor, ladder: Ladder) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError):
                try:
                    job = await office.apply(list(self._jobs))
                except Turned as refusal:
                    job = None
                    log.warning("no job was given: %s", refusal)
                if job is not None:
                    scribe = Scribe(office, self._options.site_url, job, engines, pool, ladder)
                    self._begin(job, scribe)
                    continue
            await asyncio.sleep(ASK)

    def _begin(self, job: Job, scribe: Scribe) -> None:
        log.info("seminar %s: writing captions", job.seminar)
        task = asyncio.create_task(scribe.run())
        self._jobs[job.seminar] = task
        task.add_done_callback(lambda task: self._ended(job, task))

    def _ended(self, job: Job, task: "asyncio.Task[None]") -> None:
        self._jobs.pop(job.seminar, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("seminar %s: %s", job.seminar, type(error).__name__, exc_info=error)


def main(options: Options) -> None:
    """Until SIGTERM or Ctrl-C."""
    os.nice(5)  # the room itself comes first
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    asyncio.run(_until_stopped(Process(options, lambda: load(options)).run()))


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
