from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.support.cast import Cast, make_cast
from tests.support.models import lay_out


@pytest.fixture
def cast(db: None) -> Cast:
    """A live seminar."""
    return make_cast()


@pytest.fixture(scope="session")
def packaged_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MODELS_DIR with Portuguese both ways, once for all tests, so that the models are loaded once."""
    return lay_out(tmp_path_factory.mktemp("models"), "en-pt", "pt-en")


@pytest.fixture
def real_models(packaged_models: Path, settings: Settings) -> Path:
    settings.MODELS_DIR, settings.TRANSLATION_ENGINES = packaged_models, ["firefox"]
    return packaged_models
