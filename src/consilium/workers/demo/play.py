"""The play: one process, one task for each bot, until SIGTERM or SIGINT."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from consilium.workers.demo import cast
from consilium.workers.demo.audience import Attendee
from consilium.workers.demo.booth import Interpreter
from consilium.workers.demo.bot import Bot
from consilium.workers.demo.cast import Part
from consilium.workers.demo.moderator import Moderator
from consilium.workers.demo.stage import Presenter, chair

log = logging.getLogger(__name__)
FAREWELL = 0.7  # seconds in which everybody may leave in order


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("livekit").setLevel(logging.ERROR)
    status = asyncio.run(_play())
    sys.stdout.flush()
    os._exit(status)  # the SFU library's own threads would hold up the end


async def _play() -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        parts = cast.read(cast.file_in(cast.data_dir()))
    except (OSError, ValueError):
        log.error("There is no demo here: start it with `consilium up --demo`.")
        await _patiently(stopped)
        return 1
    tasks = [asyncio.create_task(bot.play()) for bot in bots(parts)]
    log.info("%d bots play", len(tasks))
    await stopped.wait()
    for task in tasks:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), FAREWELL)
    return 0


async def _patiently(stopped: asyncio.Event) -> None:
    """Not to be started again and again by the supervisor."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), 60)


def bots(parts: Sequence[Part]) -> list[Bot]:
    """A bot for each part. Those who speak one language share its texts."""
    ids = frozenset(part.person for part in parts)
    presenter = next((part.person for part in parts if part.plays == "presenter"), "")
    speakers = Counter(part.language for part in parts if part.plays == "attendee")
    seen: defaultdict[str, int] = defaultdict(int)
    made: list[Bot] = []
    for part in parts:
        match part.plays:
            case "presenter":
                made.append(Presenter(part))
            case "chair":
                made.append(chair(part))
            case "moderator":
                made.append(Moderator(part, answerer=presenter, bots=ids))
            case "interpreter":
                made.append(Interpreter(part, seen["booth"]))
                seen["booth"] += 1
            case _:
                made.append(Attendee(part, seen[part.language], speakers[part.language]))
                seen[part.language] += 1
    return made
