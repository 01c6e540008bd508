"""A new key for certificates: what the old one signed stays good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consilium.certificates import papers
from consilium.certificates.paper.keys import KeyTrouble


class Command(BaseCommand):
    help = "Destroy the key that signs certificates; the next certificate makes a new one."

    def handle(self, *arguments: Any, **options: Any) -> None:
        try:
            papers.key_place().rotate()
        except KeyTrouble as error:
            raise CommandError(str(error)) from None
        self.stdout.write("The next certificate makes a new key. What was signed before stays good.")
