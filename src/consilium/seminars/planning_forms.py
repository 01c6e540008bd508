"""What an organiser fills in, step by step."""

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from consilium.accounts.models import Person
from consilium.accounts.queries import language_choices, zone_choices
from consilium.kernel import languages
from consilium.organisation.queries import state_options
from consilium.seminars import times
from consilium.seminars.forms import set_choices, set_none
from consilium.seminars.models import Contribution, RoleGrant, Seminar

LARGEST_DOCUMENT = 50_000_000
DOCUMENT_TYPES = (
    ".pdf",
    ".docx",
    ".xlsx",
    ".pptx",
    ".odt",
    ".ods",
    ".odp",
    ".txt",
    ".csv",
    ".png",
    ".jpg",
    ".jpeg",
)
MINUTES = [MinValueValidator(1), MaxValueValidator(1440)]


class BasicsForm(forms.ModelForm[Seminar]):
    """Title, abstract, time and languages. The time is the host's: a day, a clock, a length, a zone."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    clock = forms.TimeField(label=_("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Length in minutes"), validators=MINUTES)
    time_zone = forms.ChoiceField(label=_("Time zone of the host"))
    organiser_state = forms.ChoiceField(label=_("Host state"), required=False)
    floor_language = forms.ChoiceField(label=_("Language of the floor"))
    interpreted = forms.MultipleChoiceField(
        label=_("Interpreted into"), required=False, widget=forms.CheckboxSelectMultiple
    )
    captioned = forms.MultipleChoiceField(
        label=_("Captions in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Seminar
        fields = (
            "title",
            "abstract",
            "objectives",
            "series",
            "topic",
            "working_group",
            "organiser_state",
            "registration",
            "capacity",
            "hold_questions",
            "contact",
        )
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 6}),
            "objectives": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "capacity": _("Empty means no limit. Whoever comes later waits on a list."),
            "hold_questions": _("Questions are shown to the audience after a moderator has looked at them."),
            "contact": _("Shown to people whose link does not work; mail is answered to this address."),
        }

    field_order = ("title", "abstract", "objectives", "day", "clock", "minutes", "time_zone",
                   "organiser_state", "floor_language", "interpreted", "captioned", "topic", "series",
                   "working_group", "registration", "capacity", "hold_questions", "contact")  # fmt: skip

    def __init__(self, data: Any = None, *, instance: Seminar | None = None) -> None:
        super().__init__(data, instance=instance, initial=_basics(instance) if instance else {"minutes": 90})
        set_choices(self, "time_zone", zone_choices(instance.time_zone if instance else ""))
        set_choices(self, "organiser_state", [("", "–"), *state_options()])
        set_none(self, "series", "topic", "working_group")
        for name in ("floor_language", "interpreted", "captioned"):
            set_choices(self, name, self._languages(instance))
        self.fields["capacity"].validators.append(MinValueValidator(1))

    @staticmethod
    def _languages(seminar: Seminar | None) -> list[tuple[str, str]]:
        """The twelve, and whatever else this seminar already has."""
        known = language_choices()
        tags = {tag for tag, _name in known}
        more = {seminar.floor_language, *(item["tag"] for item in seminar.languages)} if seminar else set()
        return [*known, *((tag, languages.endonym(tag)) for tag in sorted(more - tags))]

    def values(self) -> dict[str, Any]:
        """Fields of `Seminar` for `planning`."""
        cleaned = self.cleaned_data
        zone = times.zone_named(cleaned["time_zone"])
        starts = datetime.combine(cleaned["day"], cleaned["clock"], tzinfo=zone)
        floor = cleaned["floor_language"]
        heard = [tag for tag in cleaned["interpreted"] if tag != floor]
        read = [tag for tag in cleaned["captioned"] if tag != floor and tag not in heard]
        return {
            **{name: cleaned[name] for name in self.Meta.fields},
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=cleaned["minutes"]),
            "time_zone": cleaned["time_zone"],
            "floor_language": floor,
            "languages": [
                {"tag": floor, "mode": "floor"},
                *({"tag": tag, "mode": "interpreter"} for tag in heard),
                *({"tag": tag, "mode": "captions"} for tag in read),
            ],
        }


def _basics(seminar: Seminar) -> dict[str, Any]:
    local = seminar.starts_at.astimezone(times.zone_named(seminar.time_zone))
    modes = {mode: [item["tag"] for item in seminar.languages if item["mode"] == mode] for mode in MODES}
    return {
        "day": local.date(),
        "clock": local.time(),
        "minutes": round((seminar.ends_at - seminar.starts_at) / timedelta(minutes=1)),
        "time_zone": seminar.time_zone,
        "floor_language": seminar.floor_language,
        "interpreted": modes["interpreter"],
        "captioned": modes["captions"],
    }


MODES = ("floor", "interpreter", "captions")


class SessionForm(forms.Form):
    """A timed block on the seminar's day, in its host's time."""

    title = forms.CharField(label=_("Title of the session"), max_length=200, required=False)
    clock = forms.TimeField(label=_("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def values(self, seminar: Seminar) -> dict[str, Any]:
        zone = times.zone_named(seminar.time_zone)
        first = seminar.starts_at.astimezone(zone)
        at = datetime.combine(first.date(), self.cleaned_data["clock"], tzinfo=zone)
        if at < seminar.starts_at and seminar.ends_at.astimezone(zone).date() > first.date():
            at += timedelta(days=1)  # a seminar that runs over midnight
        return {"title": self.cleaned_data["title"], "starts_at": at}


class ContributionForm(forms.ModelForm[Contribution]):
    class Meta:
        model = Contribution
        fields = ("title", "kind", "minutes", "speakers")
        widgets = {"speakers": forms.CheckboxSelectMultiple}
        labels = {"speakers": _("Speakers")}

    def __init__(self, data: Any = None, *, seminar: Seminar, instance: Contribution | None = None) -> None:
        super().__init__(data, instance=instance)
        speakers = self.fields["speakers"]
        assert isinstance(speakers, forms.ModelMultipleChoiceField)  # noqa: S101  for the type checker
        speakers.queryset = Person.objects.filter(grants__seminar=seminar).distinct().order_by("name")
        speakers.label_from_instance = _named  # type: ignore[assignment,method-assign]
        self.fields["minutes"].validators.extend(MINUTES)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "kind", "minutes")}


def _named(person: Any) -> str:
    return str(person.name or person.email)


class DescriptionForm(forms.ModelForm[RoleGrant]):
    class Meta:
        model = RoleGrant
        fields = ("biography", "interests")
        widgets = {
            "biography": forms.Textarea(attrs={"rows": 4}),
            "interests": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "interests": _("Payments, shares or posts that could be seen as a conflict; or “none”.")
        }


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Office or OpenDocument, text or picture, up to 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(DOCUMENT_TYPES)}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if PurePath(str(file.name)).suffix.lower() not in DOCUMENT_TYPES:
            raise forms.ValidationError(_("This kind of file cannot be offered here."), code="type")
        if (file.size or 0) > LARGEST_DOCUMENT:
            raise forms.ValidationError(_("The file is larger than 50 MB."), code="size")
        return file
