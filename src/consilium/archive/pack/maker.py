"""The offline pack: one zip with a page that needs no line, the slides, one sound and the transcript.

It is a kind of file of a take like the recording's own (recordings/makers.py); its words stand above them.
"""

import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from consilium.archive.pack.content import Content, Cue, Shown, compose
from consilium.archive.pack.timeline import clock
from consilium.archive.queries import languages
from consilium.eventlog import queries as log
from consilium.kernel.languages import direction, endonym
from consilium.recordings.actions import Maker, Order, Stock
from consilium.slides import queries as slides

SOUND, TRANSCRIPT = "sound.ogg", "transcript.txt"
_PAGE = ("pack.css", "pack.js")
#: After these another pack would be made: words that came or went, pictures that went.
_CHANGING = (
    *("cue.finalised", "cue.translated", "cue.revised", "cues.hidden", "deck.withdrawn", "answer.written"),
    *("question.answered", "question.opened", "question.dismissed", "question.merged", "question.worded"),
    *("text.translated", "text.withdrawn"),
)


def offers(stock: Stock) -> list[tuple[str, str]]:
    """The languages in which there is something to hear or to read, the floor's first."""
    sounds = [sound["language"] for sound in stock.sounds]
    if not sounds or not stock.has(stock.leading):
        return []
    found = dict.fromkeys([*sounds, *languages(stock.take.seminar)])
    return [(language, endonym(language)) for language in found]


def made_of(stock: Stock, language: str) -> str:
    words = stock.once("words", lambda: _words(stock.take.seminar_id))
    return f"{stock.names(_sound(stock, language))} {words}"


def _words(seminar: str) -> str:
    """Another text when another pack would be made though the sound is the same."""
    _seq, edition = log.position(seminar)
    return f"{edition} {log.newest(seminar, *_CHANGING)}"


def make(order: Order) -> Path:
    content = compose(order.take, order.rendition)
    sound = order.sound(_sound(Stock(order.take), order.rendition))
    target = order.folder / "pack.zip"
    root = order.take.seminar.slug
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.write(sound, f"{root}/{SOUND}", zipfile.ZIP_STORED)
        pictures = _pictures(pack, root, content.shown)
        for name in _PAGE:
            pack.writestr(f"{root}/{name}", (resources.files(__package__) / name).read_bytes())
        pack.writestr(f"{root}/{TRANSCRIPT}", _text(content))
        pack.writestr(f"{root}/index.html", _page(content, pictures))
    return target


def _sound(stock: Stock, language: str) -> str:
    """What is heard in a language: its channel, else the floor."""
    names = {sound["rendition"] for sound in stock.sounds}
    return language if language in names else stock.leading


def _pictures(pack: zipfile.ZipFile, root: str, shown: list[Shown]) -> dict[int, str]:
    """Each page once, in a small size: by its row, its name in the pack; none where its file is gone."""
    names: dict[int, str] = {}
    for slide in (one.slide for one in shown):
        if slide is None or slide.pk in names:
            continue
        try:
            data = slides.small_picture(slide)
        except FileNotFoundError:
            continue
        names[slide.pk] = f"slides/{len(names) + 1:03}.webp"
        pack.writestr(f"{root}/{names[slide.pk]}", data, zipfile.ZIP_STORED)
    return names


def _page(content: Content, pictures: dict[int, str]) -> str:
    """In the pack's language where the interface has it, else in English."""
    own = content.language if content.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(own):
        context: dict[str, Any] = {
            "content": content,
            "interface": own,
            "dir": direction(own),
            "language": content.language,
            "words_dir": direction(content.language),
            "day": date_format(content.seminar.starts_at, "DATE_FORMAT"),
            "sound": SOUND,
            "shown": [_slide(one, pictures) for one in content.shown] if pictures else [],
        }
        return render_to_string("archive/pack.html", context)


def _slide(one: Shown, pictures: dict[int, str]) -> dict[str, Any]:
    name = pictures.get(one.slide.pk, "") if one.slide else ""
    if not (one.slide and name):
        return {"at": one.at, "file": ""}
    slide = one.slide
    label = _("Slide %(number)s") % {"number": slide.number}
    words = " ".join(slide.text.split())[:300]
    alt = f"{label}: {words}" if words else label
    return {
        "at": one.at,
        "file": name,
        "label": label,
        "alt": alt,
        "width": slide.width,
        "height": slide.height,
    }


def _text(content: Content) -> str:
    """The transcript for any editor: a line a cue, who speaks where that changes."""
    lines = [content.seminar.title, ""]
    return "\ufeff" + "\r\n".join([*lines, *map(_line, content.cues)]) + "\r\n"


def _line(cue: Cue) -> str:
    who = f"{cue.words.who}: " if cue.words.who else ""
    return f"[{clock(cue.at)}] {who}{' '.join(cue.words.text.split())}"


PACK = Maker("pack", "zip", "application/zip", offers, made_of, make)
