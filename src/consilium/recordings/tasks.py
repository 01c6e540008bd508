"""Jobs of the queue "media", done by a process of their own: they may take hours, and mail must not wait."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from consilium.recordings import downloads, light, making, measuring, rules
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
    """
    take = Take.objects.select_related("seminar").filter(pk=take_id).first()
    if take is None:
        return
    now = timezone.now()
    if take.stopped_at is None or now < take.stopped_at + SETTLES:
        follow.using(run_after=now + (SETTLES if take.stopped_at else BEAT)).enqueue(take_id)
        return
    measuring.measure(take)
    light.lighten(take)
    over = now - take.stopped_at
    if over < LATE:
        follow.using(run_after=max(take.stopped_at + COMPLETE, now + over)).enqueue(take_id)


def begin(take_id: str) -> None:
    """Look after a take from now on; call it in the transaction that makes it."""
    follow.using(run_after=timezone.now() + BEAT).enqueue(take_id)


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
