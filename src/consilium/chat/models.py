"""Rows of both chats. Written by `actions` alone."""

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id


class Message(models.Model):
    """A message; `seq` is its entry's number and so its place. A removed one keeps no text; that of a hidden
    one stands here alone.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    text = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=35)
    backstage = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["seminar", "by", "key"], name="one_message_per_key")]
        indexes = [
            models.Index(fields=["seminar", "backstage", "seq"], name="message_in_order"),
            models.Index(fields=["seminar", "by", "at"], name="message_by_person"),
        ]
