"""Pages in a small size, for weak lines: made from our own picture when one is first asked for, then kept."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from consilium.slides.models import Slide

WIDTH, QUALITY = 960, 60
ENDING = "-small.webp"


def small(slide: Slide) -> str:
    """The name of the small picture in the storage. Raises FileNotFoundError when the page's own is gone."""
    name = str(slide.image.name).removesuffix(".webp") + ENDING
    if default_storage.exists(name):
        return name
    with slide.image.open("rb") as file:
        picture = Image.open(file).convert("RGB")
    height = max(1, round(picture.height * WIDTH / picture.width))
    made = BytesIO()
    picture.resize((WIDTH, height), Image.Resampling.LANCZOS).save(made, "WEBP", quality=QUALITY, method=4)
    # two at once make the same picture: the second has a name of its own, and goes with the deck's folder
    return default_storage.save(name, ContentFile(made.getvalue()))
