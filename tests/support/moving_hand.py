"""The hand of a server from which a seminar goes, or to which it comes: see tests.support.house.House.

Reads one JSON object a line, {"do": name, ...}, and answers one.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from consilium.accounts.models import Person  # noqa: E402
from consilium.eventlog import queries as log  # noqa: E402
from consilium.kernel.facts import to_json  # noqa: E402
from consilium.recordings.models import Download, Take  # noqa: E402
from consilium.search import actions as search  # noqa: E402
from consilium.search.queries import Narrowed, Reader, find, languages, passages  # noqa: E402
from consilium.search.words import parse  # noqa: E402
from consilium.seminars.models import Seminar  # noqa: E402
from tests.support import played  # noqa: E402


def play(slug: str, folder: str, segments: int) -> Any:
    """Held here, with the takes of a folder: its id, and who is who."""
    with override_settings(SFU_DOOR="tests.support.sfu.FakeSfu"):
        cast = played.play(slug, segments=segments, data=played.of_folder(Path(folder)))
    return {"id": cast.seminar.id, **played.who(cast)}


def play_large(slug: str, segments: int, megabytes: int) -> Any:
    """The same with segments of so many megabytes, as they never are: its id."""

    def data(rendition: str, number: int) -> bytes:
        return random.Random(f"{rendition}{number}").randbytes(megabytes << 20)

    with override_settings(SFU_DOOR="tests.support.sfu.FakeSfu"):
        return played.play(slug, segments=segments, data=data).seminar.id


def look(seminar: str, people: list[str]) -> Any:
    """All that can be seen of it, by whom."""
    return {
        "states": played.states(seminar),
        "media": played.media(seminar),
        "log": [{**to_json(entry), "at": entry.at.isoformat()} for entry in log.entries(seminar)],
        "answers": {person: played.answers(seminar, person) for person in people},
    }


def found(seminar: str, person: str, query: str) -> Any:
    """Make the index as `consilium manage reindex` does, and look something up as this person."""
    search.clear()
    search.refresh_programme()
    while search.follow(seminar):
        pass
    parts = parse(query, languages(), reader="en")
    reader = Reader(Person.objects.get(pk=person))
    return [row.text for row in passages([id for id, _ in find(parts, reader, Narrowed())])]


def pack(seminar: str) -> Any:
    """A finished offline pack of it: where it lies."""
    take = Take.objects.filter(seminar=seminar)[0]
    name = default_storage.save(f"downloads/{take.id}/pack.zip", ContentFile(b"Words that may be redacted"))
    rest = {"status": Download.Status.READY, "file": name, "touched_at": timezone.now()}
    Download.objects.create(take=take, kind="pack", rendition="ru", **rest)
    return name


def packs() -> Any:
    return list(Download.objects.values_list("file", flat=True))


def unpack() -> Any:
    for row in Download.objects.all():
        default_storage.delete(row.file)
        row.delete()


def size() -> Any:
    """How much of it is here: seminars, persons."""
    return [Seminar.objects.count(), Person.objects.count()]


DEEDS = {deed.__name__: deed for deed in (play, play_large, look, found, pack, packs, unpack, size)}


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(DEEDS[asked.pop("do")](**asked)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
