"""The process: asks for seminars, records each that somebody wants recorded, and brings what waits."""

import logging
from dataclasses import dataclass
from pathlib import Path

from consilium.workers.office import Job, Office
from consilium.workers.process import Jobs, until_stopped
from consilium.workers.recorder.job import Recorder
from consilium.workers.recorder.program import BINARY
from consilium.workers.recorder.spool import Rests

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """From the settings. `spools`: where segments wait until the site has them."""

    site_url: str
    secret: str
    name: str
    spools: Path
    binary: Path = BINARY


async def work(options: Options) -> None:
    """All jobs of this process, until cancelled."""
    async with Office(options.site_url, options.secret, "recorder", options.name) as office:
        rests = Rests(options.spools)

        async def record(job: Job) -> None:
            try:
                await Recorder(office, options.site_url, job, options.spools, options.binary).run()
            finally:
                rests.tried(job.seminar)

        await Jobs(office, record, rests).run()


def main(options: Options) -> None:
    """Until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if not options.binary.is_file():
        log.error("the recording program is not built: make setup")
    until_stopped(work(options))
