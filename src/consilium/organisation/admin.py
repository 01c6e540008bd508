"""Member states, institutions and working groups, for the administrator."""

from django.contrib import admin

from consilium.organisation.models import Institution, MemberState, WorkingGroup


@admin.register(MemberState)
class MemberStateAdmin(admin.ModelAdmin[MemberState]):
    list_display = ("code", "position")
    list_editable = ("position",)


@admin.register(Institution)
class InstitutionAdmin(admin.ModelAdmin[Institution]):
    list_display = ("name", "state", "verified")
    list_filter = ("verified", "state")
    search_fields = ("name",)


@admin.register(WorkingGroup)
class WorkingGroupAdmin(admin.ModelAdmin[WorkingGroup]):
    list_display = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
