"""Rows of polls. Written by `actions` alone."""

from django.conf import settings
from django.db import models

from consilium.kernel.ids import new_id
from consilium.polls.rules import MULTIPLE, SCALE, SINGLE
from consilium.polls.state import CLOSED, DRAFT, OPEN, PUBLISHED

PERSON = settings.AUTH_USER_MODEL


class Poll(models.Model):
    """A poll. `counts` (per option; [] before the first) and `voters` are what the log has told.

    `untallied`: ballots came in since.
    """

    class Status(models.TextChoices):
        DRAFT = DRAFT
        OPEN = OPEN
        CLOSED = CLOSED
        PUBLISHED = PUBLISHED

    class Form(models.TextChoices):
        SINGLE = SINGLE
        MULTIPLE = MULTIPLE
        SCALE = SCALE

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="polls")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    form = models.CharField(max_length=8, choices=Form.choices)
    options = models.JSONField()
    language = models.CharField(max_length=35, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=list)
    voters = models.PositiveIntegerField(default=0)
    untallied = models.BooleanField(default=False)
    discarded = models.BooleanField(default=False)

    class Meta:
        ordering = ["drafted_at", "id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "by", "key"], name="one_poll_per_key")]


class Vote(models.Model):
    """A person's ballot: positions of the options, ascending. Changed while the poll is open."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    choices = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="one_vote_per_person")]
