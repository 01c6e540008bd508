"""Rows of the archive: what was taken out of it, by whom and why. Written by `actions` alone."""

from typing import Any

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Edit(models.Model):
    """Something of a recording that is hidden, until it is undone, or redacted, for good.

    `subject`: "span" (from `start` to `end`, in milliseconds since 1970), "question:<id>", "answer:<id>",
    "cue:<id>" or "person:<id>". Of a person: what they had said before `end`, told late or not.
    `items`: the questions, answers, cues and messages whose words went with it, as subjects.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="edits")
    key = models.CharField(max_length=64)
    subject = models.CharField(max_length=40)
    start = models.BigIntegerField(default=0)
    end = models.BigIntegerField(default=0)
    items = models.JSONField(default=list)
    redacted = models.BooleanField(default=False)
    reason = models.TextField(max_length=500)
    at = models.DateTimeField()
    by = _person()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = _person()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "key"], name="one_edit_per_key")]
