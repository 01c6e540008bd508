"""Rows of the booths and channels. Written by the app's actions alone.

Moments are whole milliseconds since 1970, as the log and the state count them; 0 is "not".
"""

from typing import Any

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id

SEMINAR = "seminars.Seminar"


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Booth(models.Model):
    """A team's place; `languages` are those it speaks into, the main one first. A closed one keeps its
    messages. `slowdown_at`: when it asked for slower speech; 0 once another asks later, or the seminar ends.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(SEMINAR, on_delete=models.CASCADE, related_name="booths")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    languages = models.JSONField(default=list)
    closed = models.BooleanField(default=False)
    slowdown_at = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "key"], name="one_booth_per_key")]


class Seat(models.Model):
    """A person works in a booth; the order of ids is the order in which they came."""

    booth = models.ForeignKey(Booth, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["booth", "person"], name="one_seat_per_booth")]


class Channel(models.Model):
    """One open channel, field by field the `Channel` of `state`, where the fields are explained.

    An agreed handover whose moment has passed may still stand here as `next`: see `state.settled`.
    """

    seminar = models.ForeignKey(SEMINAR, on_delete=models.CASCADE, related_name="channels")
    language = models.CharField(max_length=35)
    kind = models.CharField(max_length=8, default="audio")
    pivot = models.BooleanField(default=False)
    holder = _person()
    since = models.BigIntegerField(default=0)
    silenced = models.BooleanField(default=False)
    asked_by = _person()
    asked_for = _person()
    next = _person()
    next_at = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "language"], name="one_channel_a_language")]


class Interpreter(models.Model):
    """What an interpreter shows of themselves: ready since, on the floor since; `resumes` is the channel
    that fell silent because they went onto the floor.
    """

    seminar = models.ForeignKey(SEMINAR, on_delete=models.CASCADE, related_name="interpreters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ready_since = models.BigIntegerField(default=0)
    voiced_since = models.BigIntegerField(default=0)
    resumes = models.CharField(max_length=35, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "person"], name="one_interpreter_a_person")]


class Slowdown(models.Model):
    """Somebody asked for slower speech. Who is not kept; which booth, to count its asking twice as once, is
    not kept beyond the next asking, or the end of the seminar.
    """

    seminar = models.ForeignKey(SEMINAR, on_delete=models.CASCADE, related_name="slowdowns")
    at = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "at"], name="one_slowdown_a_moment")]


class BoothMessage(models.Model):
    """A message within a booth; `seq` is its entry's number and so its place."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    booth = models.ForeignKey(Booth, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    text = models.TextField(max_length=500)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["booth", "by", "key"], name="one_booth_message_per_key")
        ]
