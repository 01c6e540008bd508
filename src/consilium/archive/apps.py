from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "consilium.archive"

    def ready(self) -> None:
        from consilium.archive.pack.maker import PACK
        from consilium.recordings.actions import offer_files

        offer_files(PACK)
