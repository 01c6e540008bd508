"""`consilium manage tick`: what the worker does once a minute, by hand or from cron."""

from typing import Any

from django.core.management.base import BaseCommand

from consilium.seminars import tasks


class Command(BaseCommand):
    help = "Decide reminders, send mail that waits, and see that the minute beat of the worker is going."

    def handle(self, *args: Any, **options: Any) -> None:
        tasks.tick.call()
