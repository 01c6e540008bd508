"""Rows of translations and glossaries. Written by `actions` and `glossary` alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilium.kernel.ids import new_id

ORGANISATION = "organisation"


class Glossary(models.Model):
    """The terms of one seminar, or of the whole organisation (id "organisation", no seminar).

    `id` is the seminar's. `version` is another word after each change: what was made with other terms is not
    used again.
    """

    id = models.CharField(primary_key=True, max_length=26, editable=False)
    seminar = models.OneToOneField(
        "seminars.Seminar", on_delete=models.CASCADE, null=True, related_name="glossary", editable=False
    )
    version = models.CharField(max_length=26, default=new_id, editable=False)

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")


class Term(models.Model):
    """What one notion is called: by language tag its name and then its other forms, as a text has them.

    `keep`: the same in every language, as it is written.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    glossary = models.ForeignKey(Glossary, on_delete=models.CASCADE, related_name="terms")
    texts = models.JSONField(_("texts"), default=dict)
    keep = models.BooleanField(_("keep as is"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    @property
    def name(self) -> str:
        """What it is called in the first of its languages."""
        return next((str(forms[0]) for forms in self.texts.values() if forms), "")


class Cached(models.Model):
    """What engines made of a text. `key` is a hash of the text, pair, engines and glossary (see `memory`)."""

    key = models.CharField(primary_key=True, max_length=64)
    target = models.CharField(max_length=35)
    text = models.TextField()
    doubts = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="cached_by_age")]


class Reading(models.Model):
    """A text of a seminar in one more language. `by` is the person who wrote it; null when a machine did.

    `hidden` with its text: told to nobody, and kept for when the text is shown again.
    """

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="readings")
    subject = models.CharField(max_length=80)
    language = models.CharField(max_length=35)
    text = models.TextField()
    engine = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    doubts = models.JSONField(default=list)
    audience = models.CharField(max_length=40)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "subject", "language"], name="one_reading_per_language"
            )
        ]


class Recognised(models.Model):
    """The language of a text where a person has put it right; `hidden` as a reading is."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="recognised")
    subject = models.CharField(max_length=80)
    language = models.CharField(max_length=35)
    audience = models.CharField(max_length=40)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "subject"], name="one_language_per_subject")
        ]


class Wanted(models.Model):
    """A language that somebody reads in a seminar."""

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="wanted_languages")
    language = models.CharField(max_length=35)
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["seminar", "language"], name="one_wish_per_language")]
