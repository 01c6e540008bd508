"""The form by which a glossary is imported."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consilium.translation import glossary
from consilium.translation.glossary_files import LARGEST, Parsed, Refused, read


class ImportForm(forms.Form):
    """After `is_valid`, `parsed` holds the lines of the file, and those that were not understood."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV with one column a language, or TBX; up to 2 MB.")
    )
    parsed: Parsed

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        try:
            self.parsed = read(file.read(LARGEST + 1))
        except Refused as refusal:
            raise forms.ValidationError(glossary.why(refusal.code)) from None
        return file
