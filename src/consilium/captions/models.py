"""Rows of the captions. Written by the app's actions alone."""

from typing import Any

from django.conf import settings
from django.db import models


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Cue(models.Model):
    """One cue in one language. Its translations are rows of the same `cue`; the heard one has `original` "".

    Times in milliseconds since 1970. `key` is what its sender called it, null for a translation. `seq` is the
    number of its entry, and so its place in the log; shown are cues by `start`.
    Of a `hidden` one the words stand here alone, not in the log, so that they can be shown again.
    """

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="cues")
    cue = models.CharField(max_length=26)
    language = models.CharField(max_length=35)
    key = models.CharField(max_length=64, null=True, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    person = _person()
    source = models.CharField(max_length=8)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    engine = models.CharField(max_length=80, blank=True)
    original = models.CharField(max_length=35, blank=True)
    doubts = models.JSONField(default=list)
    revised_by = _person()
    lost = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "cue", "language"], name="one_cue_per_language"),
            models.UniqueConstraint(fields=["seminar", "key"], name="one_cue_per_key"),
        ]
        indexes = [
            models.Index(fields=["seminar", "language", "seq"], name="cue_by_seq"),
            models.Index(fields=["seminar", "language", "start"], name="cue_by_start"),
        ]


class Status(models.Model):
    """What was last told about the captions of one spoken language. `delay` in milliseconds."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="caption_statuses")
    language = models.CharField(max_length=35)
    status = models.CharField(max_length=10)
    delay = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "language"], name="one_caption_status_a_language")
        ]
