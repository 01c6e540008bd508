from django.urls import path

from consilium.seminars import views

app_name = "seminars"
urlpatterns = [
    path("", views.programme, name="programme"),
    path("calendar.ics", views.feed, name="feed"),
    path("join/<str:token>", views.join, name="join"),
    path("seminars/<slug:slug>", views.seminar, name="seminar"),
    path("seminars/<slug:slug>/calendar.ics", views.calendar, name="calendar"),
    path("seminars/<slug:slug>/documents/<str:document_id>", views.document, name="document"),
    path("seminars/<slug:slug>/register", views.register, name="register"),
    path("seminars/<slug:slug>/cancel", views.cancel, name="cancel"),
    path("seminars/<slug:slug>/drop-pass", views.drop_pass, name="drop_pass"),
]
