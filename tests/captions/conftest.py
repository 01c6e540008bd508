from datetime import timedelta

import pytest
from django.utils import timezone

from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker, lease_token
from consilium.kernel.roles import Role
from consilium.kernel.timecode import milliseconds
from consilium.seminars.queries import Member
from tests.support.cast import Cast, make_cast
from tests.support.factories import member


@pytest.fixture
def cast(db: None) -> Cast:
    """A live seminar that began a while ago."""
    return make_cast(started_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def captioner(cast: Cast) -> Member:
    return member(cast.seminar, Role.CAPTIONER)


@pytest.fixture
def lease(cast: Cast) -> Lease:
    return Lease.objects.create(
        seminar=cast.seminar, kind="scribe", holder="scribe@here", seen_at=timezone.now()
    )


@pytest.fixture
def scribe(cast: Cast, lease: Lease) -> Worker:
    return Worker(cast.seminar, lease.kind, lease.number, lease.holder)


@pytest.fixture
def bearer(lease: Lease) -> str:
    """What the scribe shows with its calls."""
    return f"Bearer {lease_token(lease)}"


def ago(seconds: float) -> int:
    return milliseconds(timezone.now()) - int(seconds * 1000)
