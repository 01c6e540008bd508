from django.urls import path, re_path

from consilium.archive import views

_MEDIA = r"^media/(?P<signature>[A-Za-z0-9_:-]{20,200})/(?P<take>[0-9a-z]{26})/"
_LANGUAGE = r"(?P<language>[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4})"
_CAPTIONS = f"captions-{_LANGUAGE}"

app_name = "archive"
urlpatterns = [
    path("seminars/<slug:slug>/replay", views.replay, name="replay"),
    re_path(_MEDIA + r"index\.m3u8$", views.master, name="master"),
    re_path(_MEDIA + _CAPTIONS + r"\.m3u8$", views.captions, name="captions"),
    re_path(_MEDIA + r"(?P<number>[0-9]{6})-" + _CAPTIONS + r"\.vtt$", views.caption, name="caption"),
    re_path(
        _MEDIA + r"slide-(?P<deck>[0-9a-z]{26})-(?P<number>[0-9]{1,5})\.webp$", views.slide, name="slide"
    ),
    re_path(_MEDIA + rf"log-{_LANGUAGE}\.json$", views.log_index, name="log"),
    re_path(
        _MEDIA + rf"log-(?P<number>[0-9]{{1,9}})-(?P<edition>[0-9a-f]{{12}})-{_LANGUAGE}\.json$",
        views.log_block,
        name="log_block",
    ),
]
