from django.urls import path

from consilium.questions import views

app_name = "questions"
urlpatterns = [
    path("questions", views.mine, name="mine"),
    path("seminars/<slug:slug>/questions", views.desk, name="desk"),
]
