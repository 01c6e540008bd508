from django.urls import path

from consilium.slides import views

app_name = "slides"
urlpatterns = [
    path("seminars/<slug:slug>/decks", views.deck_list, name="decks"),
    path("seminars/<slug:slug>/decks/<slug:deck_id>", views.deck_page, name="deck"),
    path("seminars/<slug:slug>/decks/<slug:deck_id>/progress", views.progress, name="progress"),
    path("seminars/<slug:slug>/decks/<slug:deck_id>/<slug:what>", views.change, name="change"),
    path("seminars/<slug:seminar_id>/decks/<slug:deck_id>/<int:number>.webp", views.image, name="image"),
    path(
        "seminars/<slug:seminar_id>/decks/<slug:deck_id>/small/<int:number>.webp", views.small, name="small"
    ),
]
