"""`consilium measure …`: measurements of this server, with its own addresses and keys."""

import sys
from pathlib import Path

from consilium.config import machine


def audio(out: Path) -> int:
    """The audio report into a folder. Exit status 1 when a goal is missed or the SFU cannot be reached."""
    from consilium.workers.measure import report
    from consilium.workers.measure.audio import NotReached, Sfu, run

    values = machine.environment()
    sfu = Sfu(values["LIVEKIT_URL"], values["LIVEKIT_API_KEY"], values["LIVEKIT_API_SECRET"])
    try:
        heard = run(sfu, print)
        found = report.figures(heard)
        written = report.write(out, heard, found)
    except (OSError, ValueError, NotReached) as error:
        print(f"Not measured: {error or type(error).__name__}. Is the SFU at {sfu.url} up?", file=sys.stderr)
        return 1
    print(report.table(found))
    print("Written:", *written)
    return 0 if all(one.met for one in found) else 1


def captions(folder: Path) -> int:
    """Word error rate and delay of each language of a folder, kept for the pages. 1 when there is none."""
    from consilium.config import env
    from consilium.workers.measure import captions as measure
    from consilium.workers.scribe import main as scribe

    engines = scribe.load(machine.scribe())
    if engines is None:
        print("Not measured: there is no speech model here; see `consilium models list`.", file=sys.stderr)
        return 1
    found: dict[str, measure.Measured] = {}
    for home in sorted(path for path in folder.glob("*") if path.is_dir()):
        try:
            clips = measure.clips(home)
            if clips:
                found[home.name] = measure.measure(engines.usual, home.name, clips)
                print(measure.line(home.name, found[home.name]))
        except (OSError, ValueError, EOFError) as error:
            print(f"{home.name}: not measured ({error})", file=sys.stderr)
    if not found:
        print(
            f"Nothing was measured: {folder} has no LANGUAGE/NAME.wav with NAME.txt beside.", file=sys.stderr
        )
        return 1
    path = env.data_dir() / "measured" / "captions.json"
    measure.write(path, found)
    print("Written:", path)
    return 0
