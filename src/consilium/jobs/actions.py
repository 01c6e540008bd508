"""Give out, renew and take back the workers' jobs. No facts: who works is no part of the seminar's log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.jobs import rules
from consilium.jobs.models import Lease
from consilium.jobs.queries import Worker
from consilium.kernel.facts import Json
from consilium.kernel.ids import new_id
from consilium.kernel.refusals import Conflict
from consilium.seminars.models import Seminar


@dataclass(frozen=True)
class Taken:
    """A lease, and what its last holder left: when it was last heard of (None: there was none), its note."""

    lease: Lease
    left_at: datetime | None
    note: Json


def lease(
    kind: str, *, worker: str, holding: Collection[str] = (), rest: Collection[str] = ()
) -> Taken | None:
    """The work of this kind for one live seminar that has nobody, the longest live first; None: nothing.

    `holding` are the seminars that the worker works for already: a lease under its own name that is not
    among them is one it had before it was killed. `rest` are those of which it has something that was not
    brought yet: they may be over, and come last.
    """
    now = timezone.now()
    taken_by_others = Lease.objects.filter(kind=kind, seen_at__gt=now - rules.LIFE).exclude(
        holder__in=("", worker)
    )
    free = Seminar.objects.exclude(pk__in=holding).exclude(pk__in=taken_by_others.values("seminar_id"))
    free = free.order_by("started_at", "id")
    live, over = free.filter(status=Seminar.Status.LIVE), free.filter(status=Seminar.Status.ENDED)
    for seminar in chain(live, over.filter(pk__in=rest)):
        with transaction.atomic():
            if taken := _take(seminar, kind, worker):
                return taken
    return None


def _take(seminar: Seminar, kind: str, worker: str) -> Taken | None:
    now = timezone.now()
    row, made = Lease.objects.select_for_update().get_or_create(
        seminar=seminar, kind=kind, defaults={"holder": worker, "seen_at": now}
    )
    if made:
        return Taken(row, None, {})
    if not rules.is_free(holder=row.holder, seen_at=row.seen_at, asker=worker, now=now):
        return None
    taken = Taken(row, row.seen_at, row.note)
    row.number, row.holder, row.seen_at, row.note = new_id(), worker, now, {}
    row.save()
    return taken


def renew(worker: Worker, note: Json) -> None:
    """The worker is there, and `note` is what its successor should know. Raises Conflict when it is not
    needed any longer.
    """
    held = Lease.objects.filter(number=worker.lease).update(seen_at=timezone.now(), note=note)
    if not held or worker.seminar.status != Seminar.Status.LIVE:
        raise Conflict("not_live", _("The seminar is not live."))


def give_back(worker: Worker) -> None:
    """The worker ends in order: somebody else may begin at once."""
    Lease.objects.filter(number=worker.lease).update(holder="", seen_at=timezone.now())
