"""`consilium manage tick`: what the worker does once a minute, by hand or from cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consilium.seminars import tasks


class Command(BaseCommand):
    help = "Decide reminders, send mail that waits, and see that the minute beat of the worker is going."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--start", action="store_true", help="only see that the worker's beat is going")

    def handle(self, *args: Any, start: bool = False, **options: Any) -> None:
        if start:
            tasks.ensure_ticking()
        else:
            tasks.tick.call()
