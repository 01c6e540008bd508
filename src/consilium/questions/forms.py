"""Answering in writing after the seminar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consilium.kernel.ids import is_id
from consilium.questions.rules import LONGEST_ANSWER


class AnswerForm(forms.Form):
    """`key` comes from the page, so that a form sent twice writes one answer."""

    question = forms.CharField(max_length=26)
    key = forms.RegexField(r"^[A-Za-z0-9-]{8,64}\Z")
    text = forms.CharField(label=_("Answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea)

    def clean_question(self) -> str:
        id: str = self.cleaned_data["question"]
        if not is_id(id):
            raise forms.ValidationError(_("There is no such question in this seminar."), code="unknown")
        return id
