from django.urls import path

from consilium.translation import views

app_name = "translation"
urlpatterns = [
    path("seminars/<slug:slug>/glossary", views.page, name="glossary"),
    path("seminars/<slug:slug>/glossary.csv", views.export, name="export"),
    path("seminars/<slug:slug>/glossary/<slug:term>/remove", views.remove, name="remove"),
]
