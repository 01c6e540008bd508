"""Every address of the site. Each app brings its own list."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from consilium.config import health
from consilium.config.api import api

# one way to sign in
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("consilium.ui.urls")),
    path("", include("consilium.accounts.urls")),
    path("", include("consilium.seminars.urls")),
    path("", include("consilium.questions.urls")),
    path("", include("consilium.slides.urls")),
    path("", include("consilium.translation.urls")),
    path("", include("consilium.archive.urls")),  # before recordings: a take's playlist with its captions
    path("", include("consilium.recordings.urls")),
    path("", include("consilium.room.urls")),
    path("", include("consilium.search.urls")),
    path("", include("consilium.certificates.urls")),
    path("api/", api.urls),
]
