"""The hand behind the stage of a measurement: makes a crowd, publishes entries, writes ballots one by one."""

import time
from pathlib import Path
from typing import Any

from bench.ballots import ROUNDS
from bench.hand_text import PADDING
from tests.support import hand
from tests.support.take_deeds import record_take, stop_take

from django.db import transaction  # isort: skip (the import above sets Django up)

from consilium.accounts.models import Person
from consilium.eventlog.actions import append
from consilium.eventlog.models import LogEntry
from consilium.eventlog.queries import last_seq
from consilium.kernel.audience import EVERYONE, Reader
from consilium.kernel.facts import fact
from consilium.polls.actions import cast_ballots
from consilium.polls.rules import Ballot
from consilium.recordings import signatures
from consilium.recordings.models import Take
from consilium.room.live import tokens


@fact
class BenchSaid:
    """An entry of about 260 bytes on the wire. `t` is when it was born, in nanoseconds."""

    t: int
    text: str


def crowd(seminar: str, size: int, folder: str, poll: str) -> None:
    """Persons with stream tokens: tokens.txt, and bodies0.txt .. for the voters' rounds."""
    persons = [Person(email=f"crowd-{n}@example.org", name="Someone", state="KZ") for n in range(size)]
    Person.objects.bulk_create(persons)
    signed = [tokens.write(tokens.StreamToken(seminar, Reader(one.id), "KZ")) for one in persons]
    Path(folder, "tokens.txt").write_text("\n".join(signed))
    for number in range(ROUNDS):
        bodies = [
            f'{{"token":"{token}","kind":"ballot","poll":"{poll}","choices":[{(n + number) % 2}]}}'
            for n, token in enumerate(signed)
        ]
        Path(folder, f"bodies{number}.txt").write_text("\n".join(bodies))


def paths(seminar: str, folder: str) -> str:
    """A file of addresses at which the crowd follows from now on."""
    after = last_seq(seminar)
    made = Path(folder, "paths.txt")
    signed = Path(folder, "tokens.txt").read_text().split("\n")
    made.write_text("\n".join(f"/stream?token={token}&after={after}" for token in signed))
    return str(made)


def publish(seminar: str, count: int, pause: float) -> None:
    """So many entries, each in a transaction of its own, `pause` seconds from one start to the next."""
    begun = time.monotonic()
    for number in range(count):
        with transaction.atomic():
            append(seminar, BenchSaid(time.time_ns(), PADDING), audience=EVERYONE)
        time.sleep(max(0.0, begun + (number + 1) * pause - time.monotonic()))


def address(take: str, sound: bool = False) -> str:
    """Where a take is watched live, and without its picture."""
    row = Take.objects.get(pk=take)
    return signatures.playlist(row, signatures.LIVE_SOUND if sound else signatures.LIVE)


def ballots_alone(seminar: str, poll: str, count: int) -> float:
    """Seconds for so many ballots with a transaction each, called directly: the floor of the plain way."""
    voters = list(Person.objects.order_by("id").values_list("id", flat=True)[:count])
    begun = time.monotonic()
    for voter in voters:
        with transaction.atomic():
            cast_ballots(seminar, [Ballot(voter, poll, (0,))])
    return time.monotonic() - begun


def keys(stream: str) -> list[Any]:
    """The stream's last seq, and [seq, key] of each entry in order."""
    rows = LogEntry.objects.filter(stream=stream).order_by("seq").values_list("seq", "key")
    return [last_seq(stream), [list(row) for row in rows]]


def counted(poll: str) -> int:
    return len(hand.votes(poll))


_OWN = (crowd, paths, publish, ballots_alone, keys, counted, record_take, stop_take, address)
DEEDS: dict[str, Any] = {deed.__name__: deed for deed in _OWN}

if __name__ == "__main__":
    hand.DEEDS.update(DEEDS)
    hand.main()
