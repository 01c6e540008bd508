from django.urls import path
from django.views.i18n import set_language

from consilium.ui import views

app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("language/", set_language, name="language"),
]
