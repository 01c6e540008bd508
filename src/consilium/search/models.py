"""Rows of the search: passages as they are shown, and how far each log has been read. Written by `actions`.

What is looked up lies beside them, in the database's own index: see `index`.
"""

from django.db import models

from consilium.search.rules import Kind


class Passage(models.Model):
    """One text that everyone in its seminar may read, in one language. `at` in milliseconds; 0: no moment.

    `subject` names the text as elsewhere in the house: "cue:<id>", "slide:<deck>/<page>", "person:<id>".
    `answered` marks a question whose answer can be heard or read; `machine` a text that no person wrote.
    """

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="passages")
    subject = models.CharField(max_length=64)
    language = models.CharField(max_length=35)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    text = models.TextField()
    at = models.BigIntegerField(default=0)
    machine = models.BooleanField(default=False)
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "subject", "language"], name="one_passage_per_language"
            )
        ]


class Progress(models.Model):
    """The log of this seminar has been read up to `seq`."""

    seminar = models.OneToOneField(
        "seminars.Seminar", primary_key=True, on_delete=models.CASCADE, related_name="search_progress"
    )
    seq = models.BigIntegerField(default=0)
