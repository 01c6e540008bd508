"""Golden logs: what one reader was sent, and the room it makes. Python and TypeScript must agree on them.

The first line of a file says who reads and what about, the last is {"state": the whole room}, the others are
entries as they stand on the wire. `python -m tests.golden.logs` folds every file again and writes its last
line: read the difference by eye before committing it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from consilium.kernel.audience import EVERYONE
from consilium.kernel.facts import Entry, Json, to_json
from consilium.kernel.timecode import moment
from consilium.room.state import RoomState, fold

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class GoldenLog:
    head: Json
    wire: list[Json]
    state: Json

    @property
    def entries(self) -> list[Entry]:
        return [entry(line) for line in self.wire]


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*.jsonl"))


def read(path: Path) -> GoldenLog:
    head, *wire, last = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return GoldenLog(head, wire, last.get("state", {}))


def entry(line: Json) -> Entry:
    """An entry from the wire, which tells neither actor nor audience."""
    at, data = moment(line["at"]), line["data"]
    return Entry(
        "s", line["seq"], at, "", EVERYONE, line["kind"], line["v"], data, line.get("redacted", False)
    )


def room(entries: Iterable[Entry]) -> Json:
    state = RoomState()
    for each in entries:
        state = fold(state, each)
    made: Json = to_json(state)
    return made


def rewrite(path: Path) -> None:
    log = read(path)
    lines = [log.head, *log.wire, {"state": room(log.entries)}]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for path in paths():
        rewrite(path)
