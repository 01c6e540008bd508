"""What attendees say of a seminar and want on their certificate; what organisers choose."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consilium.certificates import actions, correcting, evaluations, knowledge, queries, vocabulary
from consilium.certificates.knowledge import TestQuestion, Why
from consilium.certificates.models import Evaluation, Requirement, RuleSet
from consilium.certificates.paper.content import in_language
from consilium.certificates.vocabulary import BadRules, Question
from consilium.kernel import languages
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

_TEST = "test."  # no id of a question has a dot in it, see `vocabulary`


class EvaluationForm(forms.Form):
    """The questions of the seminar's rule sets, and its knowledge test while it may be taken."""

    def __init__(self, *, member: Member, given: Evaluation | None, data: Any = None) -> None:
        self.questions = queries.questions(member.seminar)
        taken = given.attempts if given else 0
        self.test: list[TestQuestion] = queries.test_of(member.seminar) if taken < actions.ATTEMPTS else []
        super().__init__(data, initial=given.answers if given else None)
        self.fixed = evaluations.fixed(given, self.questions) if given else set()
        for question in self.questions:
            self.fields[question.id] = _field(question)
            self.fields[question.id].disabled = question.id in self.fixed
        for number, asked in enumerate(self.test):
            self.fields[f"{_TEST}{number}"] = forms.ChoiceField(
                label=asked["text"],
                choices=[(str(n), option) for n, option in enumerate(asked["options"])],
                widget=forms.RadioSelect,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """The test is taken whole or not at all."""
        values = super().clean() or {}
        chosen = [values.get(f"{_TEST}{n}") for n in range(len(self.test))]
        for number, choice in enumerate(chosen):
            if not choice and any(chosen) and f"{_TEST}{number}" not in self.errors:
                self.add_error(f"{_TEST}{number}", _("Please answer every question of the test."))
        return values

    def answers(self) -> dict[str, str]:
        return {question.id: self.cleaned_data[question.id] for question in self.questions}

    def chosen(self) -> list[int] | None:
        """The positions chosen in the test; None when it was not taken."""
        found = [self.cleaned_data[f"{_TEST}{n}"] for n in range(len(self.test))]
        return [int(choice) for choice in found] if found and all(found) else None


def _field(question: Question) -> forms.Field:
    label, required = in_language(question.text), question.required
    if question.kind == vocabulary.WORDS:
        words = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        return forms.CharField(label=label, required=required, max_length=actions.LONGEST_WORDS, widget=words)
    help_text = ""
    if question.kind == vocabulary.SCALE:
        choices = [(str(mark), str(mark)) for mark in range(1, vocabulary.MARKS + 1)]
        help_text = _("1: not at all, 5: fully")
    elif question.kind == vocabulary.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    else:
        choices = [(str(n), in_language(option)) for n, option in enumerate(question.options)]
    return forms.ChoiceField(
        label=label, required=required, choices=choices, widget=forms.RadioSelect, help_text=help_text
    )


class AwardForm(forms.Form):
    """How the certificate is printed."""

    holder_name = forms.CharField(
        label=gettext_lazy("Your name, as it is to be printed"),
        max_length=correcting.LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the certificate"),
        choices=[(language.tag, language.endonym) for language in languages.INTERFACE],
    )


#: Why the lines of a knowledge test are refused, by `knowledge.Why`.
_WHY = {
    Why.MANY: gettext_lazy("A test has at most %(most)s questions."),
    Why.OPTIONS: gettext_lazy("Question %(place)s: write %(fewest)s to %(options)s options, one a line."),
    Why.RIGHT: gettext_lazy("Question %(place)s: put a star before exactly one option."),
    Why.TWICE: gettext_lazy("Question %(place)s: an option is written twice."),
    Why.LINE: gettext_lazy("Question %(place)s: a line has 1 to %(longest)s characters."),
}
_LIMITS = {
    "most": knowledge.MOST,
    "fewest": knowledge.FEWEST_OPTIONS,
    "options": knowledge.MOST_OPTIONS,
    "longest": knowledge.LONGEST,
}


class _RuleSetField(forms.ModelChoiceField[RuleSet]):
    """Of each kind the newest version, and those in force: who begins today is not to begin by old rules."""

    newest: frozenset[str] = frozenset()

    def offer(self, seminar: Seminar) -> None:
        self.newest = frozenset(row.pk for row in queries.newest_rule_sets())
        kept = {row.rule_set_id for row in queries.requirements(seminar)}
        self.queryset = RuleSet.objects.filter(pk__in=self.newest | kept)

    def label_from_instance(self, obj: RuleSet) -> str:
        name = in_language(queries.rules_of(obj).name)
        return name if obj.pk in self.newest else f"{name} ({obj.version})"


class RequirementForm(forms.ModelForm[Requirement]):
    """A rule set for a seminar. The same one again changes what was said of it: `row` is what it says now."""

    rule_set = _RuleSetField(label=gettext_lazy("Rules"), queryset=RuleSet.objects.none(), empty_label=None)
    credits = forms.DecimalField(
        label=gettext_lazy("Credits granted"),
        help_text=gettext_lazy("As the accreditor granted them. Empty: what the rules say."),
        required=False,
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0.25), MaxValueValidator(100)],
    )
    test = forms.CharField(
        label=gettext_lazy("Knowledge test"),
        help_text=gettext_lazy(
            "Only for rules that ask for one. A question, its options below it one a line, a star before the "
            "right one; an empty line before the next question."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    class Meta:
        model = Requirement
        fields = ("rule_set", "credits", "accreditor", "reference")

    field_order = ("rule_set", "credits", "accreditor", "reference", "test")

    def __init__(self, data: Any = None, *, seminar: Seminar, row: Requirement | None = None) -> None:
        super().__init__(data, instance=row, initial={"test": knowledge.write(row.test) if row else ""})
        field = self.fields["rule_set"]
        assert isinstance(field, _RuleSetField)  # noqa: S101  for the type checker
        field.offer(seminar)

    def clean_test(self) -> list[TestQuestion]:
        try:
            return knowledge.parse(self.cleaned_data["test"])
        except BadRules as bad:
            raise forms.ValidationError(_WHY[Why(bad.why)] % (_LIMITS | {"place": bad.path})) from None

    def validate_unique(self) -> None:
        """The action changes the row that there is."""


class RuleSetForm(forms.ModelForm[RuleSet]):
    """A rule set as JSON, for the administrator."""

    text = forms.CharField(
        label=gettext_lazy("Rules as JSON"),
        widget=forms.Textarea(attrs={"rows": 24, "dir": "ltr", "spellcheck": "false"}),
        max_length=vocabulary.LARGEST,
        strip=False,
    )

    class Meta:
        model = RuleSet
        fields = ()

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            actions.check_rule_set(text)
        except BadRules as bad:
            raise forms.ValidationError(str(bad)) from None
        return text
