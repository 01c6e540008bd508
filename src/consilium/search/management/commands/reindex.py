"""`consilium manage reindex`: make the search index anew from the logs and the rows."""

from typing import Any

from django.core.management.base import BaseCommand

from consilium.search import actions, queries


class Command(BaseCommand):
    help = "Make the search index anew. People can search meanwhile, and find what is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        actions.clear()
        actions.refresh_programme()
        for seminar in queries.behind():
            while actions.follow(seminar):
                pass
        self.stdout.write(f"{queries.size()} passages can be found.")
