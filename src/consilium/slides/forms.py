"""The form for a file of slides. What the file holds is judged by actions and by the conversion."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from consilium.seminars.models import Contribution, Seminar
from consilium.slides.conversion import OFFICE, PDF
from consilium.slides.models import Deck
from consilium.slides.queries import contributions


class _ContributionField(forms.ModelChoiceField[Contribution]):
    def label_from_instance(self, obj: Contribution) -> str:
        return obj.title


class DeckForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the action says it better
        widget=forms.FileInput(attrs={"accept": ",".join((PDF, *OFFICE))}),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=Deck._meta.get_field("title").max_length,
        required=False,
        help_text=_("As the audience sees it. Empty: the name of the file."),
    )
    contribution = _ContributionField(
        label=_("Belongs to"),
        queryset=Contribution.objects.none(),
        required=False,
        empty_label=_("the whole seminar"),
    )

    def __init__(self, *arguments: Any, seminar: Seminar, **values: Any) -> None:
        super().__init__(*arguments, **values)
        cast(_ContributionField, self.fields["contribution"]).queryset = contributions(seminar)
