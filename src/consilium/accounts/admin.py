"""Persons, for the administrator."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from consilium.accounts.forms import PersonForm
from consilium.accounts.models import Person, add_address


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    form = PersonForm
    list_display = ("email", "name", "state", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "state")
    search_fields = ("email", "name")
    exclude = ("password", "groups", "user_permissions", "last_login")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        add_address(obj)
