"""`consilium manage forget_take`: sound and picture of a take go for ever."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Sum

from consilium.kernel.refusals import Refused
from consilium.recordings import actions, queries
from consilium.recordings.models import Segment, Take
from consilium.seminars.models import Seminar


class Command(BaseCommand):
    help = "Delete sound and picture of a take for ever; nothing else. Without TAKE: which there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the seminar's address")
        parser.add_argument("take", metavar="TAKE", nargs="?", default="")

    def handle(self, *args: Any, slug: str, take: str, **options: Any) -> None:
        seminar = Seminar.objects.filter(slug=slug).first()
        if seminar is None:
            raise CommandError("There is no such seminar.")
        if not take:
            for row in Take.objects.filter(seminar=seminar):
                self.stdout.write(_line(row))
            return
        try:
            actions.forget_media(queries.take_of(seminar, take))
        except Refused as refused:
            raise CommandError(str(refused.message)) from None
        self.stdout.write("Its files are deleted. Purge your CDN if there is one, and mind your backups.")


def _line(take: Take) -> str:
    size = Segment.objects.filter(rendition__take=take).aggregate(all=Sum("bytes"))["all"] or 0
    until = f"{take.stopped_at:%Y-%m-%d %H:%M}" if take.stopped_at else "now"
    return f"{take.id}  {take.started_at:%Y-%m-%d %H:%M} to {until} UTC, {size / 1e6:.0f} MB"
