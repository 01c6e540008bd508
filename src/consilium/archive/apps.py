from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "consilium.archive"

    def ready(self) -> None:
        from consilium.archive.pack.maker import PACK
        from consilium.captions.actions import ask_when_hidden
        from consilium.recordings.actions import offer_files
        from consilium.recordings.queries import withheld

        offer_files(PACK)
        ask_when_hidden(withheld)
