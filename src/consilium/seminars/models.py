"""Rows of the seminar before, during and after the room. Written by `actions` alone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilium.accounts.models import Person
from consilium.kernel.ids import new_id
from consilium.kernel.roles import Role

PERSON = settings.AUTH_USER_MODEL
ROLES = [
    (Role.ORGANISER.value, _("Organiser")),
    (Role.CHAIR.value, _("Chair")),
    (Role.MODERATOR.value, _("Moderator")),
    (Role.PANELLIST.value, _("Panellist")),
    (Role.PRESENTER.value, _("Presenter")),
    (Role.INTERPRETER.value, _("Interpreter")),
    (Role.CAPTIONER.value, _("Captioner")),
    (Role.TECHNICIAN.value, _("Technician")),
    (Role.ATTENDEE.value, _("Attendee")),
]


class Topic(models.Model):
    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        ordering = ["title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title


class Series(models.Model):
    """A course of seminars."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title


class Seminar(models.Model):
    """One occasion with its programme, one log (stream id == `id`) and one page.

    `starts_at` and `ends_at` are what is announced, `started_at` and `ended_at` what happened. `objectives`
    holds one per line. `languages` is a list of {"tag": BCP 47, "mode": "floor"|"interpreter"|"captions"}.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Ended")

    class Admission(models.TextChoices):
        OPEN = "open", _("Open to everyone")
        APPROVAL = "approval", _("By approval")
        CLOSED = "closed", _("Closed")

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="seminars"
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="seminars"
    )
    working_group = models.ForeignKey(
        "organisation.WorkingGroup", on_delete=models.SET_NULL, null=True, blank=True, related_name="seminars"
    )
    organiser_state = models.CharField(_("host state"), max_length=2, blank=True)
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True, max_length=8000)
    objectives = models.TextField(_("learning objectives, one per line"), blank=True, max_length=4000)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    floor_language = models.CharField(_("floor language"), max_length=35, default="en")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    registration = models.CharField(
        _("registration"), max_length=10, choices=Admission.choices, default=Admission.OPEN
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    hold_questions = models.BooleanField(_("questions wait for review"), default=False)
    contact = models.EmailField(_("contact"), blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["status", "starts_at"], name="seminar_by_time")]
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")


class ProgrammeSession(models.Model):
    """A timed block of the programme."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(_("starts"))

    class Meta:
        ordering = ["position", "id"]


class Contribution(models.Model):
    """One talk, case or discussion, or a break between them. `minutes` is planned, `extra_minutes` was added
    in the room.
    """

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        CASE = "case", _("Case")
        DISCUSSION = "discussion", _("Discussion")
        PAUSE = "pause", _("Break")

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    session = models.ForeignKey(ProgrammeSession, on_delete=models.CASCADE, related_name="contributions")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TALK)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    position = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    speakers: models.ManyToManyField[Person, Any] = models.ManyToManyField(
        PERSON, related_name="contributions", blank=True
    )

    class Meta:
        ordering = ["session__position", "position", "id"]


class RoleGrant(models.Model):
    """A role that a person holds in a seminar. `interests` is the declared conflict of interest, in words."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="grants")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=ROLES)
    biography = models.TextField(_("biography"), blank=True, max_length=2000)
    interests = models.TextField(_("declared interests"), blank=True, max_length=1000)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person", "role"], name="one_grant_per_role")
        ]


class Registration(models.Model):
    """A person's registration, kept when it is cancelled. Waiting is first come, first served."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        PENDING = "pending", _("Waiting for approval")
        WAITING = "waiting", _("On the waiting list")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="registrations")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    state = models.CharField(_("state"), max_length=2, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    question = models.TextField(_("question to the speakers"), blank=True, max_length=1000)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["seminar", "status", "since"], name="registration_in_turn")]
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="one_registration_per_person")
        ]


class JoinLink(models.Model):
    """A personal way into one seminar in one role, without signing in. It dies by expiry or by revocation.

    `way_in`: its person came into the room by it, and neither by another nor by signing in since.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="join_links")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="join_links")
    role = models.CharField(_("role"), max_length=12, choices=ROLES)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    way_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "id"]


class Document(models.Model):
    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]


class Mail(models.Model):
    """A mail that goes out once. The row is made in the transaction that decides it."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=24)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="mails")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="mails")
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
