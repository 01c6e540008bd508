"""Rule sets, for the administrator: looked at and imported, never changed or deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from consilium.certificates import actions
from consilium.certificates.forms import RuleSetForm
from consilium.certificates.models import RuleSet


@admin.register(RuleSet)
class RuleSetAdmin(admin.ModelAdmin[RuleSet]):
    list_display = ("slug", "version", "name", "shipped", "created_at")
    readonly_fields = ("slug", "version", "name", "shipped", "created_at", "rules")

    def get_form(
        self, request: HttpRequest, obj: RuleSet | None = None, change: bool = False, **values: Any
    ) -> Any:
        return RuleSetForm if obj is None else super().get_form(request, obj, change, **values)

    def get_fields(self, request: HttpRequest, obj: RuleSet | None = None) -> Any:
        return ("text",) if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: RuleSet, form: Any, change: bool) -> None:
        """The one write path: what stands in the form is imported, and `obj` becomes the row."""
        made = actions.import_rule_set(form.cleaned_data["text"])
        obj.__dict__.update(made.__dict__)

    def has_change_permission(self, request: HttpRequest, obj: RuleSet | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RuleSet | None = None) -> bool:
        return False
