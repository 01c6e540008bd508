"""Rows of the log. Written by `actions.append` alone."""

from django.db import models


class Stream(models.Model):
    """One seminar's log. `last_seq` is raised in the same transaction that adds the entries.

    `edition` is raised when words are taken out of entries: copies made before are not those of now.
    """

    id = models.CharField(primary_key=True, max_length=64)
    last_seq = models.BigIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)


class LogEntry(models.Model):
    """One entry; `key` makes an append idempotent (workers and batches set it, others leave it null)."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="entries")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=80)
    kind = models.CharField(max_length=64)
    v = models.SmallIntegerField(default=1)
    data = models.JSONField()
    redacted = models.BooleanField(default=False)
    key = models.CharField(max_length=96, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="one_entry_per_seq"),
            models.UniqueConstraint(fields=["stream", "key"], name="one_entry_per_key"),
        ]
