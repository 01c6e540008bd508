"""The form for a file of slides. What the file holds is judged by actions and by the conversion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consilium.seminars.models import Contribution, Seminar
from consilium.slides.conversion import OFFICE, PDF
from consilium.slides.models import Deck
from consilium.slides.queries import contributions


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
    contribution = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Contribution.objects.none(),
        required=False,
        empty_label=_("the whole seminar"),
    )

    def __init__(self, *arguments: Any, seminar: Seminar, **values: Any) -> None:
        super().__init__(*arguments, **values)
        field = self.fields["contribution"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = contributions(seminar)
        field.label_from_instance = _title  # type: ignore[method-assign]


def _title(contribution: Contribution) -> str:
    return contribution.title
