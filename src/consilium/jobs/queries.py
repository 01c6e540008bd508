"""Who stands behind a lease token."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from consilium.jobs.models import Lease
from consilium.seminars.models import Seminar

SALT = "consilium.lease"


@dataclass(frozen=True)
class Worker:
    """A program that does the work of one kind for one seminar. `lease` is the number of its lease."""

    seminar: Seminar
    kind: str
    lease: str
    name: str


def lease_token(lease: Lease) -> str:
    """What the worker shows with every call. It is good as long as nobody else holds the lease."""
    return signing.dumps({"l": lease.number}, salt=SALT)


def worker_of(token: str) -> Worker | None:
    """The worker of a token; None when it is not ours, was given back, or another has the lease by now."""
    try:
        number = str(signing.loads(token, salt=SALT)["l"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    lease = Lease.objects.select_related("seminar").filter(number=number).exclude(holder="").first()
    return Worker(lease.seminar, lease.kind, lease.number, lease.holder) if lease else None


def heard_since(kind: str, seminars: Collection[str], since: datetime) -> set[str]:
    """Those of these seminars whose worker of this kind has given a sign of life since then."""
    rows = Lease.objects.filter(kind=kind, seminar__in=seminars, seen_at__gt=since)
    return set(rows.values_list("seminar_id", flat=True))
