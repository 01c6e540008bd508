"""Jobs of the queue "media", done by a process of their own: they may take hours, and mail must not wait."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from consilium.recordings import downloads, ffmpeg, light, making, measuring, queries, rules
from consilium.recordings.models import Take

#: How often a take is looked after until it is over, and how long its last segments may take to come.
BEAT, SETTLES = timedelta(minutes=1), timedelta(seconds=30)
#: When it is looked after again: a recorder that was away for a moment has brought what it had by then.
COMPLETE = timedelta(minutes=10) + SETTLES
#: From when on nothing comes any longer.
LATE = timedelta(seconds=rules.LATE)


@task(queue_name="media")
def follow(take_id: str) -> None:
    """Measure a take's sounds once it is over, and make them light; until then, look again. Then for what has
    come late, ever more seldom, until nothing comes any longer.

    The next look is asked for before the work, so that work that fails or is killed breaks nothing.
    """
    take = Take.objects.select_related("seminar").filter(pk=take_id).first()
    if take is None:
        return
    now = timezone.now()
    if take.stopped_at is None or now < take.stopped_at + SETTLES:
        _look_again(take_id, now + (SETTLES if take.stopped_at else BEAT))
        return
    over = now - take.stopped_at
    if over < LATE:
        _look_again(take_id, max(take.stopped_at + COMPLETE, now + over))
    if ffmpeg.program() is None:  # `consilium check` says so; nothing is copied in vain
        return
    measuring.measure(take)
    light.lighten(take)


def begin(take_id: str) -> None:
    """Look after a take from now on; call it in the transaction that makes it."""
    _look_again(take_id, timezone.now() + BEAT)


def take_up() -> None:
    """What a worker does at its start, and who brings takes from elsewhere: files that killed work has left
    go, and every take that is not done with is looked after now, unless that is to happen soon anyhow.
    """
    measuring.empty_leftovers()
    now = timezone.now()
    for take_id in queries.not_done_with(now - LATE):
        if not _waiting(take_id).filter(run_after__lt=now + COMPLETE).exists():
            follow.using(run_after=now).enqueue(take_id)


def _look_again(take_id: str, at: datetime) -> None:
    """A look that finds another waiting asks for none, so chains that meet become one."""
    if not _waiting(take_id).exists():
        follow.using(run_after=at).enqueue(take_id)


def _waiting(take_id: str) -> QuerySet[DBTaskResult[Any, Any]]:
    rows = DBTaskResult.objects.filter(task_path=follow.module_path, status=TaskResultStatus.READY)
    return rows.filter(args_kwargs__args__0=take_id)


@task(queue_name="media")
def make(download_id: str) -> None:
    making.make(download_id)
    sweep.using(run_after=timezone.now() + downloads.KEPT + BEAT).enqueue()


@task(queue_name="media")
def sweep() -> int:
    """Delete files that have lain there for long."""
    return downloads.sweep()


def start(download_id: str) -> None:
    """Queue the making of a file; call it in the transaction that asks for it."""
    make.enqueue(download_id)
