import pytest

from tests.support.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """A live seminar."""
    return make_cast()
