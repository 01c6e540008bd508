"""Rows of presence checks and of which pages were visible. Written by `actions` alone."""

import secrets

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id

PERSON = settings.AUTH_USER_MODEL


def _seed() -> str:
    return secrets.token_hex(16)


class CheckPlan(models.Model):
    """That and how presence is watched in a seminar; no row: it is not.

    Checks come `shortest` to `longest` seconds after one another, 0 for none, as `seed` draws them, and are
    to be answered within `answer` seconds. `tab`: pages tell whether they are visible.
    """

    seminar = models.OneToOneField(
        "seminars.Seminar", primary_key=True, on_delete=models.CASCADE, related_name="check_plan"
    )
    shortest = models.PositiveIntegerField(default=0)
    longest = models.PositiveIntegerField(default=0)
    answer = models.PositiveIntegerField(default=60)
    tab = models.BooleanField(default=False)
    seed = models.CharField(max_length=32, default=_seed, editable=False)


class Check(models.Model):
    """A check that was called, the `number`th of its seminar from 0."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="checks")
    number = models.PositiveIntegerField()
    called_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["seminar", "number"], name="one_check_per_number")]


class CheckAnswer(models.Model):
    """A person's first answer to a check, also when it came late."""

    check_called = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_called", "person"], name="one_answer_per_check")
        ]


class Glance(models.Model):
    """From `at` on a page of a person was visible, or was not. See `rules.Glance`."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="glances")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    visible = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "person", "tab", "number"], name="one_glance_per_number"
            )
        ]
