from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "consilium.checks"
