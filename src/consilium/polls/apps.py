from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "consilium.polls"
