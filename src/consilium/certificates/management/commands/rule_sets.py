"""`consilium manage rule_sets [FILE…]`: import rule sets from JSON files; without one, those shipped."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consilium.certificates import actions, queries
from consilium.certificates.vocabulary import BadRules


class Command(BaseCommand):
    help = "Import rule sets of certificates from JSON files; without one, those that come with the program."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--quiet", action="store_true", help="do not list what is known")

    def handle(self, *args: Any, files: list[Path], quiet: bool, **options: Any) -> None:
        if not files:
            actions.install_shipped()
        for file in files:
            self._import(file)
        for row in [] if quiet else queries.newest_rule_sets():
            self.stdout.write(f"{row.slug} {row.version}: {row.name}")

    def _import(self, file: Path) -> None:
        try:
            actions.import_rule_set(file.read_text(encoding="utf-8"))
        except BadRules as bad:
            raise CommandError(f"{file}: {bad}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {type(error).__name__}") from None
