"""Rows of the live room: where each person stands, how the programme is laid out, who was present when."""

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id


class Standing(models.Model):
    """A person's place in the room since a moment: on the stage, with the floor, with a hand up, removed.

    The row stays with `active` false when it is over: who was called off the stage is not seated again by
    coming back. `called`: a moderator called them onto the stage though they held no speaker's role; all
    others stand there by their role, and no longer than they hold it.
    """

    class Kind(models.TextChoices):
        STAGE = "stage"
        FLOOR = "floor"
        HAND = "hand"
        REMOVED = "removed"

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="standings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    since = models.DateTimeField()
    active = models.BooleanField(default=True)
    called = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person", "kind"], name="one_standing_of_a_kind")
        ]


class Programme(models.Model):
    """What everyone of one seminar sees alike: the layout, the last tally of who is present by state, and the
    floor's turn (see `state.Turn`).
    """

    seminar = models.OneToOneField(
        "seminars.Seminar", primary_key=True, on_delete=models.CASCADE, related_name="programme"
    )
    layout = models.CharField(max_length=10, default="slides")
    present = models.PositiveIntegerField(default=0)
    states = models.JSONField(default=dict)
    turn_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    turn_language = models.CharField(max_length=35, blank=True)
    turn_how = models.CharField(max_length=10, blank=True)
    turn_since = models.DateTimeField(null=True, blank=True)
    full = models.BooleanField(default=False)  # no seat was free when it was told last


class Seat(models.Model):
    """A place on the SFU for someone of the audience: see seats.py."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "person"], name="one_seat_each")]


class Presence(models.Model):
    """A time during which a person followed the live stream, in one or more tabs, through short losses of
    the line.

    `seen_at` is renewed while it lasts (every 30 s); `closed_at` is when they left, or was last seen when
    the live process was killed. `process` is the live process that keeps the row. Written by the live
    process alone.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=2, blank=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    process = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seminar", "closed_at"], name="presence_open")]
