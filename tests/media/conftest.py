"""One real SFU for all media tests; each test has a room of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from consilium.kernel.ids import new_id
from consilium.sfu.livekit import LiveKit
from tests.support.livekit import KEY, SECRET, livekit_server
from tests.support.stalls import Stalls


@pytest.fixture(scope="session")
def sfu_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("livekit")
    with livekit_server(folder) as url:
        yield url


@pytest.fixture
def sfu(sfu_url: str, settings: Settings) -> LiveKit:
    settings.LIVEKIT_URL, settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = sfu_url, KEY, SECRET
    return LiveKit()


@pytest.fixture
def room(sfu: LiveKit) -> str:
    name = new_id()
    sfu.open_room(name)
    return name


@pytest.fixture
def stalls() -> Iterator[Stalls]:
    """In which moments of the test the machine stood still."""
    with Stalls.watched() as watched:
        yield watched
