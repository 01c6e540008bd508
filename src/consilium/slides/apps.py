from django.apps import AppConfig


class SlidesConfig(AppConfig):
    name = "consilium.slides"
