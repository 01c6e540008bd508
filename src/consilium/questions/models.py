"""Rows of questions. Written by `actions` alone."""

from django.conf import settings
from django.db import models
from django.db.models import PROTECT

from consilium.kernel.ids import new_id
from consilium.questions.state import ANSWERED, DISMISSED, OPEN, PENDING

PERSON = settings.AUTH_USER_MODEL


class Question(models.Model):
    """A question from the audience.

    `held`: only its asker and the staff know it yet. `votes` is what the log has told, not the number of
    upvotes at this moment. Of what is `hidden` the words stand in its row alone, not in the log. A person who
    asked is erased by redaction, not by deleting the row: hence PROTECT.
    """

    class Status(models.TextChoices):
        PENDING = PENDING
        OPEN = OPEN
        ANSWERED = ANSWERED
        DISMISSED = DISMISSED

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="questions")
    asker = models.ForeignKey(PERSON, on_delete=PROTECT, related_name="questions")
    key = models.CharField(max_length=64)
    text = models.TextField(max_length=1000)
    language = models.CharField(max_length=35)
    anonymous = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    held = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    assigned = models.ForeignKey(PERSON, on_delete=PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="merged"
    )
    votes = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "asker", "key"], name="one_question_per_key")
        ]
        indexes = [models.Index(fields=["seminar", "asker", "asked_at"], name="question_by_asker")]


class Upvote(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="upvotes")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="one_upvote_per_person")]


class WrittenAnswer(models.Model):
    """An answer in writing; `seq` is its entry's number and so its place among the answers."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(PERSON, on_delete=PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    text = models.TextField(max_length=4000)
    language = models.CharField(max_length=35)
    at = models.DateTimeField()
    seq = models.BigIntegerField()
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["question", "by", "key"], name="one_answer_per_key")]


class Answering(models.Model):
    """The question that a seminar is answering now; no row when it is answering none."""

    seminar = models.OneToOneField(
        "seminars.Seminar", primary_key=True, on_delete=models.CASCADE, related_name="answering"
    )
    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="answering")
    since = models.DateTimeField()
