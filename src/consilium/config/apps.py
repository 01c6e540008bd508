"""The installation itself as an app: registers its checks."""

from django.apps import AppConfig


class MachineConfig(AppConfig):
    name = "consilium.config"
    label = "machine"

    def ready(self) -> None:
        from consilium.config import checks

        checks.register()
