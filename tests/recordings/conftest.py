from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker, lease_token
from consilium.kernel.timecode import milliseconds
from consilium.recordings.rules import Piece
from tests.support.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    """The recorder's files of one test."""
    options = {"location": tmp_path / "recordings"}
    settings.STORAGES = settings.STORAGES | {"media": settings.STORAGES["media"] | {"OPTIONS": options}}
    return tmp_path / "recordings"


@pytest.fixture
def cast(db: None) -> Cast:
    """A live seminar that began a while ago."""
    return make_cast(started_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def lease(cast: Cast) -> Lease:
    return Lease.objects.create(
        seminar=cast.seminar, kind="recorder", holder="recorder@here", seen_at=timezone.now()
    )


@pytest.fixture
def recorder(cast: Cast, lease: Lease) -> Worker:
    return Worker(cast.seminar, lease.kind, lease.number, lease.holder)


@pytest.fixture
def bearer(lease: Lease) -> str:
    return f"Bearer {lease_token(lease)}"


def ago(seconds: float) -> int:
    return milliseconds(timezone.now()) - int(seconds * 1000)


def piece(number: int, rendition: str = "floor", **values: Any) -> Piece:
    """Four seconds that have just been written."""
    told: dict[str, Any] = {
        "n": number,
        "rendition": rendition,
        "name": f"{number:06}-{rendition}.m4s",
        "init": f"init-000000-{rendition}.mp4",
        "at": milliseconds(timezone.now()) - 4000,
        "duration": 4000,
        "bytes": 1000,
    }
    return Piece(**(told | values))
