"""`consilium manage media_worker`: the worker of the queue "media"."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from consilium.recordings import tasks


class Command(db_worker.Command):
    help = "Do what takes long: measure recordings, make files of them. First what a killed one has left."

    def handle(self, **options: Any) -> None:
        tasks.take_up()
        super().handle(**options | {"queue_name": tasks.follow.queue_name})
