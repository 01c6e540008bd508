"""Appends through the batching writer, as a process of its own: to be measured, or to be killed.

`python -m bench.writer rate SECONDS` prints what it achieved; `python -m bench.writer forever` prints the
key of each acknowledged append, until it is killed. DATA_DIR and STREAM come from the environment.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Sequence

import django

django.setup()

from django.db import transaction  # noqa: E402

from bench.hand_text import PADDING  # noqa: E402
from consilium.eventlog.actions import Draft, append, append_all, ensure_stream  # noqa: E402
from consilium.eventlog.group_commit import GroupCommit, Handler  # noqa: E402
from consilium.kernel.audience import EVERYONE  # noqa: E402
from consilium.kernel.facts import fact  # noqa: E402

WAITING = 64


@fact
class BenchWritten:
    text: str


def _draft(key: str) -> Draft:
    return Draft(BenchWritten(PADDING), EVERYONE, key=key)


def _record(stream: str, keys: Sequence[str]) -> list[int]:
    return append_all(stream, [_draft(key) for key in keys])


async def _write(stream: str, seconds: float, said: Callable[[str], None]) -> int:
    """WAITING writers, each with one append under way, for so many seconds; how many were acknowledged."""
    writer = GroupCommit({"append": Handler(_record)})
    writer.start()
    numbers = itertools.count()
    end = time.monotonic() + seconds

    async def one() -> int:
        done = 0
        while time.monotonic() < end:
            key = f"{os.getpid()}-{next(numbers)}"
            await writer.post("append", stream, key)
            said(key)
            done += 1
        return done

    done = await asyncio.gather(*[one() for _ in range(WAITING)])
    await asyncio.to_thread(writer.stop)
    return sum(done)


def _alone(stream: str, seconds: float) -> int:
    """The plain way: a transaction for each."""
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        with transaction.atomic():
            append(stream, BenchWritten(PADDING), audience=EVERYONE, key=f"alone-{os.getpid()}-{done}")
        done += 1
    return done


def _say(key: str) -> None:
    os.write(1, f"{key}\n".encode())  # past Python's buffer: what was said must be out when we are killed


def main() -> None:
    stream = os.environ["STREAM"]
    ensure_stream(stream)
    if sys.argv[1] == "forever":
        asyncio.run(_write(stream, 3600, _say))
        return
    seconds = float(sys.argv[2])
    before = time.process_time()
    done = asyncio.run(_write(stream, seconds, lambda key: None))
    cpu = (time.process_time() - before) / done * 1e6
    alone = _alone(stream, seconds) / seconds
    sys.stdout.write(json.dumps({"together": done / seconds, "cpu": cpu, "alone": alone}))


if __name__ == "__main__":
    main()
