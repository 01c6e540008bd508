"""Persons: who signs in, with their professional identity. There are no user names."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consilium.kernel.ids import new_id


class Persons(BaseUserManager["Person"]):
    """What Django's own commands and allauth need; the product's own writes are in `actions`."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "Person":
        """A person and their address, which the first code entered verifies."""
        person = self.model(email=email.strip().lower(), **values)
        person.set_password(password)
        person.save(using=self._db)
        add_address(person)
        return person

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)


def add_address(person: "Person") -> None:
    """allauth's row for the address. Without it a code would be asked for twice at the first sign-in.

    The row of the address before goes: whoever reads that mailbox would still be let in.
    """
    from allauth.account.models import EmailAddress  # its model points at ours

    EmailAddress.objects.filter(user=person, primary=True).exclude(email=person.email).delete()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"primary": True})


class Person(AbstractBaseUser, PermissionsMixin):
    """One person. `state` is an ISO 3166-1 alpha-2 code; languages are lists of BCP 47 tags.

    The e-mail is kept in lower case. `institution` is one of the known institutions, `institution_name`
    what the person wrote when theirs is not among them.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    title = models.CharField(pgettext_lazy("person", "title"), max_length=80, blank=True)
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    institution = models.ForeignKey(
        "organisation.Institution",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("institution"),
    )
    institution_name = models.CharField(_("institution, when not listed"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    languages_spoken = models.JSONField(_("languages spoken"), default=list, blank=True)
    languages_read = models.JSONField(_("languages read"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    interface_language = models.CharField(_("interface language"), max_length=35, blank=True)
    answer_mails = models.BooleanField(
        _("Tell me by e-mail when a question of mine is answered after a seminar"), default=True
    )
    certificate_mails = models.BooleanField(
        _("Tell me by e-mail when a certificate of mine is ready or revoked"), default=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = Persons()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.id  # not the e-mail: this is what reaches logs and error pages
