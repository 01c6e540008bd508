"""Decks, to look at. They are changed on their own pages, so that the log knows."""

from django.contrib import admin
from django.http import HttpRequest

from consilium.slides.models import Deck


@admin.register(Deck)
class DeckAdmin(admin.ModelAdmin[Deck]):
    list_display = ("title", "seminar_id", "status", "pages", "error", "created_at")
    list_filter = ("status",)
    search_fields = ("id", "seminar__slug")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Deck | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Deck | None = None) -> bool:
        return False
