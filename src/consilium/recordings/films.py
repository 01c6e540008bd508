"""The recording's own files: the picture with a sound, a sound alone, and a sound for weak lines.

Nothing is coded again where the container permits: sounds never are, and a picture is only when it began anew
with other parameters (another camera, another size), which an MP4 that every player reads cannot hold.
"""

from pathlib import Path

from consilium.recordings import assembling, ffmpeg, light, queries, rules
from consilium.recordings.assembling import Stretch
from consilium.recordings.makers import Maker, Order, Stock

_LIKE_FIRST = "scale={0}:{1}:force_original_aspect_ratio=decrease,pad={0}:{1}:(ow-iw)/2:(oh-ih)/2,setsar=1"


def film(order: Order) -> Path:
    picture = assembling.assemble(order.take, rules.VIDEO, order.folder)
    sound = assembling.assemble(order.take, order.rendition, order.folder)
    if not (picture and sound):
        raise ffmpeg.Failed("broken")
    return _run(order, _film(picture, sound, order.folder), picture, "made.mp4")


def sound(order: Order) -> Path:
    return _copied(order, order.rendition)


def light_sound(order: Order, name: str) -> Path:
    """As it was made for weak lines; made for this file where there is no such form yet."""
    if queries.is_light(order.take, name):
        return _copied(order, rules.LIGHT + name)
    found = assembling.assemble(order.take, name, order.folder)
    if not found:
        raise ffmpeg.Failed("broken")
    coded = [*_input(found, order.folder, "sound"), "-map", "0:a", "-ac", "1", *light.CODING, "-f", "ogg"]
    return _run(order, coded, found, "made.opus")


def _copied(order: Order, name: str) -> Path:
    found = assembling.assemble(order.take, name, order.folder)
    if not found:
        raise ffmpeg.Failed("broken")
    arguments = [*_input(found, order.folder, "sound"), "-map", "0:a", "-c", "copy", "-f", "ogg"]
    return _run(order, arguments, found, "made.opus")


def _run(order: Order, arguments: list[str], stretches: list[Stretch], name: str) -> Path:
    whole = sum(stretch.seconds for stretch in stretches) or 1.0
    named = ("-metadata", f"title={_line(order.take.seminar.title)}", name)
    ffmpeg.run(
        (*arguments, *named),
        order.folder,
        told=lambda seconds: order.told(seconds / whole),
        limits=order.limits,
    )
    return order.folder / name


def _film(picture: list[Stretch], sound: list[Stretch], folder: Path) -> list[str]:
    """With times as they stand in the files: each input by itself would be moved to its own beginning."""
    inputs = [*_input(picture, folder, "picture"), *_input(sound, folder, "sound")]
    coding = ["-c:v", "copy"]
    if len(picture) > 1:
        width, height = max((stretch.width, stretch.height) for stretch in picture)
        look = _LIKE_FIRST.format(width, height)
        coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-vf", look, "-fps_mode", "vfr"]
        coding += ["-pix_fmt", "yuv420p", "-threads", "2"]
    whole = ["-map", "0:v", "-map", "1:a", *coding, "-c:a", "copy", "-strict", "-2"]
    return ["-copyts", *inputs, *whole, "-movflags", "+faststart", "-f", "mp4"]


def _input(stretches: list[Stretch], folder: Path, name: str) -> list[str]:
    """One file as it is, several by a list: each begins where the one before it has ended."""
    if len(stretches) == 1:
        return ["-i", stretches[0].path.name]
    lines = [f"file {one.path.name}\nduration {one.seconds:.3f}\n" for one in stretches]
    (folder / f"{name}.txt").write_text("ffconcat version 1.0\n" + "".join(lines))
    return ["-f", "concat", "-i", f"{name}.txt"]


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _sounds(stock: Stock) -> list[tuple[str, str]]:
    found = [(one["rendition"], one["name"]) for one in stock.sounds]
    return [(rendition, name) for rendition, name in found if stock.has(rendition)]


def _films(stock: Stock) -> list[tuple[str, str]]:
    return _sounds(stock) if stock.has(rules.VIDEO) else []


FILM = Maker("film", "mp4", "video/mp4", _films, lambda stock, name: stock.names(rules.VIDEO, name), film)
SOUND = Maker("sound", "opus", "audio/ogg", _sounds, Stock.names, sound)
