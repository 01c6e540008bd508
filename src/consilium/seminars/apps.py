from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "consilium.seminars"
