from django import forms

from consilium.ui.context import THEMES


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES])
