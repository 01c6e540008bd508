from django.urls import path

from consilium.certificates import verification

app_name = "certificates"
urlpatterns = [
    path("certificates", verification.check, name="check"),
    path("certificates/<str:number>", verification.verify, name="verify"),
    path("certificates/<str:number>/file", verification.file, name="file"),
    path("certificates/<str:number>/<slug:what>", verification.change, name="change"),
]
