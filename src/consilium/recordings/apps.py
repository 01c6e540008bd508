from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "consilium.recordings"

    def ready(self) -> None:
        from consilium.recordings import films, makers

        makers.offer_files(films.FILM)
        makers.offer_files(films.SOUND)
