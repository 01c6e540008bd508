from django.urls import path

from consilium.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
    path("time-zone/", views.choose_time_zone, name="time_zone"),
]
