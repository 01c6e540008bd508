from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.checks.actions import plan_checks
from tests.support.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """A seminar that is live since an hour, with checks every ten to twenty minutes and watched pages."""
    cast = make_cast(started_at=timezone.now() - timedelta(hours=1))
    plan_checks(cast.seminar, shortest=600, longest=1200, answer=60, tab=True)
    return cast
