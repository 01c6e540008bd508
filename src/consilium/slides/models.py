"""Rows of decks and their pages. Written by `actions` alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilium.kernel.ids import new_id
from consilium.seminars.models import Contribution, Seminar

PERSON = settings.AUTH_USER_MODEL


class Deck(models.Model):
    """One uploaded file of slides.

    `pages` is 0 until it is known, `pages_done` counts while it converts, `error` is a code of `messages`.
    A failed or withdrawn deck keeps its row, but no file.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        CONVERTING = "converting", _("Converting")
        PREVIEW = "preview", _("To approve")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="decks")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="decks"
    )
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="decks")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    pages = models.PositiveSmallIntegerField(default=0)
    pages_done = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "sha256"],
                condition=models.Q(withdrawn_at=None) & ~models.Q(status="failed"),
                name="one_deck_per_file",
            )
        ]
        verbose_name = _("deck of slides")
        verbose_name_plural = _("decks of slides")


class Slide(models.Model):
    """One page: a WebP picture of `width` x `height` pixels and its text."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="slides")
    number = models.PositiveSmallIntegerField()
    image = models.FileField(max_length=200)
    text = models.TextField(blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["deck", "number"], name="one_slide_per_number")]


class ShownSlide(models.Model):
    """The page before the audience of a seminar; no row when none is."""

    seminar = models.OneToOneField(
        Seminar, primary_key=True, on_delete=models.CASCADE, related_name="shown_slide"
    )
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="+")
    page = models.PositiveSmallIntegerField()
