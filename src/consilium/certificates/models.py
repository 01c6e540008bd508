"""Rows of what remains for a person: by which rules, what they said of the seminar, their certificate.

Written by `actions` alone. Who was present when lies in `room` and `checks`: see `attendance`.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilium.certificates import vocabulary
from consilium.certificates.vocabulary import BadRules
from consilium.kernel.ids import new_id

PERSON = settings.AUTH_USER_MODEL


def understood(document: object) -> None:
    """Rules that come with a row, as in a seminar file: each page that shows them reads them anew."""
    try:
        vocabulary.parse(document)
    except BadRules as bad:
        raise ValidationError(str(bad)) from None


class RuleSet(models.Model):
    """One version of the rules of one kind of certificate. A version never changes; a new one is a new row.

    `rules` is the document as `vocabulary.parse` has checked it. `shipped`: it came with this program.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(_("version"))
    rules = models.JSONField(_("rules"), validators=[understood])
    shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_rule_set_per_version")]
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Requirement(models.Model):
    """A rule set by which this seminar issues certificates. `credits`: at most so many, as the accreditor
    granted them; empty for what the rule set says. `test`: the questions of the knowledge test, see
    `vocabulary`.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="requirements")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="requirements")
    credits = models.DecimalField(
        _("credits granted"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    accreditor = models.CharField(_("accreditor"), max_length=200, blank=True)
    reference = models.CharField(_("accreditor's reference"), max_length=120, blank=True)
    test = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["rule_set__slug", "id"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "rule_set"], name="one_requirement_per_rule_set")
        ]


class Evaluation(models.Model):
    """What a person said of a seminar, once: {question id: answer}; and of the questions of the knowledge
    test (`asked`, 0 without one) so many were answered `right`, at best.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="evaluations")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="evaluations")
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="one_evaluation_per_person")
        ]


class Certificate(models.Model):
    """A certificate as it was issued. `id` is its public number: whoever has it may verify it, nobody
    guesses it.

    What is printed is kept here, so that neither a changed name nor changed rules change the paper:
    `holder_name` as printed, `language` of the paper (BCP 47), `credits` in `unit` ("credits" or "hours"),
    `minutes` counted. `verdict`: what was met, as `rules.Finding`s. `pdf` is empty until the `tasks` process
    has made it; `sha256` is that of the signed file, in hex.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="certificates")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="certificates")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="certificates")
    holder_name = models.CharField(_("name as printed"), max_length=120)
    language = models.CharField(_("language"), max_length=35)
    unit = models.CharField(max_length=10, default="credits")
    credits = models.DecimalField(max_digits=5, decimal_places=2)
    minutes = models.PositiveIntegerField()
    accreditor = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    verdict = models.JSONField(default=list, blank=True)
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True)
    name_shown = models.BooleanField(_("name shown to whoever verifies"), default=False)
    pdf = models.FileField(upload_to="certificates/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["issued_at", "id"]
        indexes = [models.Index(fields=["person", "issued_at"], name="certificates_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "person", "rule_set"], name="one_certificate_per_rule_set"
            )
        ]
