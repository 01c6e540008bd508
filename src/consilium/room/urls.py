from django.urls import path

from consilium.room import views

app_name = "room"
urlpatterns = [
    path("seminars/<slug:slug>/room", views.room, name="room"),
    path("seminars/<slug:slug>/booth", views.booth, name="booth"),
    path("seminars/<slug:slug>/line-test", views.line_test, name="line_test"),
    path("livekit/webhook", views.webhook, name="webhook"),
]
