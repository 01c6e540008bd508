from django.urls import path

from consilium.ui import views

app_name = "ui"
urlpatterns = [
    path("languages/", views.about_languages, name="languages"),
    path("theme/", views.choose_theme, name="theme"),
]
