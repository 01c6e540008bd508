from django.urls import path

from consilium.archive import views

app_name = "archive"
urlpatterns = [path("seminars/<slug:slug>/replay", views.replay, name="replay")]
