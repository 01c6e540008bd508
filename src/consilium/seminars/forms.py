"""What people write about themselves when they register, and what organisers write about a link."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilium.accounts.models import Person
from consilium.accounts.queries import language_choices
from consilium.kernel.roles import Role
from consilium.organisation.queries import state_options
from consilium.seminars.actions import Answers
from consilium.seminars.models import ROLES, Registration


class RegistrationForm(forms.ModelForm[Registration]):
    """Who comes, from where, in which languages, with which question."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    state = forms.ChoiceField(label=_("State"))
    languages = forms.MultipleChoiceField(
        label=_("Languages I follow in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Registration
        fields = ("state", "institution", "specialty", "languages", "question")
        widgets = {"question": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"question": _("Write in your language. The speakers see it before the seminar.")}

    def __init__(self, *, person: Person, data: Any = None) -> None:
        known = person.institution.name if person.institution else person.institution_name
        given = {
            "name": person.name,
            "state": person.state,
            "institution": known,
            "specialty": person.specialty,
            "languages": person.languages_read or person.languages_spoken,
        }
        super().__init__(data, initial=given)
        set_choices(self, "state", [("", "–"), *state_options()])
        set_choices(self, "languages", language_choices())
        self.fields["question"].required = False
        self.order_fields(["name", "state", "institution", "specialty", "languages", "question"])

    def answers(self) -> Answers:
        values = self.cleaned_data
        return Answers(
            state=values["state"],
            institution=values["institution"],
            specialty=values["specialty"],
            languages=tuple(values["languages"]),
            question=values["question"],
        )


class LinkForm(forms.Form):
    """A personal link for one person in one role."""

    LIVES = [("", _("Until a month after the seminar")), ("1", _("One day")), ("7", _("One week"))]

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.ATTENDEE.value)
    days = forms.ChoiceField(label=_("The link works"), choices=LIVES, required=False)

    def values(self) -> dict[str, Any]:
        """Arguments of `actions.invite`."""
        values = self.cleaned_data
        days = int(values["days"] or 0)
        return {
            "email": values["email"],
            "name": values["name"],
            "role": Role(values["role"]),
            "expires_at": timezone.now() + timedelta(days=days) if days else None,
        }


def set_choices(form: forms.BaseForm, name: str, choices: list[Any]) -> None:
    """Choices that depend on the interface language or on rows: known only when the form is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices


def set_none(form: forms.BaseForm, *names: str) -> None:
    """What is offered for "none of these": a dash, as for states."""
    for name in names:
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.empty_label = "–"
