from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "consilium.ui"
    verbose_name = "Pages"
