"""Jobs of the queue "slides"."""

from django_tasks import task

from consilium.slides import converting


@task(queue_name="slides")
def convert_deck(deck_id: str) -> None:
    converting.convert_deck(deck_id)
