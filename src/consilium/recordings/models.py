"""Rows of the recording: takes, and what their files hold. Written by the app's actions alone."""

from typing import Any

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Take(models.Model):
    """One recording run. `key` is what the page called it.

    `spans`: what is to be hidden, [start, end) in milliseconds, also where nothing has come yet. Of what has:
    `cut`: the numbers of the segments not shown, as [first, last]; `hidden`: their moments, [from, to].
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        ON = "on"
        BROKEN = "broken"
        OVER = "over"

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="takes")
    key = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    started_at = models.DateTimeField()
    started_by = _person()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = _person()
    spans = models.JSONField(default=list)
    cut = models.JSONField(default=list)
    hidden = models.JSONField(default=list)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "key"], name="one_take_per_key")]


class Rendition(models.Model):
    """What a take is made of: the picture, the floor's sound, one sound a channel.

    `codec` as in a playlist ("avc1.42E01F", "opus"); the size of the picture is that of its newest beginning.
    `loudness` in LUFS (EBU R128) and `peak` in dBFS, of a sound that is over; null for not measured.
    """

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=40)
    codec = models.CharField(max_length=40, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    loudness = models.FloatField(null=True, blank=True)
    peak = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["take", "name"], name="one_rendition_of_a_name")]


class Segment(models.Model):
    """One file of one rendition. The same `n` of all renditions covers the same time (milliseconds)."""

    rendition = models.ForeignKey(Rendition, on_delete=models.CASCADE, related_name="segments")
    n = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    init = models.CharField(max_length=60)
    at = models.BigIntegerField()
    duration = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    discontinuity = models.BooleanField(default=False)
    filled = models.BooleanField(default=False)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["rendition", "n"], name="one_segment_of_a_number")]


class Acknowledged(models.Model):
    """A person has read that this seminar is recorded. No fact: it concerns nobody else."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "person"], name="one_acknowledgement")]


class Download(models.Model):
    """A file of a take to be kept, made when somebody asks for it. No fact: it concerns nobody else.

    `kind` is "film" (the picture with one sound), "sound", or what an app above offers (see makers);
    `rendition` names what was chosen of it. `segments` tells of what it was made: when it would be made of
    other segments or words, it is no longer given out. `done` in per cent. `run`: who makes it now, so that
    one who was taken for dead and comes late changes nothing.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="downloads")
    kind = models.CharField(max_length=5)
    rendition = models.CharField(max_length=40)
    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    error = models.CharField(max_length=12, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    segments = models.CharField(max_length=64, blank=True)
    run = models.CharField(max_length=26, blank=True)
    file = models.CharField(max_length=200, blank=True)
    bytes = models.BigIntegerField(default=0)
    asked_by = _person()
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["take", "kind", "rendition"], name="one_download_of_a_kind")
        ]


class Handout(models.Model):
    """Whether every member of a seminar may keep files of it; without a row, those who lead it may."""

    seminar = models.OneToOneField("seminars.Seminar", on_delete=models.CASCADE, related_name="+")
    to_members = models.BooleanField(default=False)
