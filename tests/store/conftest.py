"""One S3 server for all tests here, and Django's storages in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from consilium.config.storage import Bucket, storages
from tests.recordings.conftest import cast, lease, recorder
from tests.support import bucket
from tests.support.bucket import Store

__all__ = ["cast", "lease", "recorder"]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with bucket.running(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
def stored(store: Store, settings: Settings, tmp_path: Path) -> Store:
    """Everything lies in the bucket."""
    settings.STORAGES = storages(Bucket.parse(store.settings()), data_dir=tmp_path)
    return store
