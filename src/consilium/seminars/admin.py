"""Topics and series, for the administrator. Seminars are set up on their own pages."""

from django.contrib import admin

from consilium.seminars.models import Series, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin[Series]):
    list_display = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
