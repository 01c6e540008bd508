"""The organisation: its member states in their own order, institutions, working groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consilium.kernel.ids import new_id


class MemberState(models.Model):
    """A member state by its ISO 3166-1 alpha-2 code. `position` is the organisation's own order."""

    code = models.CharField(_("code"), primary_key=True, max_length=2)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("member state")
        verbose_name_plural = _("member states")


class Institution(models.Model):
    """A hospital, university or ministry. `verified` is set by the administrator."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=2)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        ordering = ["state", "name"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [models.UniqueConstraint(fields=["state", "name"], name="one_institution_per_name")]

    def __str__(self) -> str:
        return self.name


class WorkingGroup(models.Model):
    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["title"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def __str__(self) -> str:
        return self.title
