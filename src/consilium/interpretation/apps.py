from django.apps import AppConfig


class InterpretationConfig(AppConfig):
    name = "consilium.interpretation"
