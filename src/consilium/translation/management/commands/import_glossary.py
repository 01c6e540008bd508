"""`consilium manage import_glossary FILE`: terms of the whole organisation, behind every seminar's own."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consilium.kernel.refusals import Conflict
from consilium.translation import glossary
from consilium.translation.glossary_files import LARGEST, Refused, read


class Command(BaseCommand):
    help = "Add the terms of a CSV or TBX file to the glossary of the organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                parsed = read(opened.read(LARGEST + 1))
            count = glossary.import_for_all(parsed.lines)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except Refused as refused:
            raise CommandError(glossary.why(refused.code)) from None
        except Conflict as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"{count} terms taken.")
        for bad in parsed.bad:
            why = glossary.why(bad.code)
            self.stderr.write(f"Line {bad.line} was not taken: {why}")
