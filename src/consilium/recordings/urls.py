from django.urls import path, re_path

from consilium.recordings import views

app_name = "recordings"
urlpatterns = [
    re_path(
        r"^media/(?P<signature>[A-Za-z0-9_:-]{20,200})/(?P<take>[0-9a-z]{26})/(?P<name>[A-Za-z0-9-]{1,46}\.m3u8)$",
        views.playlist,
        name="playlist",
    ),
    path("seminars/<slug:slug>/downloads/<str:download>", views.download, name="download"),
    path("media/<str:signature>/<str:take>/<str:name>", views.file, name="file"),
]
