"""What every test stands on: a data folder of its own, and tables that are made once for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django.fixtures import Settings

from tests.support import databases

# How fast examples are made and tried is the machine's affair. The same code is tried with the same examples;
# `--hypothesis-profile=anew` looks for others (docs/how-to/test.md).
any_machine = examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.register_profile("anew", any_machine, derandomize=False)
examples.register_profile("same", any_machine, derandomize=True)
examples.load_profile("same")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Asked for by pytest-django before it makes the tests' own database."""
    with databases.begun_with_tables(configured.DATABASES["default"]):
        yield


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    """Nothing a test writes, and no bell it rings, reaches the developer's own var/."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path
