"""The profile."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _

from consilium.accounts import queries
from consilium.accounts.models import Person
from consilium.accounts.rules import is_time_zone


class ProfileForm(forms.ModelForm[Person]):
    """Professional identity, languages, time zone."""

    languages_spoken = forms.MultipleChoiceField(
        label=_("Languages I speak"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages_read = forms.MultipleChoiceField(
        label=_("Languages I read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    interface_language = forms.ChoiceField(label=_("Language of the pages"), required=False)

    class Meta:
        model = Person
        fields = (
            "name",
            "title",
            "specialty",
            "state",
            "institution",
            "institution_name",
            "languages_spoken",
            "languages_read",
            "time_zone",
            "interface_language",
            "answer_mails",
            "certificate_mails",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        languages = queries.language_choices()
        zones = [("", _("From this browser")), *queries.zone_choices(self.instance.time_zone)]
        self._choices("languages_spoken", languages)
        self._choices("languages_read", languages)
        self._choices("interface_language", [("", _("As the browser asks")), *languages])
        self._choices("state", [("", "–"), *queries.state_choices()])
        self._choices("time_zone", zones)
        institution = self.fields["institution"]
        assert isinstance(institution, forms.ModelChoiceField)  # noqa: S101  for the type checker
        institution.empty_label = "–"

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices


class TimeZoneForm(forms.Form):
    time_zone = forms.CharField(max_length=64)

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if not is_time_zone(zone):
            raise forms.ValidationError(_("That time zone is not known."), code="unknown")
        return zone


class PersonForm(forms.ModelForm[Person]):
    """A person, as the administrator writes them down."""

    def clean_email(self) -> str:
        """In lower case, and nobody else's: what somebody confirmed beside their first address is theirs."""
        email: str = self.cleaned_data["email"].strip().lower()
        if EmailAddress.objects.filter(email=email, verified=True).exclude(user=self.instance.pk).exists():
            raise self.instance.unique_error_message(Person, ("email",))
        return email
