"""Jobs of the queue "slides": one conversion, and the look after those whose worker was killed."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from consilium.slides import actions, converting, queries


@task(queue_name="slides")
def convert_deck(deck_id: str) -> None:
    converting.convert_deck(deck_id)


@task(queue_name="slides")
def watch() -> None:
    """Queue anew what a killed worker left, and look again for as long as anything is to be converted."""
    if queries.unfinished_decks().exists():
        ensure_watching()  # first, so that a worker killed below breaks nothing
    actions.resume_conversions(convert_deck.enqueue)


def start(deck_id: str) -> None:
    """Queue a conversion and see that it is watched; call it in the transaction that makes the deck."""
    convert_deck.enqueue(deck_id)
    ensure_watching()


def ensure_watching() -> None:
    waiting = DBTaskResult.objects.filter(task_path=watch.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        watch.using(run_after=timezone.now() + queries.STALE_AFTER).enqueue()
