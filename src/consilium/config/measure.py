"""`consilium measure …`: measurements of this server, with its own addresses and keys."""

import sys
from pathlib import Path

from consilium.config import machine


def audio(out: Path) -> int:
    """The audio report into a folder. Exit status 1 when a goal is missed or the SFU cannot be reached."""
    from livekit import rtc
    from livekit.api import TwirpError

    from consilium.workers.measure import report
    from consilium.workers.measure.audio import Sfu, run

    values = machine.environment()
    sfu = Sfu(values["LIVEKIT_URL"], values["LIVEKIT_API_KEY"], values["LIVEKIT_API_SECRET"])
    try:
        heard = run(sfu, print)
        found = report.figures(heard)
        written = report.write(out, heard, found)
    except (OSError, TimeoutError, TwirpError, ValueError, rtc.ConnectError) as error:
        print(f"Not measured: {type(error).__name__}. Is the SFU at {sfu.url} up?", file=sys.stderr)
        return 1
    print(report.table(found))
    print("Written:", *written)
    return 0 if all(one.met for one in found) else 1
