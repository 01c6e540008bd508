from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.captions.actions import Heard, finalise_cue
from consilium.captions.models import Cue
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker
from consilium.search import actions
from consilium.search.queries import Narrowed, Reader, find, languages, passages
from consilium.search.words import parse
from tests.captions.conftest import ago
from tests.support.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(started_at=timezone.now() - timedelta(hours=1), title="Oxygen", abstract="Ward rounds")


@pytest.fixture
def scribe(cast: Cast) -> Worker:
    lease = Lease.objects.create(
        seminar=cast.seminar, kind="scribe", holder="scribe@here", seen_at=timezone.now()
    )
    return Worker(cast.seminar, lease.kind, lease.number, lease.holder)


def say(scribe: Worker, text: str, *, language: str = "en", number: int = 1) -> Cue:
    heard = Heard(
        key=f"cue-{number:05}", language=language, text=text, engine="whisper", start=ago(8), end=ago(5)
    )
    return finalise_cue(scribe, heard)


def read_logs(cast: Cast) -> None:
    while actions.follow(cast.seminar.id):
        pass


def found(
    query: str, reader: Reader, narrowed: Narrowed | None = None, *, interface: str = "en"
) -> list[str]:
    """The texts that a query finds, as the page would show them."""
    among = [narrowed.language] if narrowed and narrowed.language else languages()
    parts = parse(query, among, reader=interface)
    return [row.text for row in passages([id for id, _ in find(parts, reader, narrowed or Narrowed())])]


def of(cast: Cast) -> Reader:
    """An attendee."""
    return Reader(cast.asker.person)
