"""Every certificate that stands gets a paper signed by the key of today."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from consilium.certificates import resigning
from consilium.certificates.paper.keys import KeyTrouble
from consilium.certificates.resigning import Done


class Command(BaseCommand):
    help = "Sign anew, by the key of today, every certificate that stands; may be broken off and run again."

    def handle(self, *arguments: Any, **options: Any) -> None:
        done: Counter[Done] = Counter()
        trouble = ""
        try:
            for number in resigning.standing():
                done[resigning.sign_anew(number)] += 1
        except KeyTrouble as error:
            trouble = str(error)
        except TimestampRequestError:
            trouble = "The time-stamping authority does not answer: run this again later."
        self.stdout.write(
            f"{done[Done.ANEW]} signed anew, {done[Done.KEPT]} were signed by this key already, "
            f"{done[Done.WAITING]} are being made: run this again until none is."
        )
        if trouble:
            raise CommandError(trouble)
