from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "consilium.archive"

    def ready(self) -> None:
        from consilium.archive.editing import withheld
        from consilium.archive.pack.maker import PACK
        from consilium.captions.actions import ask_when_hidden
        from consilium.recordings.actions import offer_files

        offer_files(PACK)
        ask_when_hidden(withheld)
